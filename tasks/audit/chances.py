"""How far is a figure from its usual value? In standard deviations of a normal distribution, for any distribution of
the figure.

Figures of small sources vary by chance: one of three articles without an author is already a third. Shares and counts
are therefore measured by how improbable they are (beta-binomial, negative binomial), and only what is measured on a
scale, such as a median length, by its distance.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf, lgamma, log, log1p, sqrt
from statistics import NormalDist
from typing import Protocol

_NORMAL = NormalDist()


class Usual(Protocol):
    """The usual values of a figure. `of` is the number of articles (or fetches …) that it was computed from on the
    day.
    """

    @property
    def middle(self) -> float: ...

    def deviations(self, value: float, of: float) -> float:
        """How far the value is from the middle; negative below it."""

    def limit(self, deviations: float, of: float) -> float:
        """The last value that passes at this distance from the middle; a negative distance is below it."""


@dataclass(frozen=True, slots=True)
class UsualShare:
    """A share that varies by chance and from day to day: beta-binomial, `strength` its pseudo-observations."""

    middle: float
    strength: float

    def deviations(self, value: float, of: float) -> float:
        hits = round(value * of)
        if value >= self.middle:
            return _far(self._tail(hits, round(of)))
        return -_far(_sum_down(hits, lambda k: self._log_chance(k, round(of))))

    def limit(self, deviations: float, of: float) -> float:
        """Between two possible shares, so that rounding moves no share over its bound."""
        total, rare = round(of), _NORMAL.cdf(-abs(deviations))
        if deviations > 0:
            return (_first(lambda hits: self._tail(hits, total) <= rare, 0, total + 1) - 0.5) / total
        lower = _first(lambda k: _sum_down(k, lambda i: self._log_chance(i, total)) > rare, 0, total)
        return (lower - 0.5) / total

    def _tail(self, hits: int, total: int) -> float:
        return _sum_up(hits, total, lambda k: self._log_chance(k, total))

    def _log_chance(self, hits: int, total: int) -> float:
        yes, no = self.middle * self.strength, (1 - self.middle) * self.strength
        ways = lgamma(total + 1) - lgamma(hits + 1) - lgamma(total - hits + 1)
        return ways + _log_beta(yes + hits, no + total - hits) - _log_beta(yes, no)


@dataclass(frozen=True, slots=True)
class UsualCount:
    """A count that varies more than by chance: negative binomial with variance middle + middle² / evenness."""

    middle: float
    evenness: float

    def deviations(self, value: float, of: float = 1) -> float:  # noqa: ARG002 - a count is of nothing
        if value >= self.middle:
            return _far(_sum_up(round(value), None, self._log_chance))
        return -_far(_sum_down(round(value), self._log_chance))

    def limit(self, deviations: float, of: float = 1) -> float:  # noqa: ARG002
        rare = _NORMAL.cdf(-abs(deviations))
        if deviations > 0:
            high = int(self.middle) + 1
            while _sum_up(high, None, self._log_chance) > rare:
                high *= 2
            return _first(lambda k: _sum_up(k, None, self._log_chance) <= rare, int(self.middle), high) - 0.5
        return _first(lambda k: _sum_down(k, self._log_chance) > rare, 0, int(self.middle) + 1) - 0.5

    def _log_chance(self, count: int) -> float:
        size, mean = self.evenness, self.middle
        ways = lgamma(count + size) - lgamma(count + 1) - lgamma(size)
        return ways - size * log1p(mean / size) + count * (log(mean) - log(size + mean))


@dataclass(frozen=True, slots=True)
class UsualLevel:
    """A median or mean on a scale that makes it symmetrical; the more things it is of, the surer, up to the usual
    number.
    """

    centre: float
    width: float
    usual_of: float
    to: Callable[[float], float]
    back: Callable[[float], float]

    @property
    def middle(self) -> float:
        return self.back(self.centre)

    def deviations(self, value: float, of: float) -> float:
        away = self.to(value) - self.centre
        return away / self._width(of) if self.width else (inf if away > 0 else -inf if away < 0 else 0.0)

    def limit(self, deviations: float, of: float) -> float:
        return self.back(self.centre + deviations * self._width(of))

    def _width(self, of: float) -> float:
        return self.width / sqrt(max(1.0, min(of, self.usual_of)))


def _far(chance: float) -> float:
    return max(0.0, -_NORMAL.inv_cdf(min(max(chance, 1e-300), 1 - 1e-16)))


def _sum_up(first: int, last: int | None, log_chance: Callable[[int], float]) -> float:
    """The probability of `first` or more. Terms that are too small to matter are left out."""
    total, k = 0.0, first
    while last is None or k <= last:
        term = exp(log_chance(k))
        total += term
        if term < 1e-12 * total or (term == 0.0 and k > first + 50):
            break
        k += 1
    return total


def _sum_down(last: int, log_chance: Callable[[int], float]) -> float:
    total = 0.0
    for k in range(last, -1, -1):
        term = exp(log_chance(k))
        total += term
        if term < 1e-12 * total:
            break
    return total


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The least number from `low` on for which it holds, `high` where none below it does. It holds from some number
    on.
    """
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _log_beta(one: float, other: float) -> float:
    return lgamma(one) + lgamma(other) - lgamma(one + other)
