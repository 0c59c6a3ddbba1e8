"""What a feed said fills gaps and beats guesses; what a manifest knows beats everything."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tasks.clean.metadata.claims import Claims, settle
from tasks.clean.metadata.page_metadata import Metadata
from tasks.dates import Timestamp

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
AT = datetime(2024, 5, 1, 10, 0, tzinfo=UTC)
FEED = Claims(
    said_title="Harbour reopens", said_author="By Ana Ruiz, AFP", said_summary="Ships sail.", said_language="en-gb",
    said_published="2024-05-01T10:00:00Z", said_modified="2024-05-02",
)  # fmt: skip


def settled(meta: Metadata, claims: Claims, text: str = "") -> Metadata:
    settle(meta, claims, text, NOW)
    return meta


def test_a_feed_fills_what_the_page_does_not_say():
    meta = settled(Metadata(), FEED)
    assert (meta.title, meta.title_from, meta.authors, meta.authors_from, meta.organisations) == (
        "Harbour reopens", "feed", ["Ana Ruiz", "AFP"], "feed", frozenset(["AFP"]),
    )  # fmt: skip
    assert (meta.published, meta.published_from, meta.modified_from) == (Timestamp(AT, "second"), "feed", "feed")
    assert (meta.language, meta.language_from, meta.description) == ("en", "feed", "Ships sail.")


def test_what_the_page_says_of_itself_stands_against_a_feed():
    meta = Metadata(
        title="Port open", title_from="open_graph", authors=["Tom Okafor"], authors_from="json_ld", description="Own.",
        published=Timestamp(datetime(2024, 4, 30, 8, tzinfo=UTC), "minute"), published_from="json_ld",
        languages_said=[("html_lang", "fr")],
    )  # fmt: skip
    settled(meta, FEED)
    assert (meta.title, meta.authors, meta.published_from, meta.language, meta.description) == (
        "Port open", ["Tom Okafor"], "json_ld", "fr", "Own.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("known", "witness"),
    [
        (Timestamp(datetime(2024, 5, 1, tzinfo=UTC), "day"), "feed"),
        (Timestamp(datetime(2024, 4, 1, tzinfo=UTC), "day"), "shown"),
        (Timestamp(datetime(2024, 5, 1, 9, tzinfo=UTC), "minute"), "shown"),
    ],
)
def test_a_feed_adds_the_time_to_a_day_that_it_agrees_with(known, witness):
    assert settled(Metadata(published=known, published_from="shown"), FEED).published_from == witness


def test_a_guessed_date_gives_way_to_that_of_a_feed():
    guessed = Metadata(published=Timestamp(datetime(2020, 1, 1, tzinfo=UTC), "day"), published_from="htmldate")
    assert settled(guessed, FEED).published == Timestamp(AT, "second")


def test_a_date_of_a_feed_that_cannot_be_is_kept_as_refused():
    meta = settled(Metadata(), Claims(said_published="2031-01-01T00:00:00+00:00"))
    assert (meta.published, meta.refused_date) == (None, "2031-01-01T00:00:00+00:00")


def test_what_a_manifest_knows_goes_before_page_and_feed():
    known = Claims(
        known_title="Known",
        known_authors=["Li Wei"],
        known_published="2024-01-01",
        known_language="de",
        said_title="Feed",
    )
    meta = settled(Metadata(title="Page", title_from="open_graph"), known)
    assert (meta.title, meta.authors, meta.published_from, meta.language, meta.language_from) == (
        "Known", ["Li Wei"], "manifest", "de", "manifest",
    )  # fmt: skip


def test_the_language_of_the_source_is_the_last_to_be_believed():
    assert settled(Metadata(), Claims(source_language="cs")).language_from == "source"
    assert settled(Metadata(languages_said=[("html_lang", "sk")]), Claims(source_language="cs")).language == "sk"
