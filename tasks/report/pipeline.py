"""What is wrong with the runs and the warehouse as a whole, and whether runs come as they should. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import median

from schemas.checks import BatchCheck
from tasks.report import said
from tasks.report.causes import Cause, distinct, of_check
from tasks.report.figures import Figures
from tasks.report.said import Level
from tasks.runs.scheduled import FlowEnd
from tasks.runs.state import StoppedRun
from tasks.store.copies import megabytes
from tasks.store.disk import SOON, DiskForecast

_FEWEST_STARTS = 4
"""With fewer runs their usual interval is unknown."""
_SHORTEST = timedelta(hours=2)
_A_DAY_AND_A_BIT = timedelta(hours=26)
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pace:
    """When the next run is to be expected.

    `gap`: the usual time between two runs, None where too few are known. `schedule`: the time between two looks for due
    sources, None where no schedule is known. `due_at`: when the first source is due.
    """

    gap: timedelta | None
    last: datetime | None
    schedule: timedelta | None = None
    due_at: datetime | None = None

    @property
    def is_scheduled(self) -> bool:
        """Whether the schedule says when a run is due."""
        return self.schedule is not None and self.due_at is not None

    @property
    def patience(self) -> timedelta:
        """By schedule: three looks, at least a quarter of an hour. Else three times the usual gap, at least two hours;
        where runs come daily or oftener, never more than a day and a bit.
        """
        if self.is_scheduled and self.schedule:
            return max(3 * self.schedule, _QUARTER)
        if self.gap is None:
            return _A_DAY_AND_A_BIT
        if self.gap <= timedelta(days=1):
            return min(max(3 * self.gap, _SHORTEST), _A_DAY_AND_A_BIT)
        return 1.5 * self.gap

    @property
    def expected_at(self) -> datetime | None:
        """When the next run is to begin; by schedule that is when the first source is due."""
        return self.due_at if self.is_scheduled else self.last

    def stale_at(self, now: datetime) -> datetime:
        """By when a later run should have replaced a page that is written now."""
        return max(now, self.expected_at or now) + self.patience

    def is_overdue(self, now: datetime) -> bool:
        return self.expected_at is not None and now - self.expected_at > self.patience

    @property
    def words(self) -> str:
        if self.is_scheduled and self.schedule:
            every = said.how_often(self.schedule)
            return f"a source was due on {said.moment(self.due_at)}, and the schedule looks every {every}"
        return f"runs usually come every {said.how_often(self.gap)}" if self.gap else "one a day was to be expected"


def pace_of(figures: Figures, schedule: timedelta | None, declared: Collection[str] | None) -> Pace:
    """From the start times of the recent runs, the schedule, and when the declared sources are due."""
    last = figures.last_run["started_at"] if figures.last_run else None
    due = [
        row["next_ask_at"]
        for row in figures.asking
        if row["next_ask_at"] and (declared is None or row["source"] in declared)
    ]
    starts = [row["started_at"] for row in figures.pace]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
    gap = timedelta(seconds=median(gaps)) if len(starts) >= _FEWEST_STARTS else None
    return Pace(gap, last, schedule, min(due, default=None))


_JUDGED_LATE = timedelta(days=2)
"""An audit judges yesterday: nothing newer than the day before that is an audit that did not come."""


def of_pipeline(
    figures: Figures,
    checks: Mapping[str, BatchCheck],
    stops: list[StoppedRun],
    pace: Pace,
    ends: list[FlowEnd],
    disk: DiskForecast | None = None,
) -> list[Cause]:
    """The worst first. `ends`: how the last scheduled run of each flow ended."""
    causes = [*map(_stopped, stops), *_broke_off(ends), *_overdue(figures, pace), *_unjudged(figures), *_ahead(figures)]
    causes += _filling(disk)
    causes += [
        of_check(result, checks[result["check_id"]])
        for result in figures.checks
        if result["source"] is None and result["status"] in {"fail", "error"} and result["check_id"] in checks
    ]
    return distinct(causes)


def _stopped(stop: StoppedRun) -> Cause:
    if not stop.what:
        words = f"run {stop.run_id} did not come to its end; the next run completes it"
        return Cause(Level.WARNING, "cut off", words, "broadsheet ingest", since=stop.at.date() if stop.at else None)
    return Cause(
        Level.FAILING,
        "stopped by a quality gate" if stop.is_gate else "stopped",
        f"run {stop.run_id} on {said.moment(stop.at)}, and nothing of it is published: {stop.what}."
        f" {stop.cure}".strip(),
        "broadsheet ingest",
        since=stop.at.date() if stop.at else None,
    )


def _broke_off(ends: list[FlowEnd]) -> Iterable[Cause]:
    for end in ends:
        if end.is_failure:
            since = end.failing_since or end.at
            times = f"{said.count(end.failures, 'time')} in a row" if end.failures > 1 else "once"
            words = f"{end.flow} broke off {times}, last on {said.moment(end.at)}: {end.what}. {end.cure}".strip()
            yield Cause(
                Level.FAILING, "scheduled runs fail", words, "broadsheet doctor", since=since.astimezone(UTC).date()
            )


def _filling(disk: DiskForecast | None) -> Iterable[Cause]:
    if disk is None:
        return
    left = f"{megabytes(disk.free)} are free"
    if disk.free < disk.needed:
        words = f"{left}, and a run with its publication takes {megabytes(disk.needed)} for a while: none begins"
        yield Cause(Level.FAILING, "the disk is full", words, "broadsheet maintain --dry-run")
    elif disk.days is not None and disk.days < SOON:
        words = f"{left}; the data folder {disk.words}"
        yield Cause(Level.WARNING, "the disk fills", words, "broadsheet maintain --dry-run")


def _overdue(figures: Figures, pace: Pace) -> Iterable[Cause]:
    last = figures.last_run
    if last is not None and pace.is_overdue(figures.span.now):
        yield Cause(
            Level.FAILING,
            "no runs",
            f"none since {said.moment(last['started_at'])}, and everything here is as it was then; {pace.words}",
            "broadsheet status",
            since=last["started_at"].date(),
        )


def _ahead(figures: Figures) -> Iterable[Cause]:
    if figures.runs_ahead:
        run = figures.runs_ahead[0]
        words = (
            f"run {run['run_id']} began on {said.moment(run['started_at'])}, which is still to come; it counts"
            f" nowhere here"
        )
        yield Cause(Level.WARNING, "a clock was wrong", words, "broadsheet status")


def _unjudged(figures: Figures) -> Iterable[Cause]:
    if not figures.asking:
        return
    judged = max((row["last_audited_on"] for row in figures.checks), default=None)
    if judged is None and all(row["first_seen_at"].date() >= figures.span.now_day for row in figures.asking):
        return  # no source has a whole day yet, so there is nothing to audit
    if judged is None:
        words = "no day was ever judged, so nothing here is compared with what is usual"
        yield Cause(Level.NOTE, "no audit yet", words, "broadsheet audit")
    elif figures.span.now_day - judged > _JUDGED_LATE:
        words = f"the last day that was judged is {said.day(judged)}; what came since is compared with nothing"
        yield Cause(Level.WARNING, "no audits", words, "broadsheet audit", since=judged + timedelta(days=2))
