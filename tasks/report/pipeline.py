"""What is wrong with the whole: runs that stopped or do not come, audits that do not come, the warehouse itself. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from schemas.checks import BatchCheck
from tasks.report import said
from tasks.report.causes import Cause, distinct, of_check
from tasks.report.figures import Figures
from tasks.report.levels import Level
from tasks.report.pace import Pace
from tasks.runs.state import StoppedRun

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
        f"run {stop.run_id} on {said.moment(stop.at)}, and nothing of it is published: {stop.what}. {stop.cure}".strip(),
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
        words = f"run {run['run_id']} began on {said.moment(run['started_at'])}, which is still to come; it counts nowhere here"
        yield Cause(Level.WARNING, "a clock was wrong", words, "broadsheet status")


def _unjudged(figures: Figures) -> Iterable[Cause]:
    if not figures.asking:
        return
    judged = max((row["day"] for row in figures.checks), default=None)
    if judged is None and all(row["first_seen_at"].date() >= figures.span.today for row in figures.asking):
        return  # no day of any source is over: an audit would have nothing to judge
    if judged is None:
        words = "no day was ever judged, so nothing here is compared with what is usual"
        yield Cause(Level.NOTE, "no audit yet", words, "broadsheet audit")
    elif figures.span.today - judged > _JUDGED_LATE:
        words = f"the last day that was judged is {said.day(judged)}; what came since is compared with nothing"
        yield Cause(Level.WARNING, "no audits", words, "broadsheet audit")
