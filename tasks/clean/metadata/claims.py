"""What others said of an article: a manifest, which is believed before the page, and a feed, which is one more
witness.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from schemas.fields import LanguageFrom
from schemas.language_codes import language_code
from tasks.clean.metadata.dates import is_moment_of, is_moment_of_day
from tasks.clean.metadata.language import language_of
from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.people import is_organisation, people
from tasks.clean.prose import line
from tasks.dates import DateContext, DateRefusal, Timestamp, read_date, zone_of_database

_WEAK_TITLES = frozenset([None, "title", "trafilatura", "derived"])
_WEAK_DATES = frozenset([None, "htmldate", "address"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    known_title: str | None = None
    known_authors: list[str] | None = None
    known_published: str | None = None
    known_language: str | None = None
    known_outlet: str | None = None
    """Where the article appeared, where its source carries several outlets."""
    said_title: str | None = None
    said_author: str | None = None
    said_summary: str | None = None
    said_language: str | None = None
    said_published: str | None = None
    """In ISO 8601, as exactly as it was said."""
    said_modified: str | None = None
    source_language: str | None = None
    """What the source is declared to write in: believed where nothing else says."""
    source_timezone: str | None = None
    """The time zone that the source is declared to be in: its times that name no zone are read in it."""

    @property
    def timezone(self) -> tzinfo | None:
        return zone_of_database(self.source_timezone) if self.source_timezone else None


def settle(meta: Metadata, claims: Claims, text: str, now: datetime) -> None:
    """Complete and correct the metadata of an article, whose own words are `text`, by what others said of it."""
    _hear_feed(meta, claims, now)
    _settle_language(meta, claims, text)
    _prefer_known(meta, claims, now)


def judged(
    text: str | None, now: datetime, language: str | None = None, timezone: tzinfo | None = None
) -> tuple[Timestamp | None, str | None]:
    """A date that was said in a language and a time zone as (timestamp, None), or (None, the text) where it cannot be
    that of an article.
    """
    found = read_date(text, DateContext(now, language, timezone=timezone))
    if isinstance(found, DateRefusal):
        return None, text if found.is_implausible else None
    return found, None


def published_day(meta: Metadata, timezone: tzinfo | None) -> date | None:
    """The day of publication in the outlet's time zone; where that is not declared, the day that the page shows beside
    a moment in UTC, else that of the moment as it was written.
    """
    stamp = meta.published
    if stamp is None:
        return None
    shown = meta.shown_day
    if timezone is None and shown and stamp.zone == "+00:00" and is_moment_of_day(stamp, shown):
        return shown
    return stamp.day_in(timezone)


def _hear_feed(meta: Metadata, claims: Claims, now: datetime) -> None:
    """A feed is made by the same publisher, with fewer mistakes than guessing makes, and more than the page itself."""
    if (title := line(claims.said_title)) and meta.title_from in _WEAK_TITLES:
        meta.title, meta.title_from = title, "feed"
    if claims.said_author and meta.authors_from is None and (authors := people([claims.said_author])):
        meta.authors, meta.authors_from = authors, "feed"
        meta.organisations = frozenset(filter(is_organisation, authors))
    published, refused = judged(claims.said_published, now, timezone=claims.timezone)
    if published and (
        meta.published is None or meta.published_from in _WEAK_DATES or is_moment_of(published, meta.published)
    ):
        meta.published, meta.published_from = published, "feed"
    meta.refused_date = meta.refused_date or refused
    if meta.modified is None and claims.said_modified:
        meta.modified, _ = judged(claims.said_modified, now, timezone=claims.timezone)
        meta.modified_from = "feed" if meta.modified else None
    meta.description = meta.description or line(claims.said_summary)


def _settle_language(meta: Metadata, claims: Claims, text: str) -> None:
    others: list[tuple[LanguageFrom, str | None]] = [("feed", claims.said_language), ("source", claims.source_language)]
    meta.language, meta.language_from = language_of([*meta.languages_said, *others], text)


def _prefer_known(meta: Metadata, claims: Claims, now: datetime) -> None:
    if title := line(claims.known_title):
        meta.title, meta.title_from = title, "manifest"
    if authors := people(claims.known_authors or []):
        meta.authors, meta.authors_from = authors, "manifest"
        meta.organisations = frozenset(filter(is_organisation, authors))
    if claims.known_published:
        found, refused = judged(
            claims.known_published, now, claims.known_language or claims.source_language, claims.timezone
        )
        if found:
            meta.published, meta.published_from = found, "manifest"
        meta.refused_date = meta.refused_date or refused
    if language := language_code(claims.known_language):
        meta.language, meta.language_from = language, "manifest"
