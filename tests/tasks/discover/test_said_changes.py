"""Times of change that are those of the list, not of the articles in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schemas.sources import Source
from tasks.discover.offers import offered_url
from tasks.discover.said_changes import without_false_changes
from tasks.feeds.said import FeedFields

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
SOURCE = Source(name="desk", kind="sitemap", location="https://n.example/map.xml")


def kept(*minutes: float | None) -> list[float | None]:
    """Of entries that changed so many minutes ago (None: they do not say), what is believed."""
    moments = [None if ago is None else NOW - timedelta(minutes=ago) for ago in minutes]
    offers = [
        offered_url(SOURCE, f"https://n.example/{number}", said=FeedFields(modified=moment and moment.isoformat()))  # type: ignore[arg-type]
        for number, moment in enumerate(moments)
    ]
    found = [offer.said.modified for offer in without_false_changes(offers, NOW)]
    return [said and (NOW - datetime.fromisoformat(said)).total_seconds() / 60 for said in found]  # type: ignore[misc]


def test_a_list_whose_entries_all_changed_just_now_says_when_it_was_made():
    assert kept(0, 0, 0.5) == [None, None, None]
    assert kept(0, 0, 600, -3) == [None, None, 600, None]


def test_one_article_that_changed_just_now_is_believed():
    assert kept(1, 300, 700, 9000) == [1, 300, 700, 9000]
    assert kept(1, None) == [1, None]


def test_many_entries_that_changed_within_two_minutes_say_when_the_list_was_made():
    assert kept(*[60 + second / 60 for second in range(40)], 9000, 20) == [*[None] * 40, 9000, 20]


def test_a_newsroom_that_works_all_day_is_believed():
    minutes = [20 + 7 * number for number in range(60)]
    assert kept(*minutes) == minutes
