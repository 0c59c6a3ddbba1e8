"""Bounds: fixed in the check, or learned from a source's own past. Pure: figures in, bounds out.

A figure fails that is `spread` deviations from usual: by itself, or together with the days right before it that leaned the
same way, each by at least one deviation. So a small source, of which no single day proves anything, is found on its second
or third day; and what creeps is found before it is far.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from statistics import NormalDist, quantiles
from typing import Any

from schemas.checks import BatchCheck, History
from schemas.features import COUNTS, SHARES_OF
from tasks.audit.chances import Usual
from tasks.audit.usual import usual_count, usual_level, usual_share

_LEANS = 1.0
"""Deviations from which on a day leans."""
_DAYS_TOGETHER = 7
_SILENCE = "hours_since_loaded"
_CAN_BE_ZERO = frozenset({"mean_links"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """What passes; None is no bound to that side. `history` counts the days they were learned from, 0 where they are fixed."""

    lowest: float | None
    highest: float | None
    history: int = 0
    is_learned: bool = False
    lack: str | None = None
    """Why nothing can be judged: too little past, or too few things on the day."""


def of_what(column: str) -> str | None:
    """The figure that says how many things stand behind this one; None for counts and for the hours of silence."""
    return None if column in COUNTS or column == _SILENCE else SHARES_OF.get(column, "articles")


def bounds_of(check: BatchCheck, past: list[dict[str, Any]], today: dict[str, Any]) -> Bounds:
    """`past`: the figures of earlier days of one source, by column, with `day` and `is_outage`; `today`: those that are judged."""
    assert check.column is not None
    of = of_what(check.column)
    lack = None
    if of and check.scope == "source" and today[of] < check.enough:
        lack = f"only {today[of]} {of} on that day, which is too few to judge by"
    if check.history is None:
        return Bounds(check.arguments.get("min_value"), check.arguments.get("max_value"), lack=lack)
    days = [row for row in past if _is_comparable(row, check.column, of, check.enough, today["day"], check.history)]
    alike = [row for row in days if not check.history.same_weekday or row["day"].weekday() == today["day"].weekday()]
    if len(alike) < check.history.at_least:
        lack = f"only {len(alike)} earlier days to learn from"
    if lack or (of and not today[of]):
        return Bounds(None, None, len(alike), is_learned=True, lack=lack)
    if check.column == _SILENCE:
        return _silence(days, check.history)
    usual = _usual(check.column, of, _settled(days, alike, today["day"]), today["day"], check.history)
    lowest, highest = (_limit(check, usual, days, today, sign) for sign in (-1, 1))
    return Bounds(
        lowest if check.history.below else None,
        highest if check.history.above else None,
        len(alike),
        is_learned=True,
    )


def _is_comparable(row: dict[str, Any], column: str, of: str | None, enough: int, day: date, history: History) -> bool:
    is_there = row[column] is not None and not row["is_outage"] and (of is None or row[of] >= max(enough, 1))
    return is_there and day - timedelta(days=history.days) <= row["day"] < day


def _settled(days: list[dict[str, Any]], alike: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """Without the last week, where there is enough before it: what has just begun to change must not pass for usual."""
    before = day - timedelta(days=_DAYS_TOGETHER)
    settled = [row for row in days if row["day"] < before]
    return settled if len(settled) >= len(days) / 2 and any(row["day"] < before for row in alike) else days


def _usual(column: str, of: str | None, days: list[dict[str, Any]], day: date, history: History) -> Usual:
    if of is None:
        counts = [(row["day"], float(row[column])) for row in days]
        return usual_count(counts, day.weekday() if history.same_weekday else None)
    past = [(float(row[column]), float(row[of])) for row in days]
    return usual_share(past) if column in SHARES_OF else usual_level(past, can_be_zero=column in _CAN_BE_ZERO)


def _limit(check: BatchCheck, usual: Usual, days: list[dict[str, Any]], today: dict[str, Any], sign: int) -> float:
    """The bound to one side: `sign` -1 is below."""
    assert check.column is not None
    assert check.history is not None
    of = of_what(check.column)
    leant = _leant(check, usual, days, today["day"], sign)
    needed = max(_LEANS, check.history.spread * (len(leant) + 1) ** 0.5 - sum(leant))
    limit = usual.limit(sign * needed, float(today[of]) if of else 1.0)
    tolerated = usual.middle + sign * check.history.tolerance
    return max(limit, tolerated) if sign > 0 else min(limit, tolerated)


def _leant(check: BatchCheck, usual: Usual, days: list[dict[str, Any]], day: date, sign: int) -> list[float]:
    """How far the days right before leaned to this side. One that failed by itself, or did not lean, ends them."""
    assert check.column is not None
    assert check.history is not None
    of = of_what(check.column)
    found: list[float] = []
    for row in reversed(days):
        if row["day"] <= day - timedelta(days=_DAYS_TOGETHER):
            break
        if check.history.same_weekday and row["day"].weekday() != day.weekday():
            one = _usual(check.column, of, _settled(days, days, day), row["day"], check.history)
        else:
            one = usual
        far = sign * one.deviations(float(row[check.column]), float(row[of]) if of else 1.0)
        if not _LEANS <= far < check.history.spread:
            break
        found.append(far)
    return found


def _silence(days: list[dict[str, Any]], history: History) -> Bounds:
    """How long may nothing come? As long as it mostly did before, or until it could not be chance any more."""
    hours = [float(row[_SILENCE]) for row in days]
    a_day = sum(row["articles"] for row in days) / len(days)
    if not a_day:
        return Bounds(None, None, len(days), is_learned=True)
    by_chance = -24 * log(NormalDist().cdf(-history.spread)) / a_day
    mostly = quantiles(hours, n=20, method="inclusive")[-1]
    return Bounds(None, max(by_chance, mostly) + history.tolerance, len(days), is_learned=True)
