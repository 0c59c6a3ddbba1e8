"""Bounds learned from the past: what chance explains passes, what it does not fails, whatever single days did."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from schemas.checks import BatchCheck
from tasks.audit.bounds import Bounds, bounds_of

THURSDAY = date(2026, 4, 2)


def check(column: str = "articles", enough: int = 0, **history: Any) -> BatchCheck:
    return BatchCheck(
        id="as_usual",
        expectation="ExpectColumnValuesToBeBetween",
        arguments={"column": column},
        scope="source",
        severity="warning",
        action="flag",
        reason="A check that only this test knows.",
        enough=enough,
        history={"days": 56, "at_least": 4, **history},
    )


def past(*values: float | None, column: str = "articles", of: float = 20, outages: tuple[int, ...] = ()) -> list[dict]:
    """The last value is that of yesterday."""
    return [
        {"articles": of, "day": THURSDAY - timedelta(days=ago), column: value, "is_outage": ago in outages}
        for ago, value in zip(range(len(values), 0, -1), values, strict=True)
    ]


def today(articles: float = 20) -> dict:
    return {"day": THURSDAY, "articles": articles}


def test_a_count_may_be_as_uneven_as_it_was_and_as_chance_makes_it():
    even = bounds_of(check(), past(*[100] * 28), today())
    assert (even.lowest, even.highest) == (39.5, 185.5)
    uneven = bounds_of(check(), past(*[60, 140] * 14), today())
    assert uneven.lowest < 10
    assert uneven.highest > 350


def test_of_a_source_with_two_articles_a_day_none_is_no_surprise_and_twelve_may_be_chance():
    bounds = bounds_of(check(below=True), past(*[2, 1, 3, 2] * 7), today())
    assert bounds.lowest == 0
    assert bounds.highest == 13.5


def test_a_share_may_go_as_far_as_chance_among_so_many_takes_it():
    of_few = bounds_of(check("without_date_share"), past(*[0.1] * 28, column="without_date_share", of=10), today(4))
    of_many = bounds_of(check("without_date_share"), past(*[0.1] * 28, column="without_date_share", of=10), today(200))
    assert of_few.highest > 1
    assert of_many.highest == pytest.approx(0.2975)


def test_a_median_is_judged_by_ratios_and_the_surer_the_more_it_is_of():
    lengths = past(*[2000, 3000, 4500] * 9, column="median_characters", of=40)
    of_many = bounds_of(check("median_characters"), lengths, today(40))
    of_few = bounds_of(check("median_characters"), lengths, today(10))
    assert of_many.lowest * of_many.highest == pytest.approx(3000**2, rel=0.05)
    assert of_few.lowest < of_many.lowest < 1000


def test_what_never_moved_may_move_by_the_tolerance():
    lengths = past(*[3000] * 20, column="median_characters")
    bounds = bounds_of(check("median_characters", tolerance=400), lengths, today())
    assert (bounds.lowest, bounds.highest) == (pytest.approx(2600), pytest.approx(3400))  # type: ignore[comparison-overlap]


def test_a_side_that_does_not_matter_has_no_bound():
    assert bounds_of(check(below=False), past(10, 10, 10, 10), today()).lowest is None
    assert bounds_of(check(above=False), past(10, 10, 10, 10), today()).highest is None


def test_outages_faults_and_days_long_gone_teach_nothing():
    quiet = bounds_of(check(), past(*[100] * 54), today())
    with_faults = bounds_of(check(), past(*[9000] * 10, *[100] * 30, 900, 0, *[100] * 24, outages=(25,)), today())
    assert with_faults.highest == pytest.approx(quiet.highest, abs=1)
    assert with_faults.history == 55


def test_thursdays_are_compared_with_thursdays():
    week = [20, 20, 20, 20, 20, 200, 200]  # from a Thursday on
    bounds = bounds_of(check(same_weekday=True), past(*week * 5), today())
    assert bounds.history == 5
    assert bounds.highest < 70


def test_until_enough_thursdays_are_known_all_days_are_compared():
    week = [20, 20, 20, 20, 20, 9, 9]  # from a Thursday on
    few = bounds_of(check(same_weekday=True), past(*week[:6]), today())
    assert few.lack == "only 6 earlier days to learn from; 7 are needed"
    bounds = bounds_of(check(same_weekday=True), past(*week), today())
    assert bounds.history == 7
    assert bounds.note == "compared with all days: fewer than 4 Thursdays are known"
    assert bounds.lowest == 0
    assert 20 < bounds.highest < 100
    assert bounds_of(check(same_weekday=True), past(*week * 4), today()).note is None


def test_days_that_lean_the_same_way_make_the_next_one_suspect():
    calm = bounds_of(check(), past(*[100] * 28), today())
    leaning = bounds_of(check(), past(*[100] * 25, 145, 145, 145), today())
    assert calm.highest > 160
    assert leaning.highest < 130


def test_a_day_that_failed_by_itself_makes_the_next_one_no_more_suspect():
    calm = bounds_of(check(), past(*[100] * 28), today())
    assert bounds_of(check(), past(*[100] * 27, 900), today()).highest == pytest.approx(calm.highest, abs=1)


def test_what_began_to_change_this_week_is_not_yet_usual():
    drifting = past(*[100] * 28, *[70] * 6)
    assert bounds_of(check(below=True), drifting, today()).lowest > 60


def test_silence_may_last_as_long_as_it_did_or_as_chance_lets_it():
    rare = past(*[30] * 40, column="hours_since_loaded", of=0.5)
    often = past(*[3, 3, 3, 3, 27, 51, 3] * 6, column="hours_since_loaded", of=100)
    silence = check("hours_since_loaded", tolerance=48, below=False)
    assert bounds_of(silence, rare, today()).highest == pytest.approx(48 + 24 * 15.06 / 0.5, abs=1)
    assert bounds_of(silence, often, today()).highest == pytest.approx(48 + 51)


def test_too_little_past_and_too_few_articles_are_said():
    assert bounds_of(check(), past(10, 10, 10), today()) == Bounds(
        None, None, 3, is_learned=True, lack="only 3 earlier days to learn from; 4 are needed"
    )
    few = bounds_of(check("flag_share", enough=10), past(*[0.1] * 20, column="flag_share"), today(3))
    assert few.lack == "only 3 articles on that day, which is too few to judge by"
