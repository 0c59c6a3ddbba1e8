"""What needs attention: how each source stands, what is wrong with the runs and the warehouse as a whole, and whether
runs come as often as usual. Pure: figures go in, findings come out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from schemas.checks import BatchCheck
from schemas.features import OF_ASKING
from schemas.outcomes import REASONS
from tasks.report import said
from tasks.report.causes import Cause, Hints, distinct, help_for, of_check, query_losses
from tasks.report.figures import Figures, ReportDays, Row
from tasks.report.said import Level
from tasks.runs.state import StoppedRun

_MANY_FAILURES = 3
"""So many failed requests in a row make a source failing; fewer are a warning."""
_ENOUGH_TODAY = 10
"""A day that is not over needs so many candidates before its shares are judged."""
_TODAY = {"held_share": ("held",), "lost_share": ("refused", "failed")}
"""Figures of fixed bounds that are known of a day before it is over -> the columns of source_days that make them up."""
_JUDGED = ("loaded", "alias", "held")


@dataclass(frozen=True, slots=True)
class Standing:
    """A source and its problems, the worst first."""

    source: str
    level: Level
    causes: list[Cause] = field(default_factory=list)
    is_new: bool = False
    """Whether its first run was today, so that it has no whole day yet."""
    is_by_hand: bool = False
    """Whether it is a path or an address that was given on the command line, and no source of the file."""


def standings(
    figures: Figures, checks: Mapping[str, BatchCheck], declared: Collection[str] | None = None
) -> list[Standing]:
    """Every source, the worst first. `declared`: the sources that are declared now, None where that is not known."""
    results, hints = by_source(figures.checks), Hints(figures)
    span = figures.span
    today = {row["source"]: row for row in figures.days if row["day"] == span.today}
    ends = by_source(figures.addresses)
    # Checks with most holds come first.
    holds = {row["source"]: row["check_id"] for row in reversed(figures.held)}

    def standing(row: Row) -> Standing:
        source = row["source"]
        if _is_retired(row, declared):
            return _retired(row, span)
        is_new, is_by_hand = row["first_seen_at"].date() >= span.today, _is_by_hand(row, declared)
        known = results.get(source, []), hints, today.get(source), checks
        plain = list(mostly_gone(source, ends.get(source, []), holds.get(source, ""), is_by_hand=is_by_hand))
        return _standing(row, *known, plain, is_new=is_new, is_by_hand=is_by_hand)

    found = map(standing, figures.asking)
    return sorted(found, key=lambda s: (-s.level, -sum(c.level == s.level for c in s.causes), s.source))


def _standing(
    asking: Row,
    results: list[Row],
    hints: Hints,
    today: Row | None,
    checks: Mapping[str, BatchCheck],
    plain: list[Cause],
    *,
    is_new: bool,
    is_by_hand: bool,
) -> Standing:
    """`plain`: what is to be told of it where no check has judged how much of it is held or lost."""
    if is_by_hand:
        # Nobody is to ask it again: its articles are judged, not whether more of them come. What was lost, its run
        # says.
        results = [result for result in results if _figure(result, checks) not in OF_ASKING]
    causes = [
        of_check(result, checks.get(result["check_id"]), hints.of(result, checks))
        for result in results
        if result["status"] in {"fail", "error"}
    ]
    causes += [*_unreachable(asking), *(() if is_by_hand else _never_gave(asking))]
    causes += _of_today(today, results, hints, checks)
    judged = {_figure(result, checks) for result in results if result["status"] in {"pass", "fail"}}
    if not judged & set(_TODAY):
        causes += plain
    level = max((cause.level for cause in causes), default=Level.OK if judged else Level.UNJUDGED)
    return Standing(asking["source"], level, distinct(causes), is_new, is_by_hand)


def _figure(result: Row, checks: Mapping[str, BatchCheck]) -> str:
    """What the check of a result looks at; its id where the file of checks has it no more."""
    check = checks.get(result["check_id"])
    return (check.column if check else None) or result["check_id"]


def _is_by_hand(asking: Row, declared: Collection[str] | None) -> bool:
    return declared is not None and asking["asked_at"] is None and asking["source"] not in declared


def _is_retired(asking: Row, declared: Collection[str] | None) -> bool:
    """Whether nothing asks it any more, although something did: what was only ever given by hand was never declared."""
    return declared is not None and asking["asked_at"] is not None and asking["source"] not in declared


def _retired(asking: Row, span: ReportDays) -> Standing:
    """The note is shown for a limited time: enough for a person who removed the source by mistake."""
    source, last = asking["source"], asking["asked_at"]
    if last.date() < span.first:
        return Standing(source, Level.UNJUDGED)
    words = f"it is not in the sources file any more; nothing asked it since {said.moment(last)}"
    return Standing(source, Level.NOTE, [Cause(Level.NOTE, "no longer declared", words, "broadsheet sources list")])


def _unreachable(asking: Row) -> Iterable[Cause]:
    if asking["status"] == "failed":
        known = REASONS.get(asking["reason"] or "")
        times = said.count(asking["failures"], "time") + (" in a row" if asking["failures"] > 1 else "")
        yield Cause(
            Level.FAILING if asking["failures"] >= _MANY_FAILURES else Level.WARNING,
            "unreachable",
            f"it could not be asked {times}: {known.words if known else asking['reason']};"
            f" next on {said.moment(asking['next_ask_at'])}",
            help_for("articles", asking["source"], ""),
        )


def _never_gave(asking: Row) -> Iterable[Cause]:
    if asking["good"] == 0 and asking["candidates"] > 0:
        yield Cause(
            Level.WARNING,
            "never gave anything",
            f"not one article yet of {said.count(asking['candidates'], 'address', 'addresses')} that it offered",
            help_for("articles", asking["source"], ""),
        )


def _of_today(today: Row | None, results: list[Row], hints: Hints, checks: Mapping[str, BatchCheck]) -> Iterable[Cause]:
    """Shares with fixed bounds need no whole day, so a clear problem is shown on the same morning."""
    if today is None or today["candidates"] < _ENOUGH_TODAY:
        return
    for result in results:
        check = checks.get(result["check_id"])
        columns = _TODAY.get((check.column if check else None) or "")
        if columns is None or result["history"] or result["highest"] is None or result["status"] == "fail":
            continue
        of_all = sum(today[column] for column in _JUDGED) if columns == ("held",) else today["candidates"]
        observed = sum(today[column] for column in columns) / of_all if of_all else 0
        if observed > result["highest"]:
            day = today["day"]
            found = {**result, "observed": observed, "day": day, "status": "fail", "failing_since": day}
            yield of_check(found, check, hints.of(found, checks))


def by_source(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["source"] is not None:
            found.setdefault(row["source"], []).append(row)
    return found


def counted(found: list[Standing]) -> dict[Level, int]:
    """How many sources stand at each level, the worst first."""
    return {level: count for level in reversed(Level) if (count := sum(s.level is level for s in found))}


_FEWEST = 5
"""With fewer addresses, "most of them" is not worth a note."""


def mostly_gone(source: str, ends: list[Row], holds: str, *, is_by_hand: bool) -> Iterable[Cause]:
    """A note, whatever the share: nothing is known yet of what is usual.

    `ends`: how the addresses that it offered lately stand, the most frequent end first; `holds`: the check that holds
    most of it. Of what was given by hand the held alone count: they wait for an answer, and its losses were told to
    whoever gave it.
    """
    of_all = sum(row["addresses"] for row in ends)
    held = sum(row["addresses"] for row in ends if row["status"] == "quarantined")
    losses = [row for row in ends if row["status"] in {"refused", "failed"} and not is_by_hand]
    lost = sum(row["addresses"] for row in losses)
    if of_all < _FEWEST or 2 * (held + lost) <= of_all:
        return
    parts = []
    if held:
        parts.append(f"{said.number(held)} held" + (f" (mostly by {holds})" if holds else ""))
    if lost:
        reason = losses[0]["reason"]
        words = REASONS[reason].words if reason in REASONS else reason
        parts.append(f"{said.number(lost)} refused or failed (mostly: {words})")
    yield Cause(
        Level.NOTE,
        "mostly held" if not lost else "mostly lost" if not held else "mostly held or lost",
        f"of the {said.count(of_all, 'address', 'addresses')} that it offered lately, {' and '.join(parts)}",
        help_for("held_share", source, "") if held >= lost else query_losses(source),
    )


_FEWEST_STARTS = 4
"""With fewer runs their usual interval is unknown."""
_SHORTEST = timedelta(hours=2)
_A_DAY_AND_A_BIT = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Pace:
    """`gap`: the usual time between two runs, None where too few are known."""

    gap: timedelta | None
    last: datetime | None

    @property
    def patience(self) -> timedelta:
        """Three times the usual gap, at least two hours; where runs come daily or oftener, never more than a day and a
        bit.
        """
        if self.gap is None:
            return _A_DAY_AND_A_BIT
        if self.gap <= timedelta(days=1):
            return min(max(3 * self.gap, _SHORTEST), _A_DAY_AND_A_BIT)
        return 1.5 * self.gap

    def is_overdue(self, now: datetime) -> bool:
        return self.last is not None and now - self.last > self.patience

    @property
    def words(self) -> str:
        return f"runs usually come every {_told(self.gap)}" if self.gap else "one a day was to be expected"


def pace_of(starts: list[datetime], last: datetime | None) -> Pace:
    """From the start times of the recent runs, in order."""
    if len(starts) < _FEWEST_STARTS:
        return Pace(None, last)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
    return Pace(timedelta(seconds=median(gaps)), last)


def _told(gap: timedelta) -> str:
    minutes = round(gap.total_seconds() / 60)
    if minutes < 120:
        return f"{max(1, minutes)} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"


_JUDGED_LATE = timedelta(days=2)
"""An audit judges yesterday: nothing newer than the day before that is an audit that did not come."""


def of_pipeline(figures: Figures, checks: Mapping[str, BatchCheck], stops: list[StoppedRun], pace: Pace) -> list[Cause]:
    """The worst first."""
    causes = [*map(_stopped, stops), *_overdue(figures, pace), *_unjudged(figures), *_ahead(figures)]
    causes += [
        of_check(result, checks.get(result["check_id"]))
        for result in figures.checks
        if result["source"] is None and result["status"] in {"fail", "error"}
    ]
    return distinct(causes)


def _stopped(stop: StoppedRun) -> Cause:
    if not stop.what:
        words = f"run {stop.run_id} did not come to its end; the next run completes it"
        return Cause(Level.WARNING, "cut off", words, "broadsheet ingest")
    return Cause(
        Level.FAILING,
        "stopped by a quality gate" if stop.is_gate else "stopped",
        f"run {stop.run_id} on {said.moment(stop.at)}, and nothing of it is published: {stop.what}."
        f" {stop.cure}".strip(),
        "broadsheet ingest",
    )


def _overdue(figures: Figures, pace: Pace) -> Iterable[Cause]:
    last = figures.last_run
    if last is not None and pace.is_overdue(figures.span.now):
        yield Cause(
            Level.FAILING,
            "no runs",
            f"none since {said.moment(last['started_at'])}, and everything here is as it was then; {pace.words}",
            "broadsheet status",
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
    judged = max((row["day"] for row in figures.checks), default=None)
    if judged is None and all(row["first_seen_at"].date() >= figures.span.today for row in figures.asking):
        return  # no source has a whole day yet, so there is nothing to audit
    if judged is None:
        words = "no day was ever judged, so nothing here is compared with what is usual"
        yield Cause(Level.NOTE, "no audit yet", words, "broadsheet audit")
    elif figures.span.today - judged > _JUDGED_LATE:
        words = f"the last day that was judged is {said.day(judged)}; what came since is compared with nothing"
        yield Cause(Level.WARNING, "no audits", words, "broadsheet audit")
