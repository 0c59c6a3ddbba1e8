"""When to ask again: decisions over what was remembered, with the time as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.outcomes import outcome
from schemas.sources import Source
from tasks.discover.lookup import Remembered
from tasks.discover.schedule import LONGEST, SHORTEST, AskResult, is_due, learned, may_be_conditional, not_due

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
FEED = Source(name="desk", kind="feed", location="https://a.example/feed")


def state(*looks: AskResult, every: int = 3600, source: Source = FEED):
    """The state after these looks, one each `every` seconds."""
    found = None
    for number, asked in enumerate(looks):
        found = learned(source, "id", found, asked, NOW + timedelta(seconds=number * every))
    return found


def test_a_source_that_was_never_asked_is_due_and_one_just_asked_is_not():
    just_asked = state(AskResult(items=10))
    assert is_due(FEED, None, NOW)
    assert not is_due(FEED, just_asked, NOW)
    assert is_due(FEED, just_asked, just_asked.next_ask_at)


def test_a_last_time_that_lies_ahead_is_a_wrong_clock_and_the_source_is_due():
    assert is_due(FEED, state(AskResult(items=10)), NOW - timedelta(days=400))


@pytest.mark.parametrize(
    ("known", "interval"),
    [(30, 2700), (21, 2700), (20, 1800), (15, 1800), (10, 1800), (9, 1200), (0, 1200)],
)
def test_more_than_two_thirds_known_lengthens_the_interval_and_less_than_a_third_shortens_it(known, interval):
    # Asked a week apart: so slow a source is never at risk of losing items between two looks.
    assert (
        state(AskResult(items=30), AskResult(items=30, known_items=known), every=604_800).interval_seconds == interval
    )


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.booleans()), min_size=1, max_size=60))
def test_the_interval_stays_within_10_minutes_and_24_hours_whatever_is_found(looks):
    for end in range(1, len(looks) + 1):
        asked = [AskResult(items=max(a, b), known_items=min(a, b), is_same=same) for a, b, same in looks[:end]]
        assert SHORTEST <= state(*asked).interval_seconds <= LONGEST


def test_a_quiet_night_does_not_lengthen_the_interval_beyond_what_a_busy_day_needs():
    busy = [AskResult(items=40), *[AskResult(items=40, known_items=20)] * 4]  # 20 new an hour
    quiet = [AskResult(items=40, known_items=40)] * 12
    assert state(*busy, *quiet).interval_seconds <= 1800 * 1.2
    assert state(*quiet).interval_seconds > 4 * 3600


def test_a_document_that_says_it_is_the_same_counts_as_known_and_keeps_its_number_of_items():
    found = state(AskResult(items=40), AskResult(is_same=True), every=604_800)
    assert (found.status, found.items, found.known_items, found.interval_seconds) == ("unchanged", 40, 40, 2700)


def test_a_failing_source_waits_twice_as_long_each_time_up_to_six_hours_and_one_answer_forgets_it():
    problem = AskResult(items=1, problem=outcome("http_5xx", "HTTP 502"))
    waits = []
    for count in range(1, 9):
        found = state(AskResult(items=40), *[problem] * count)
        waits.append((found.next_ask_at - found.asked_at).total_seconds() / 3600)
        assert (found.status, found.reason, found.detail, found.failures) == ("failed", "http_5xx", "HTTP 502", count)
    assert waits == [1, 2, 4, 6, 6, 6, 6, 6]
    again = state(AskResult(items=40), *[problem] * 8, AskResult(items=40, known_items=20))
    assert (again.status, again.reason, again.detail, again.failures) == ("ok", None, None, 0)


def test_a_source_is_not_asked_before_the_moment_that_its_host_named():
    later = NOW + timedelta(hours=20)
    found = state(AskResult(items=1, problem=outcome("http_429", "HTTP 429"), retry_at=later))
    assert found.next_ask_at == later


def test_a_declared_interval_is_kept_and_counts_from_the_moment_it_is_declared():
    hourly = FEED.model_copy(update={"every_minutes": 60})
    known = [AskResult(items=40, known_items=40)] * 5
    assert state(*known, source=hourly).interval_seconds == 3600
    learned_before = state(*known)
    assert not is_due(FEED, learned_before, learned_before.asked_at + timedelta(hours=1))
    assert is_due(hourly, learned_before, learned_before.asked_at + timedelta(hours=1))


def test_a_run_of_the_schedule_that_begins_some_seconds_early_does_not_wait_for_the_next():
    each_minute = FEED.model_copy(update={"every_minutes": 1})
    asked = state(AskResult(items=40), source=each_minute)
    assert is_due(each_minute, asked, NOW + timedelta(seconds=48))
    assert not is_due(each_minute, asked, NOW + timedelta(seconds=47))
    daily = state(AskResult(items=40), source=FEED.model_copy(update={"every_minutes": 1440}))
    assert not is_due(FEED, daily, daily.next_ask_at - timedelta(seconds=61))
    assert is_due(FEED, daily, daily.next_ask_at - timedelta(seconds=60))


def test_a_source_that_failed_is_never_asked_early():
    failed = state(AskResult(items=1, problem=outcome("http_429", "HTTP 429"), retry_at=NOW + timedelta(hours=20)))
    assert not is_due(FEED, failed, failed.next_ask_at - timedelta(seconds=1))


def remembered(**given: Any) -> Remembered:
    values = dict.fromkeys(Remembered.__slots__) | {"payloads": [], "status": "loaded", "reason": "new"}
    return Remembered(**values | given)


def test_an_address_is_asked_when_its_time_has_come_or_its_source_says_that_it_changed():
    waiting = remembered(asked_at=NOW, ask_again_at=NOW + timedelta(hours=1))
    assert not_due(waiting, None, NOW + timedelta(minutes=59)) == (
        "ended as loaded (new) on 2026-04-02 09:30 UTC; asked again from 2026-04-02 10:30 UTC"
    )
    assert not_due(waiting, None, NOW + timedelta(minutes=60)) is None
    assert not_due(waiting, NOW + timedelta(minutes=1), NOW + timedelta(minutes=10)) is None
    assert not_due(waiting, NOW - timedelta(days=1), NOW + timedelta(minutes=10)) is not None


def test_a_change_that_is_reported_at_once_again_or_ahead_of_time_has_to_wait():
    waiting = remembered(asked_at=NOW, changed_at=NOW, ask_again_at=NOW + timedelta(hours=1))
    assert not_due(waiting, NOW + timedelta(minutes=1), NOW + timedelta(minutes=9)) is not None
    assert not_due(waiting, NOW + timedelta(minutes=21), NOW + timedelta(minutes=20)) is not None


def test_a_report_of_a_change_that_proved_false_is_not_believed_again_until_something_changed():
    later = NOW + timedelta(hours=5)
    asked = {"asked_at": NOW + timedelta(hours=4), "ask_again_at": NOW + timedelta(hours=9)}
    false = remembered(changed_at=NOW, said_modified=NOW + timedelta(hours=3), **asked)
    true = remembered(changed_at=NOW + timedelta(hours=4), said_modified=NOW + timedelta(hours=3), **asked)
    assert not_due(false, later, later) is not None
    assert not_due(true, later, later) is None


def test_an_address_that_was_given_up_is_left_alone_and_one_never_asked_is_asked():
    given_up = remembered(asked_at=NOW, status="failed", reason="deadline")
    assert not_due(given_up, None, NOW + timedelta(days=99)) == (
        "ended as failed (deadline) on 2026-04-02 09:30 UTC; left alone"
    )
    assert not_due(remembered(), None, NOW) is None
    assert not_due(given_up, None, NOW - timedelta(days=1)) is None  # asked by a clock that was ahead


def test_once_a_week_the_whole_answer_is_asked_for():
    assert may_be_conditional(NOW, NOW + timedelta(days=6, hours=23))
    assert not may_be_conditional(NOW, NOW + timedelta(days=7))
    assert not may_be_conditional(None, NOW)
