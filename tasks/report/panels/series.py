"""Panels of days in a row: volumes, failures, lengths, coverage of sources and results of checks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, takewhile
from typing import Any

from schemas.outcomes import REASONS
from tasks.report import said
from tasks.report.charts import Chart
from tasks.report.figures import Figures, ReportDays, Row
from tasks.report.said import OF_SEVERITY, Level

_FEWEST_DAYS = 3
"""With fewer days a line shows no more than the table."""
_FEWEST_FAILURES = 3
"""Least number over all days for a chart of its own."""


@dataclass(frozen=True, slots=True)
class ChartDay:
    day: date
    value: float | None
    low: float | None = None
    high: float | None = None
    level: Level = Level.UNJUDGED


@dataclass(frozen=True, slots=True)
class Series:
    """One small chart and the table behind it."""

    name: str
    words: str
    days: list[ChartDay]
    chart: Chart | None = None
    facts: dict[str, Any] = field(default_factory=dict)


def level_of(result: Row) -> Level:
    """Of a result of a check, with its status and severity. What was never judged is not as usual."""
    if result["status"] == "fail":
        return OF_SEVERITY.get(result["severity"], Level.WARNING)
    return {"pass": Level.OK, "error": Level.FAILING}.get(result["status"] or "", Level.UNJUDGED)


ALL_SOURCES = "all sources"
LEFT_OUT = "Left out of the checks since."
"""Said of a check that has results, and that the files of checks do not have any more."""


def total_volume(figures: Figures) -> Series:
    """What ingest runs loaded a day of all sources together; bounds of sources do not add up, so it has none."""
    loaded: dict[date, int] = {}
    for row in figures.volume:
        loaded[row["day"]] = loaded.get(row["day"], 0) + row["loaded"]
    first = min((row["first_seen_at"].date() for row in figures.asking), default=figures.span.today)
    days = [ChartDay(day, loaded.get(day, 0)) for day in figures.span.days if day >= first]
    whole = sum(loaded.get(day.day, 0) for day in days)
    today = sum(row["loaded"] for row in figures.days if row["day"] == figures.span.today)
    words = f"{said.number(today)} loaded so far {figures.span.today_name}"
    if days:
        words = f"{said.number(whole)} loaded in {said.count(len(days), 'whole day')}, {words}"
    chart = Chart("volume", f"Loaded a day from all sources: {words}", [_point(day) for day in days])
    return Series(ALL_SOURCES, words, days, chart if len(days) >= _FEWEST_DAYS else None)


def volumes(figures: Figures, sources: Iterable[str]) -> list[Series]:
    """What ingest runs loaded a day of these sources, against the band of the check articles_as_usual."""
    rows: dict[str, list[Row]] = {source: [] for source in sources}
    for row in figures.volume:
        if row["source"] in rows:
            rows[row["source"]].append(row)
    born = {row["source"]: row["first_seen_at"].date() for row in figures.asking}
    today = {row["source"]: row["loaded"] for row in figures.days if row["day"] == figures.span.today}
    return [
        _volume(source, found, figures.span, born.get(source), today.get(source, 0)) for source, found in rows.items()
    ]


def _volume(source: str, rows: list[Row], span: ReportDays, born: date | None, today: int) -> Series:
    by_day = {row["day"]: row for row in rows}
    days = [
        ChartDay(day, row["loaded"], row["lowest"], row["highest"], level_of(row))
        if (row := by_day.get(day))
        else ChartDay(day, 0)
        for day in span.days
        if born is None or day >= born
    ]
    last = days[-1] if days else None
    words = f"{said.number(today)} loaded so far {span.today_name}, no whole day yet"
    if last is not None:
        words = f"{said.number(last.value)} loaded on {said.day(last.day)}" + (
            f", {_band(last)}" if last.high is not None else ""
        )
    chart = Chart("volume", f"Loaded a day from {source}: {words}", [_point(day) for day in days])
    return Series(source, words, days, chart if len(days) >= _FEWEST_DAYS else None)


def _band(day: ChartDay) -> str:
    low, high = max(0.0, day.low or 0.0), day.high
    return f"{said.number(round(low))} to {said.number(round(high or 0))} expected"


def _point(day: ChartDay) -> dict[str, Any]:
    low = None if day.high is None else max(0.0, day.low or 0.0)
    return {
        "day": day.day.isoformat(),
        "value": day.value,
        "low": low,
        "high": day.high,
        "odd": next((severity for severity, level in OF_SEVERITY.items() if level is day.level), ""),
    }


def failures_by_kind(figures: Figures, most: int) -> list[Series]:
    """Fetches that failed, a series a reason, the most frequent first; today's are in the facts."""
    by_reason: dict[str, list[Row]] = {}
    for row in figures.fetch_failures:
        by_reason.setdefault(row["reason"], []).append(row)
    found = [_failures(reason, rows, figures.span) for reason, rows in by_reason.items()]
    return sorted(found, key=lambda series: (-series.facts["attempts"], series.name))[:most]


