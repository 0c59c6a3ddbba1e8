"""Bounds learned from the past: the middle and the usual deviation, whatever single days did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schemas.checks import BatchCheck
from tasks.audit.bounds import Bounds, bounds_of

THURSDAY = date(2026, 4, 2)


def check(**history: object) -> BatchCheck:
    return BatchCheck(
        id="articles_as_usual",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": "articles"},
        scope="source",
        severity="warning",
        action="flag",
        reason="A check that only this test knows.",
        history={"days": 28, "at_least": 4, **history},
    )


def past(*values: float | None, outages: tuple[int, ...] = ()) -> list[dict[str, object]]:
    """The last value is that of yesterday."""
    return [
        {"day": THURSDAY - timedelta(days=ago), "articles": value, "is_outage": ago in outages}
        for ago, value in zip(range(len(values), 0, -1), values, strict=True)
    ]


def test_the_middle_and_so_many_usual_deviations_to_either_side():
    bounds = bounds_of(check(spread=4), past(8, 10, 12, 10, 10), THURSDAY)
    assert bounds == Bounds(10, 10, 5, is_learned=True)
    bounds = bounds_of(check(spread=4), past(8, 9, 10, 11, 12), THURSDAY)
    assert bounds.lowest == pytest.approx(10 - 4 * 1.4826)
    assert bounds.highest == pytest.approx(10 + 4 * 1.4826)


def test_what_never_moved_may_move_by_the_tolerance():
    assert bounds_of(check(tolerance=3), past(10, 10, 10, 10), THURSDAY) == Bounds(7, 13, 4, is_learned=True)


def test_a_side_that_does_not_matter_has_no_bound():
    assert bounds_of(check(tolerance=3, below=False), past(10, 10, 10, 10), THURSDAY).lowest is None
    assert bounds_of(check(tolerance=3, above=False), past(10, 10, 10, 10), THURSDAY).highest is None


def test_outages_days_without_a_figure_and_days_long_gone_teach_nothing():
    days = past(*[99] * 10, *[10] * 26, 0, None, outages=(2,))
    assert bounds_of(check(tolerance=3), days, THURSDAY) == Bounds(7, 13, 26, is_learned=True)


def test_thursdays_are_compared_with_thursdays():
    week = [10 + weekday for weekday in range(7)]
    bounds = bounds_of(check(same_weekday=True, tolerance=1), past(*week * 4), THURSDAY)
    assert bounds == Bounds(9, 11, 4, is_learned=True)


def test_too_little_past_is_said():
    assert bounds_of(check(), past(10, 10, 10), THURSDAY) == Bounds(None, None, 3, is_learned=True, is_enough=False)
