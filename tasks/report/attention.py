"""What needs attention: how each source stands. Pure: figures go in, findings come out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date

from schemas.checks import BatchCheck
from schemas.features import OF_ASKING
from schemas.outcomes import REASONS
from tasks.report import said
from tasks.report.causes import Cause, Hints, distinct, help_for, of_check, query_losses
from tasks.report.figures import DAYS, Figures, ReportDays, Row
from tasks.report.said import Level

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
    acknowledged: list[Cause] = field(default_factory=list)
    """Problems that somebody knows of; they do not count."""
    judged: int = 0
    """Checks of the last audit that could be judged, of `audited` in all."""
    audited: int = 0


def standings(
    figures: Figures, checks: Mapping[str, BatchCheck], declared: Collection[str] | None = None
) -> list[Standing]:
    """Every source, the worst first. `declared`: the sources that are declared now, None where that is not known."""
    # Nothing judges again what was left out of the checks since: it counts no more.
    results, hints = by_source([row for row in figures.checks if row["check_id"] in checks]), Hints(figures)
    span = figures.span
    today = {row["source"]: row for row in figures.days if row["day"] == span.today}
    ends = by_source(figures.addresses)
    # Checks with most holds come first.
    holds = {row["source"]: row["check_id"] for row in reversed(figures.held)}
    acknowledged = by_source([row for row in figures.acknowledged if row["until"] >= span.now_day])

    def standing(row: Row) -> Standing:
        source = row["source"]
        if row["is_removed"] and declared is not None and source not in declared:
            return Standing(source, Level.UNJUDGED)  # a person took it out: there is nothing to do
        if _is_retired(row, declared):
            return _retired(row, span)
        is_new, is_by_hand = row["first_seen_at"].date() >= span.now_day, _is_by_hand(row, declared)
        known = results.get(source, []), hints, today.get(source), checks
        plain = list(mostly_gone(source, ends.get(source, []), holds.get(source, ""), is_by_hand=is_by_hand))
        found = _standing(row, *known, plain, is_new=is_new, is_by_hand=is_by_hand)
        return _without_acknowledged(found, acknowledged.get(source, []))

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
        results = [result for result in results if checks[result["check_id"]].column not in OF_ASKING]
    causes = [
        of_check(result, checks[result["check_id"]], hints.of(result, checks))
        for result in results
        if result["status"] in {"fail", "error"}
    ]
    causes += [*_unreachable(asking), *(() if is_by_hand else _never_gave(asking))]
    causes += _of_today(today, results, hints, checks)
    judged = [checks[result["check_id"]] for result in results if result["status"] in {"pass", "fail", "muted"}]
    if not {check.column for check in judged} & set(_TODAY):
        causes += plain
    # As usual is what was compared with the source's own past, if any check is to do that.
    learning = any(checks[result["check_id"]].history for result in results)
    is_known = any(check.history for check in judged) if learning else bool(judged)
    level = max((cause.level for cause in causes), default=Level.OK if is_known else Level.UNJUDGED)
    return Standing(
        asking["source"], level, distinct(causes), is_new, is_by_hand, judged=len(judged), audited=len(results)
    )


def _without_acknowledged(found: Standing, rows: list[Row]) -> Standing:
    """The same with those problems apart that somebody knows of. A problem that began after that is another one."""
    open_ones, apart = [], []
    for cause in found.causes:
        row = next((row for row in rows if _covers(row, cause)), None)
        if row is None:
            open_ones.append(cause)
            continue
        words = f"{row['who']}, until {said.day(row['until'])}: {row['reason']}"
        apart.append(replace(cause, acknowledged=words))
    level = max((cause.level for cause in open_ones), default=Level.OK) if apart else found.level
    return replace(found, level=level, causes=open_ones, acknowledged=apart)


def _covers(row: Row, cause: Cause) -> bool:
    began: date = row["acknowledged_at"].astimezone(UTC).date()
    return row["check_id"] in {None, cause.check_id} and (cause.since is None or cause.since <= began)


def _is_by_hand(asking: Row, declared: Collection[str] | None) -> bool:
    return declared is not None and asking["asked_at"] is None and asking["source"] not in declared


def _is_retired(asking: Row, declared: Collection[str] | None) -> bool:
    """Whether nothing asks it any more, although something did: what was only ever given by hand was never declared."""
    return declared is not None and asking["asked_at"] is not None and asking["source"] not in declared


def _retired(asking: Row, span: ReportDays) -> Standing:
    """The note is shown for a limited time: enough for a person who removed the source by mistake."""
    source, last = asking["source"], asking["asked_at"]
    if (span.now_day - last.date()).days > DAYS:
        return Standing(source, Level.UNJUDGED)
    words = f"it is not in the sources file any more; nothing asked it since {said.moment(last)}"
    cause = Cause(Level.NOTE, "no longer declared", words, "broadsheet sources list", since=last.date(), place="days")
    return Standing(source, Level.NOTE, [cause])


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
            since=asking["failing_since"].date() if asking["failing_since"] else None,
            place="days",
        )


def _never_gave(asking: Row) -> Iterable[Cause]:
    if asking["good"] == 0 and asking["candidates"] > 0:
        yield Cause(
            Level.WARNING,
            "never gave anything",
            f"not one article yet of {said.count(asking['candidates'], 'address', 'addresses')} that it offered",
            help_for("articles", asking["source"], ""),
            since=asking["first_seen_at"].date(),
            place="losses",
        )


def _of_today(today: Row | None, results: list[Row], hints: Hints, checks: Mapping[str, BatchCheck]) -> Iterable[Cause]:
    """Shares with fixed bounds need no whole day, so a clear problem is shown on the same morning."""
    if today is None or today["candidates"] < _ENOUGH_TODAY:
        return
    for result in results:
        check = checks[result["check_id"]]
        columns = _TODAY.get(check.column or "")
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
        place="held" if held >= lost else "losses",
    )