def _failures(reason: str, rows: list[Row], span: ReportDays) -> Series:
    by_day: dict[date, int] = {}
    by_source: dict[str, int] = {}
    for row in rows:
        by_day[row["day"]] = by_day.get(row["day"], 0) + row["attempts"]
        by_source[row["source"]] = by_source.get(row["source"], 0) + row["attempts"]
    days = [ChartDay(day, by_day.get(day, 0)) for day in span.days]
    words = REASONS[reason].words if reason in REASONS else ""
    worst = sorted(by_source, key=lambda source: (-by_source[source], source))
    facts = {
        "attempts": sum(by_day.values()),
        "today": by_day.get(span.today, 0),
        "yesterday": by_day.get(span.days[-1], 0),
        "worst": [(source, by_source[source]) for source in worst[:3]],
        "sources": len(worst),
    }
    points = [{"day": day.day.isoformat(), "value": day.value} for day in days]
    is_worth_it = sum(day.value or 0 for day in days) >= _FEWEST_FAILURES
    chart = Chart("bars", f"Fetches a day that ended as {reason}", points)
    return Series(reason, words, days, chart if is_worth_it else None, facts)


def lengths(figures: Figures, sources: Iterable[str]) -> list[Series]:
    """Median words of the texts of these sources, day by day."""
    rows: dict[str, list[Row]] = {source: [] for source in sources}
    for row in figures.drift:
        if row["source"] in rows:
            rows[row["source"]].append(row)
    return [_length(source, found, figures.span) for source, found in rows.items()]


def _length(source: str, rows: list[Row], span: ReportDays) -> Series:
    days = [ChartDay(row["day"], row["median_words"]) for row in rows if row["day"] < span.today]
    points = [{"day": day.day.isoformat(), "value": day.value} for day in days]
    words = f"{said.number(days[-1].value)} words on {said.day(days[-1].day)}" if days else ""
    chart = Chart("line", f"Median words of a text, day by day, of {source}", points)
    return Series(source, words, days, chart if len(days) >= _FEWEST_DAYS else None)


STATES = {
    "loaded": "■",
    "nothing new": "□",
    "found none": "○",
    "incomplete": "◐",
    "only held": "▲",
    "all lost": "×",
    "not asked": "·",
    "no run": "–",
}
"""States of the view coverage -> their signs, from good to gone."""
_GAPS = ("all lost", "incomplete", "no run")
CHECK_SIGNS = {
    "none failed": "□",
    "some failed (critical)": Level.FAILING.mark,
    "some failed (warning)": Level.WARNING.mark,
    "some failed (info)": Level.NOTE.mark,
    "could not be judged": "×",
    "not judged": "·",
}
"""What became of a check on a day -> its sign; a failure has that of its severity."""
CHECK_CLASSES = dict(zip(CHECK_SIGNS, ("none", "critical", "warning", "info", "could", "not"), strict=True))


@dataclass(frozen=True, slots=True)
class Strip:
    """`parts`: sign and class of stretches of equal days, oldest first."""

    parts: list[tuple[str, str]]
    label: str


@dataclass(frozen=True, slots=True)
class Coverage:
    source: str
    strip: Strip
    counts: dict[str, int]
    gaps: list[str]
    """Days without a run, with one that has not ended, and days on which all candidates were lost."""


