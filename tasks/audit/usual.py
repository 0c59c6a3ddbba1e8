"""What is usual is learned from earlier days; days that are impossible beside the others teach nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from math import exp, expm1, log, log1p
from statistics import fmean, median

from tasks.audit.chances import Usual, UsualCount, UsualLevel, UsualShare

_IMPOSSIBLE = 3.5
"""Deviations beyond which an earlier day was no usual one. Of two thousand usual ones, one is left out with them."""
_ROUNDS = 3
_LEAST_WAVE = 0.2
"""Shares waver from day to day by at least so much of themselves, even where too little was seen to show it."""
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
    # The mean itself is only known as well as so few weeks tell it.
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
