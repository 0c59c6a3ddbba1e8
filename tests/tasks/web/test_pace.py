"""When a host may be asked again: events and times in, seconds to wait out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.web.pace import HostPace, retry_after

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def _asked(pace, started, ended, status, asked=None):
    pace.started(started)
    pace.ended(started, ended, status, asked)


def test_the_first_request_may_start_at_once_and_the_next_after_the_interval():
    pace = HostPace(5, 600)

    assert pace.wait(100.0) == 0
    pace.started(100.0)
    assert [pace.wait(100.0), pace.wait(103.0), pace.wait(105.0), pace.wait(900.0)] == [5, 2, 0, 0]


def test_an_interval_is_counted_from_start_to_start():
    pace = HostPace(5, 600)

    _asked(pace, 100.0, 102.0, 200)

    assert pace.wait(102.0) == 3


def test_a_slow_host_is_asked_at_twice_its_latency():
    pace = HostPace(5, 600)

    _asked(pace, 100.0, 108.0, 200)
    assert pace.interval == 16
    _asked(pace, 200.0, 204.0, 200)
    assert pace.interval == 14  # 8 s, a quarter of the way to 4 s
    for start in range(300, 400):
        _asked(pace, start, start + 0.5, 200)
    assert pace.interval == 5


def test_latency_alone_stretches_the_interval_to_two_minutes_at_most():
    pace = HostPace(5, 600)

    _asked(pace, 100.0, 700.0, None)

    assert pace.interval == 120


@pytest.mark.parametrize("status", [None, 301, 304, 403, 404, 500])
def test_only_a_page_lowers_the_interval(status):
    pace = HostPace(5, 600)
    _asked(pace, 100.0, 110.0, 200)

    _asked(pace, 200.0, 200.0, status)
    assert pace.interval == 20
    _asked(pace, 300.0, 330.0, status)
    assert pace.interval == 30  # 10 s, a quarter of the way to 30 s
    _asked(pace, 400.0, 400.0, 200)
    assert pace.interval == 22.5


def test_without_an_interval_there_is_no_wait_but_what_the_host_asks_for():
    pace = HostPace(0, 600)

    _asked(pace, 100.0, 110.0, 200)
    assert pace.wait(110.0) == 0
    pace.keep_crawl_delay(7)
    assert pace.wait(100.0) == 7
    _asked(pace, 110.0, 111.0, 429, 20.0)
    assert pace.wait(111.0) == 20


def test_the_longest_crawl_delay_counts_and_never_shortens_the_setting():
    pace = HostPace(5, 600)

    pace.keep_crawl_delay(2)
    assert pace.interval == 5
    pace.keep_crawl_delay(30)
    pace.keep_crawl_delay(10)
    assert pace.interval == 30


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_left_alone_for_as_long_as_it_says(status):
    pace = HostPace(5, 600)

    _asked(pace, 100.0, 101.0, status, 90.0)

    assert [pace.wait(101.0), pace.wait(191.0)] == [90, 0]
    assert pace.interval == 5
    assert pace.given_up is None


def test_a_shorter_wait_than_the_interval_is_no_hurry():
    pace = HostPace(5, 600)

    _asked(pace, 100.0, 101.0, 429, 0.0)

    assert pace.wait(101.0) == 4


def test_a_busy_host_that_names_no_time_is_left_alone_for_30_seconds_then_twice_as_long():
    pace = HostPace(5, 600)

    _asked(pace, 100.0, 101.0, 429)
    assert (pace.wait(101.0), pace.interval) == (30, 30)
    _asked(pace, 131.0, 132.0, 503)
    assert (pace.wait(132.0), pace.interval) == (60, 60)
    _asked(pace, 192.0, 193.0, 429)
    assert (pace.wait(193.0), pace.interval) == (120, 120)


def test_pages_bring_a_slowed_host_back_step_by_step():
    pace = HostPace(5, 600)
    _asked(pace, 100.0, 101.0, 429)

    intervals = []
    for start in (200.0, 300.0, 400.0):
        _asked(pace, start, start + 1, 404)
        _asked(pace, start, start + 1, 200)
        intervals.append(pace.interval)

    assert intervals == [15, 7.5, 5]


def test_two_requests_that_were_on_their_way_together_are_one_complaint():
    pace = HostPace(5, 600)
    pace.started(100.0)
    pace.started(100.5)

    pace.ended(100.0, 101.0, 429)
    pace.ended(100.5, 101.5, 429)

    assert (pace.wait(101.5), pace.interval) == (29.5, 30)


def test_a_longer_wait_said_by_a_request_on_its_way_is_kept():
    pace = HostPace(5, 600)
    pace.started(100.0)
    pace.started(100.5)

    pace.ended(100.0, 101.0, 429, 20.0)
    pace.ended(100.5, 101.0, 429, 50.0)
    pace.ended(100.5, 101.0, 429, 10.0)

    assert pace.wait(101.0) == 50


@pytest.mark.parametrize(("status", "code"), [(429, "http_429"), (503, "http_5xx")])
def test_a_host_that_asks_for_more_than_our_patience_is_given_up(status, code):
    pace = HostPace(5, 600)

    _asked(pace, 100.0, 101.0, status, 601.0)

    assert pace.given_up == (
        code,
        f"HTTP {status}: the host asked to wait 601 s, longer than we wait (setting host_patience_seconds)",
    )


def test_patience_is_used_up_over_all_waits():
    pace = HostPace(5, 600)

    _asked(pace, 100.0, 101.0, 429, 400.0)
    assert pace.given_up is None
    _asked(pace, 501.0, 502.0, 429, 200.0)
    assert pace.given_up is None
    _asked(pace, 702.0, 703.0, 429, 1.0)
    assert pace.given_up is not None


def test_a_pause_that_another_batch_was_told_of_counts_once():
    pace = HostPace(5, 600)
    pace.started(100.0)
    pace.ended(100.0, 101.0, 429, 500.0)

    pace.paused(111.0, 490.0, 429)
    assert (pace.wait(111.0), pace.given_up) == (490, None)
    pace.paused(111.0, 590.0, 503)
    assert (pace.wait(111.0), pace.given_up) == (590, None)
    pace.paused(111.0, 591.0, 503)
    assert pace.given_up == (
        "http_5xx",
        "HTTP 503: the host asked to wait 591 s, longer than we wait (setting host_patience_seconds)",
    )


def test_the_end_of_a_request_says_which_pause_others_should_hear_of():
    pace = HostPace(5, 600)

    assert pace.ended(100.0, 101.0, 200) == 0
    assert pace.ended(200.0, 201.0, 429) == 30
    assert pace.ended(200.5, 201.0, 429) == 0
    assert pace.ended(300.0, 301.0, 503, 3600.0) == 3600


def test_a_host_that_stays_busy_without_a_word_is_given_up_at_its_fifth_complaint():
    pace = HostPace(5, 600)

    waits = []
    now = 100.0
    while pace.given_up is None:
        _asked(pace, now, now, 429)
        waits.append(pace.wait(now))
        now += waits[-1]

    assert waits[:4] == [30, 60, 120, 240]
    assert len(waits) == 5
    assert pace.given_up == (
        "http_429",
        "HTTP 429: the host is too busy: the next wait would be 480 s, longer than we wait"
        " (setting host_patience_seconds)",
    )


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("86400", 86_400),
        ("86401", 86_400),
        ("9" * 6000, 86_400),
        ("Thu, 02 Apr 2026 09:31:30 GMT", 90),
        ("Thursday, 02-Apr-26 09:31:30 GMT", 90),
        ("Thu Apr  2 09:31:30 2026", 90),
        ("Thu, 02 Apr 2026 09:00:00 GMT", 0),
        ("Fri, 02 Apr 2027 09:30:00 GMT", 86_400),
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢", None),
        ("Thu, 99 Apr 2026 09:31:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_at_most_a_day(value, seconds):
    assert retry_after(value, NOW) == seconds
