"""A sign a day: coverage of sources, and the days of checks. Text, so that it stands in a mail as it does on the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from tasks.report import said
from tasks.report.figures import Figures, Row
from tasks.report.levels import Level

STATES = {
    "loaded": "■",
    "nothing new": "□",
    "found none": "○",
    "only held": "▲",
    "all lost": "×",
    "not asked": "·",
    "no run": "–",
}
"""States of the view coverage -> their signs, from good to gone."""
_GAPS = ("all lost", "no run")
_MANY = 0.2
CHECK_SIGNS = {
    "none failed": "□",
    "some failed": "▲",
    "over one in five failed": "■",
    "could not be judged": "×",
    "not judged": "·",
}


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
    """Days without a run, and days on which everything was lost."""


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
    """Behind the last run at all there is no row: nothing ran. Before the source was first seen, and today, that says nothing."""
    if known in {None, "no run"}:
        return "no run" if first <= day < today else ""
    return known or ""


@dataclass(frozen=True, slots=True)
class CheckDays:
    check_id: str
    strip: Strip
    evaluated: int
    failed: int
    last_failed: date | None
    flapping: list[str]
    """Sources (or the warehouse) for which it turns again and again."""

    @property
    def level(self) -> Level:
        return Level.WARNING if self.failed else Level.OK


def checks(figures: Figures) -> tuple[list[CheckDays], int]:
    """Checks with a failure in these days, the most failing first; and how many had none."""
    flapping: dict[str, list[str]] = {}
    for row in figures.flapping:
        flapping.setdefault(row["check_id"], []).append(row["source"] or "the warehouse")
    found = [
        _check(check_id, {row["day"]: row for row in rows}, flapping.get(check_id, []), figures.span.days_and_today)
        for check_id, rows in groupby(figures.check_days, key=lambda row: row["check_id"])
    ]
    failing = [check for check in found if check.failed or check.flapping]
    ordered = sorted(failing, key=lambda c: (not c.flapping, -c.failed / max(1, c.evaluated), c.check_id))
    return ordered, len(found) - len(failing)


def _check(check_id: str, rows: dict[date, Row], flapping: list[str], days: list[date]) -> CheckDays:
    states = [_state(rows.get(day)) for day in days]
    label = ", ".join(f"{said.count(states.count(state), 'day')} {state}" for state in CHECK_SIGNS if state in states)
    return CheckDays(
        check_id,
        _strip([(CHECK_SIGNS[state], state.split()[0]) for state in states], label),
        sum(row["evaluated"] for row in rows.values()),
        sum(row["failed"] for row in rows.values()),
        max((day for day, row in rows.items() if row["failed"]), default=None),
        flapping,
    )


def _state(row: Row | None) -> str:
    if row is None:
        return "not judged"
    if row["errors"]:
        return "could not be judged"
    if not row["failed"]:
        return "none failed"
    return "over one in five failed" if row["failed"] > _MANY * row["evaluated"] else "some failed"


def _strip(signs: list[tuple[str, str]], label: str) -> Strip:
    return Strip(
        [
            ("".join(s for s, _ in part), kind)
            for kind, part in ((k, list(g)) for k, g in groupby(signs, key=lambda s: s[1]))
        ],
        label,
    )
