"""Bounds of usual values: fixed in the check, or learned from the source's own past. Pure: figures in, bounds out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp, expm1, log, log1p
from statistics import NormalDist, fmean, median, quantiles
from typing import Any

from schemas.checks import BatchCheck, History
from schemas.features import COUNTS, SHARES_OF
from tasks.audit.chances import Usual, UsualCount, UsualLevel, UsualShare

_LEANS = 1.0
"""A day further from the middle than so many deviations counts as leaning to that side."""
_DAYS_TOGETHER = 7
_WEEK = 7
_SILENCE = "hours_since_loaded"
_CAN_BE_ZERO = frozenset({"mean_links"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """The values that pass; None means no bound on that side. `history` counts the days they were learned from, 0 where
    they are fixed.
    """

    lowest: float | None
    highest: float | None
    history: int = 0
    is_learned: bool = False
    lack: str | None = None
    """Why nothing can be judged: too little past, or too few things on the day."""
    note: str | None = None
    """What else a person should know of how they were learned."""


def of_what(column: str) -> str | None:
    """The column with the number of things that this figure was computed from; None for counts and for hours of
    silence.
    """
    return None if column in COUNTS or column == _SILENCE else SHARES_OF.get(column, "articles")


def bounds_of(check: BatchCheck, past: list[dict[str, Any]], today: dict[str, Any]) -> Bounds:
    """`past`: the figures of earlier days of one source, by column, with `day` and `is_outage`; `today`: those that are
    judged.
    """
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
        if check.history.same_weekday:
            return _of_all_days(check, check.history, past, today)
        lack = f"only {len(alike)} earlier days to learn from; {check.history.at_least} are needed"
    if lack or (of and not today[of]):
        return Bounds(None, None, len(alike), is_learned=True, lack=lack)
    if check.column == _SILENCE:
        return _silence(days, check.history)
    usual = _usual(check.column, of, _settled(days, alike, today["day"]), today["day"], check.history)
    lowest, highest = (_limit(check, usual, days, today, sign) for sign in (-1, 1))
    return Bounds(
        # No figure is negative.
        max(0.0, lowest) if check.history.below else None,
        highest if check.history.above else None,
        len(alike),
        is_learned=True,
    )


def _of_all_days(check: BatchCheck, history: History, past: list[dict[str, Any]], today: dict[str, Any]) -> Bounds:
    """Until there are enough days of the weekday that is judged: those of all weekdays, from a whole week on.

    Weekends are not told from weekdays then, so half of the least and twice the most that was seen always pass, and
    what is beyond these by the tolerance of the check.
    """
    pooled = history.model_copy(update={"same_weekday": False, "at_least": max(_WEEK, history.at_least)})
    bounds = bounds_of(check.model_copy(update={"history": pooled}), past, today)
    if bounds.lack:
        return bounds
    weekday = f"{today['day']:%A}s"
    assert check.column is not None
    seen = [float(row[check.column]) for row in past if not row["is_outage"]]
    lowest = None if bounds.lowest is None else max(0.0, min(bounds.lowest, min(seen) / 2 - history.tolerance))
    highest = None if bounds.highest is None else max(bounds.highest, 2 * max(seen) + history.tolerance)
    return replace(
        bounds,
        lowest=lowest,
        highest=highest,
        note=f"compared with all days: fewer than {history.at_least} {weekday} are known",
    )


def _is_comparable(row: dict[str, Any], column: str, of: str | None, enough: int, day: date, history: History) -> bool:
    is_there = (
        row[column] is not None
        and not row["is_outage"]
        and not row.get("is_unfinished")
        and (of is None or row[of] >= max(enough, 1))
    )
    return is_there and day - timedelta(days=history.days) <= row["day"] < day


def _settled(days: list[dict[str, Any]], alike: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """Without the last week, if enough days are before it: a change that has just begun must not count as usual."""
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
    """How long may a source be silent? As long as most earlier pauses, or until chance no longer explains the pause."""
    hours = [float(row[_SILENCE]) for row in days]
    a_day = sum(row["articles"] for row in days) / len(days)
    if not a_day:
        return Bounds(None, None, len(days), is_learned=True)
    by_chance = -24 * log(NormalDist().cdf(-history.spread)) / a_day
    mostly = quantiles(hours, n=20, method="inclusive")[-1]
    return Bounds(None, max(by_chance, mostly) + history.tolerance, len(days), is_learned=True)


_IMPOSSIBLE = 3.5
"""An earlier day beyond so many deviations counts as unusual and is left out; this removes one of two thousand usual
days.
"""
_ROUNDS = 3
_LEAST_WAVE = 0.2
"""The least daily variation of a share, relative to the share, for sources with too little data to show it."""
_LEAST_UNEVEN = 0.1
"""The same for counts."""
_MAD_TO_DEVIATION = 1.4826


def usual_share(past: Sequence[tuple[float, float]]) -> Usual:
    """`past`: share and how many things it was of, day by day."""
    kept = [*past]
    for _ in range(_ROUNDS):
        found = _share_of(kept)
        left = [day for day in past if abs(found.deviations(*day)) <= _IMPOSSIBLE]
        if len(left) < len(past) / 2 or left == kept:
            break
        kept = left
    return _share_of(kept)


def _share_of(days: Sequence[tuple[float, float]]) -> UsualShare:
    total = sum(of for _, of in days)
    middle = (sum(share * of for share, of in days) + 0.5) / (total + 1)
    smaller = min(middle, 1 - middle)
    strength = min((1 - smaller) / (_LEAST_WAVE**2 * smaller), total + 1)
    excess = sum((share - middle) ** 2 * of for share, of in days) / (middle * (1 - middle)) / max(len(days) - 1, 1)
    usual_of = total / len(days)
    if excess > 1 and usual_of > 1:
        strength = min(strength, (usual_of - 1) / (excess - 1))
    return UsualShare(middle, max(strength, 1.0))


def usual_count(past: Sequence[tuple[date, float]], weekday: int | None) -> Usual:
    """`past`: counts day by day. `weekday`: the one that is judged, where weekdays are told apart."""
    by_weekday: dict[int, list[float]] = defaultdict(list)
    for day, count in past:
        by_weekday[day.weekday() if weekday is not None else 0].append(count)
    kept = {name: _around_the_median(counts) for name, counts in by_weekday.items()}
    for _ in range(_ROUNDS):
        uneven = _unevenness([*kept.values()])
        found = {name: _count_of(counts, uneven) for name, counts in kept.items()}
        left = {
            name: [count for count in counts if abs(found[name].deviations(count)) <= _IMPOSSIBLE]
            for name, counts in by_weekday.items()
        }
        if left == kept or any(len(left[name]) < len(counts) / 2 for name, counts in by_weekday.items()):
            break
        kept = left
    return _count_of(kept[weekday or 0], _unevenness([*kept.values()]))


def _around_the_median(counts: list[float]) -> list[float]:
    """The nearer three quarters: to begin with, whatever the others are."""
    middle = median(counts)
    return sorted(counts, key=lambda count: abs(count - middle))[: max(2, len(counts) * 3 // 4)]


def _count_of(counts: list[float], uneven: float) -> UsualCount:
    middle = (sum(counts) + 0.5) / len(counts)
    # The mean of so few weeks is itself uncertain.
    return UsualCount(middle, middle / (1 / len(counts) + uneven * middle * (1 + 1 / len(counts))))


def _unevenness(groups: list[list[float]]) -> float:
    """How much more counts vary than by chance, as the square of a share of their mean."""
    beyond = squares = 0.0
    freedom = 0
    for counts in groups:
        mean = fmean(counts)
        freedom += len(counts) - 1
        beyond += sum((count - mean) ** 2 for count in counts) - (len(counts) - 1) * mean
        squares += (len(counts) - 1) * mean**2
    learned = max(0.0, beyond / squares) if squares else 0.0
    return max(learned * (1 + 5 / max(freedom, 1)), _LEAST_UNEVEN**2)


def usual_level(past: Sequence[tuple[float, float]], *, can_be_zero: bool) -> Usual:
    """`past`: a median or mean and how many things it was of, day by day. Lengths and delays are compared as ratios."""
    to: Callable[[float], float] = log1p if can_be_zero else _log
    back: Callable[[float], float] = expm1 if can_be_zero else exp
    usual_of = median(of for _, of in past)
    weighed = [(to(value), max(1.0, min(of, usual_of))) for value, of in past]
    centre = median(value for value, _ in weighed)
    rough = _MAD_TO_DEVIATION * median(abs(value - centre) * of**0.5 for value, of in weighed)
    kept = (
        [(value, of) for value, of in weighed if abs(value - centre) * of**0.5 <= _IMPOSSIBLE * rough]
        if rough
        else weighed
    )
    centre = sum(value * of for value, of in kept) / sum(of for _, of in kept)
    spread = (sum((value - centre) ** 2 * of for value, of in kept) / max(len(kept) - 1, 1)) ** 0.5
    # A deviation learned from few days is itself uncertain.
    return UsualLevel(centre, spread * (1 + 14 / len(kept)), usual_of, to, back)


def _log(value: float) -> float:
    return log(max(value, 1e-3))