def coverage(figures: Figures, sources: list[str]) -> list[Coverage]:
    """Of these sources, in their order; days before a source was first seen are blank."""
    rows: dict[str, dict[date, str]] = {source: {} for source in sources}
    for row in figures.coverage:
        if row["source"] in rows and row["day"] <= figures.span.today:
            rows[row["source"]][row["day"]] = row["state"]
    return [_covered(source, states, figures) for source, states in rows.items()]


def _covered(source: str, states: dict[date, str], figures: Figures) -> Coverage:
    first = min(states, default=figures.span.today)
    days = [_state_of(states.get(day), day, first, figures.span.today) for day in figures.span.days_and_today]
    counts = {state: days.count(state) for state in STATES}
    gaps = [said.day(day) for day, state in zip(figures.span.days_and_today, days, strict=True) if state in _GAPS]
    label = ", ".join(f"{said.count(number, 'day')} {state}" for state, number in counts.items() if number)
    return Coverage(
        source, _strip([(STATES.get(state, " "), state.replace(" ", "-")) for state in days], label), counts, gaps
    )


def _state_of(known: str | None, day: date, first: date, today: date) -> str:
    """Behind the last run at all there is no row: nothing ran. Before the source was first seen, and today, that says
    nothing.
    """
    if known in {None, "no run"}:
        return "no run" if first <= day < today else ""
    return known or ""


@dataclass(frozen=True, slots=True)
class CheckDays:
    check_id: str
    severity: str
    strip: Strip
    evaluated: int
    failed: int
    errors: int
    last_failed: date | None
    since: date | None
    """The first of the days that failed without a pass between or after them."""
    flapping: list[str]
    """Sources (or the warehouse) whose result of this check changes again and again."""

    @property
    def level(self) -> Level:
        if self.errors:
            return Level.FAILING
        return OF_SEVERITY.get(self.severity, Level.WARNING) if self.failed else Level.OK


def checks(figures: Figures) -> tuple[list[CheckDays], int]:
    """Checks with a failure in 30 days, the severest first; and how many had none."""
    flapping: dict[str, list[str]] = {}
    for row in figures.flapping:
        flapping.setdefault(row["check_id"], []).append(row["source"] or "the warehouse")
    days: dict[str, dict[date, Row]] = {}
    for row in figures.check_days:
        days.setdefault(row["check_id"], {})[row["day"]] = row
    found = [
        _check(row, days.get(row["check_id"], {}), flapping.get(row["check_id"], []), figures.span.days_and_today)
        for row in figures.pass_rates
    ]
    failing = [check for check in found if check.failed or check.errors or check.flapping]
    ordered = sorted(failing, key=lambda c: (-c.level, not c.flapping, -c.failed / max(1, c.evaluated), c.check_id))
    return ordered, len(found) - len(failing)


def _check(row: Row, rows: dict[date, Row], flapping: list[str], days: list[date]) -> CheckDays:
    states = [_state(rows.get(day)) for day in days]
    label = ", ".join(f"{said.count(states.count(state), 'day')} {state}" for state in CHECK_SIGNS if state in states)
    strip = _strip([(CHECK_SIGNS[state], CHECK_CLASSES[state]) for state in states], label)
    numbers = row["evaluated"], row["failed"], row["errors"]
    return CheckDays(
        row["check_id"], row["severity"], strip, *numbers, row["last_failed_on"], _failing_since(rows), flapping
    )


def _failing_since(rows: dict[date, Row]) -> date | None:
    failing = [*takewhile(lambda day: rows[day]["failed"], sorted(rows, reverse=True))]
    return failing[-1] if failing else None


def _state(row: Row | None) -> str:
    if row is None:
        return "not judged"
    if row["errors"]:
        return "could not be judged"
    return f"some failed ({row['severity']})" if row["failed"] else "none failed"


def _strip(signs: list[tuple[str, str]], label: str) -> Strip:
    return Strip(
        [
            ("".join(s for s, _ in part), kind)
            for kind, part in ((k, list(g)) for k, g in groupby(signs, key=lambda s: s[1]))
        ],
        label,
    )
