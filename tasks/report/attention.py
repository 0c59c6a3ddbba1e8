"""figures -> how each source stands, and the pipeline itself: the worst of all that is known of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from schemas.checks import BatchCheck
from schemas.outcomes import REASONS
from tasks.report import said
from tasks.report.causes import Cause, help_for, of_check, rank
from tasks.report.figures import Figures, Row
from tasks.report.levels import Level
from tasks.report.pace import Pace
from tasks.stops import Stop

_MANY_FAILURES = 3
"""Askings of a source that fail in a row until it counts as failing, not as a warning."""
_ENOUGH_TODAY = 10
"""Candidates of a day that is not over, below which its shares say nothing."""
_JUDGED_LATE = timedelta(days=2)
"""An audit judges yesterday: nothing newer than the day before that is an audit that did not come."""
_TODAY = {"held_share": ("held",), "lost_share": ("refused", "failed")}
"""Figures of fixed bounds that are known of a day before it is over -> the columns of source_days that make them up."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A source, with all that is wrong with it, the worst first."""

    source: str
    level: Level
    causes: list[Cause] = field(default_factory=list)

    @property
    def worst(self) -> Cause | None:
        return self.causes[0] if self.causes else None


def standings(figures: Figures, checks: Mapping[str, BatchCheck]) -> list[Standing]:
    """Every source, the worst first; its level is the worst of all of its checks and of how asking it went."""
    results = _by_source(figures.checks)
    failed = _by_source(figures.failed_checks)
    today = {row["source"]: row for row in figures.days if row["day"] == figures.span.today}
    found = [
        _standing(row, results.get(row["source"], []), failed.get(row["source"], []), today.get(row["source"]), checks)
        for row in figures.asking
    ]
    return sorted(found, key=lambda s: (-s.level, -sum(c.level == s.level for c in s.causes), s.source))


def _standing(
    asking: Row, results: list[Row], failed: list[Row], today: Row | None, checks: Mapping[str, BatchCheck]
) -> Standing:
    causes = [
        of_check(result, checks.get(result["check_id"]), _mostly(failed, result["day"]))
        for result in results
        if result["status"] in {"fail", "error"}
    ]
    causes += [*_unreachable(asking), *_never_gave(asking), *_of_today(today, results, failed, checks)]
    is_judged = any(result["status"] in {"pass", "fail"} for result in results)
    level = max((cause.level for cause in causes), default=Level.OK if is_judged else Level.UNJUDGED)
    return Standing(asking["source"], level, sorted(causes, key=lambda cause: rank(cause, checks)))


def _unreachable(asking: Row) -> Iterable[Cause]:
    if asking["status"] != "failed":
        return
    known = REASONS.get(asking["reason"] or "")
    times = said.count(asking["failures"], "time") + (" in a row" if asking["failures"] > 1 else "")
    yield Cause(
        Level.FAILING if asking["failures"] >= _MANY_FAILURES else Level.WARNING,
        f"could not be asked {times}: {known.words if known else asking['reason']};"
        f" next on {said.moment(asking['next_ask_at'])}",
        help_for("articles", asking["source"], ""),
    )


def _never_gave(asking: Row) -> Iterable[Cause]:
    if asking["last_loaded_at"] is None and asking["candidates"] > 0:
        yield Cause(
            Level.WARNING,
            f"not one article yet of {said.count(asking['candidates'], 'address', 'addresses')} it offered",
            help_for("articles", asking["source"], ""),
        )


def _of_today(
    today: Row | None, results: list[Row], failed: list[Row], checks: Mapping[str, BatchCheck]
) -> Iterable[Cause]:
    """Shares with fixed bounds need no whole day: what is plainly wrong this morning is told this morning."""
    if today is None or today["candidates"] < _ENOUGH_TODAY:
        return
    for result in results:
        check = checks.get(result["check_id"])
        columns = _TODAY.get((check.column if check else None) or "")
        if (
            check is None
            or columns is None
            or result["history"]
            or result["highest"] is None
            or result["status"] == "fail"
        ):
            continue
        judged = today["candidates"] if len(columns) > 1 else sum(today[c] for c in ("loaded", "alias", "held"))
        observed = sum(today[column] for column in columns) / judged if judged else 0
        if observed > result["highest"]:
            found = {
                **result,
                "observed": observed,
                "day": today["day"],
                "status": "fail",
                "failing_since": today["day"],
            }
            yield of_check(found, check, _mostly(failed, today["day"]))


def _mostly(failed: list[Row], day: date) -> str:
    """The check that most articles of that day failed, holds before flags."""
    of_day = [row for row in failed if row["day"] == day]
    worst = max(of_day, key=lambda row: (row["action"] == "quarantine", row["articles"]), default=None)
    return worst["check_id"] if worst else ""


def of_pipeline(figures: Figures, checks: Mapping[str, BatchCheck], stops: list[Stop], pace: Pace) -> list[Cause]:
    """What is wrong with the whole: runs that stopped or did not come, audits that did not come, the warehouse."""
    causes = [_stopped(stop) for stop in stops]
    causes += [*_overdue(figures, pace), *_unjudged(figures)]
    causes += [
        of_check(result, checks.get(result["check_id"]))
        for result in figures.checks
        if result["source"] is None and result["status"] in {"fail", "error"}
    ]
    return sorted(causes, key=lambda cause: rank(cause, checks))


def _stopped(stop: Stop) -> Cause:
    if not stop.what:
        return Cause(Level.WARNING, f"run {stop.run_id} was cut off; the next run completes it", "broadsheet ingest")
    gate = "stopped by a quality gate" if stop.is_gate else "stopped"
    return Cause(
        Level.FAILING,
        f"run {stop.run_id} was {gate} on {said.moment(stop.at)}: {stop.what}. {stop.cure}".rstrip(),
        "broadsheet ingest",
        since=stop.at.date() if stop.at else None,
    )


def _overdue(figures: Figures, pace: Pace) -> Iterable[Cause]:
    last = figures.last_run("ingest")
    if last is not None and pace.is_overdue(figures.span.now):
        yield Cause(
            Level.FAILING,
            f"no run since {said.moment(last['started_at'])}: everything here is as it was then; {pace.words}",
            "broadsheet status",
            since=last["started_at"].date(),
        )


def _unjudged(figures: Figures) -> Iterable[Cause]:
    if not figures.asking:
        return
    judged = max((row["day"] for row in figures.checks), default=None)
    if judged is None:
        yield Cause(
            Level.NOTE, "no day was ever judged: nothing here is compared with what is usual", "broadsheet audit"
        )
    elif figures.span.today - judged > _JUDGED_LATE:
        yield Cause(
            Level.WARNING, f"the last day that was judged is {said.day(judged)}: audits do not come", "broadsheet audit"
        )


def _by_source(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["source"] is not None:
            found.setdefault(row["source"], []).append(row)
    return found


def counted(found: list[Standing]) -> dict[Level, int]:
    """How many sources stand at each level, the worst first."""
    return {level: count for level in reversed(Level) if (count := sum(s.level is level for s in found))}


def written_until(now: datetime, pace: Pace) -> datetime:
    """When a later run should have replaced a page written now."""
    return now + pace.patience
