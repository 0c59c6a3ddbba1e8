"""Bounds: fixed in the check, or learned from a source's own past. Pure: figures in, bounds out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from schemas.checks import BatchCheck, History

_USUAL = 1.4826
"""Makes the median absolute deviation comparable to a standard deviation, where the figures are normal."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What passes; None is no bound to that side. `history` counts the days they were learned from, 0 where they are fixed."""

    lowest: float | None
    highest: float | None
    history: int = 0
    is_learned: bool = False
    is_enough: bool = True
    """Whether the past was long enough."""


def bounds_of(check: BatchCheck, past: list[dict[str, Any]], day: date) -> Bounds:
    """`past`: the figures of earlier days of one source, by column, with `day` and `is_outage`."""
    if check.history is None:
        return Bounds(check.arguments.get("min_value"), check.arguments.get("max_value"))
    assert check.column is not None
    return _learned(_comparable(check.column, past, day, check.history), check.history)


def _comparable(column: str, past: list[dict[str, Any]], day: date, history: History) -> list[float]:
    since = day - timedelta(days=history.days)
    return [
        float(row[column])
        for row in past
        if since <= row["day"] < day
        and not row["is_outage"]
        and row[column] is not None
        and (not history.same_weekday or row["day"].weekday() == day.weekday())
    ]


def _learned(values: list[float], history: History) -> Bounds:
    if len(values) < history.at_least:
        return Bounds(None, None, len(values), is_learned=True, is_enough=False)
    middle = median(values)
    deviation = _USUAL * median(abs(value - middle) for value in values)
    width = max(history.spread * deviation, history.tolerance)
    return Bounds(
        middle - width if history.below else None,
        middle + width if history.above else None,
        len(values),
        is_learned=True,
    )
