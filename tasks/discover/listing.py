"""What lists articles, a feed or a sitemap: told by its form, and looked into by the reader that ingesting uses."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from schemas.outcomes import Outcome, outcome
from schemas.settings import Settings
from schemas.sources import Source
from tasks.dates import instant_of
from tasks.discover.offers import Offer
from tasks.discover.readers.feed import offers_in_feed
from tasks.discover.readers.sitemap import offers_in_sitemap

Kind = Literal["feed", "sitemap"]

_MOST_ITEMS = 2000
_LONGEST = 30.0
"""Seconds: an index may lead to hundreds of sitemaps, each after its host's pause."""
_MOST_PROBLEMS = 3
"""In a row: an index whose first sitemaps cannot be had is not asked for all of them."""
_FORM = re.compile(rb"<(?:[A-Za-z]\w*:)?(rss|rdf|feed|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_FORMS: dict[bytes, Kind] = {
    b"rss": "feed",
    b"rdf": "feed",
    b"feed": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
}
_COMMENT = re.compile(rb"<!--(?>.*?(?:-->|\Z))", re.DOTALL)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LANGUAGE = re.compile(r"\s*([a-z]{2,3})(?=$|[\s_-])", re.IGNORECASE)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListingAddress:
    """Where a listing may be, and who says so."""

    kind: Kind
    location: str
    named_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What is at a place: how many articles, or the problem because of which there are none."""

    place: ListingAddress
    items: int = 0
    is_whole: bool = True
    """False where there may be more items than were counted."""
    newest: datetime | None = None
    has_titles: bool = False
    language: str | None = None
    sample: tuple[Offer, ...] = ()
    """The three newest."""
    problem: Outcome | None = None


def form_of(content: bytes) -> Kind | Literal["page"] | None:
    """What a document is by its form; None where it has none of its own, such as a list of words."""
    head = _COMMENT.sub(b"", content[:10_000].replace(b"\x00", b"")).removeprefix(b"\xef\xbb\xbf").lstrip()
    page = _PAGE.search(head)
    if found := _FORM.search(head, 0, page.start() if page else len(head)):
        return _FORMS[found[1].lower()]
    if page:
        return "page"
    if head.startswith(b"{") and b"jsonfeed.org" in head:
        return "feed"
    return "sitemap" if head.startswith((b"http://", b"https://")) else None


def read_listing(place: ListingAddress, settings: Settings, now: datetime) -> Listing:
    """What is at a place, without asking robots.txt for it: at most 2,000 items, and 30 s of an index."""
    source = Source(name=place.location, kind=place.kind, location=place.location)
    feeds: list[str] = []
    begun = time.monotonic()
    good: list[Offer] = []
    problems: list[Outcome] = []
    is_whole = False
    asked = source, settings, now, lambda _: None
    offers = offers_in_feed(*asked) if place.kind == "feed" else offers_in_sitemap(*asked, note_feed=feeds.append)
    while len(good) + len(problems) < _MOST_ITEMS and time.monotonic() - begun < _LONGEST:
        offer = next(offers, None)
        if offer is None:
            is_whole = True
            break
        if offer.reason is None:
            good.append(offer)
        else:
            problems.append(outcome(offer.reason, offer.detail or ""))
            if len(problems) == _MOST_PROBLEMS and not good:
                break
    if not (good or problems):
        problems.append(outcome("nothing_inside", f"{place.location}: it lists nothing"))
    if place.location in feeds:
        place = replace(place, kind="feed")
    newest_first = sorted(good, key=_when, reverse=True)
    newest = _when(newest_first[0]) if newest_first else _LONG_AGO
    return Listing(
        place=place,
        items=len(good),
        is_whole=is_whole,
        newest=newest if newest > _LONG_AGO else None,
        has_titles=any(offer.said.title for offer in good),
        language=next((code for offer in good if (code := language_of(offer.said.language))), None),
        sample=tuple(newest_first[:3]),
        problem=None if good else problems[0],
    )


def best(listings: Iterable[Listing]) -> Listing | None:
    """A feed, in the order given; else the news sitemap, else the sitemap, that has the newest article."""
    return max((listing for listing in listings if listing.items), key=_worth, default=None)


def language_of(tag: str | None) -> str | None:
    """ "pt-BR" -> "pt"; None for what is no language tag (RFC 5646)."""
    found = _LANGUAGE.match(tag or "")
    return found[1].lower() if found else None


def _when(offer: Offer) -> datetime:
    said = offer.said.published or offer.said.modified
    return instant_of(said) if said else _LONG_AGO


def _worth(listing: Listing) -> tuple[int, datetime]:
    if listing.place.kind == "feed":
        return 2, _LONG_AGO
    return int(listing.has_titles), listing.newest or _LONG_AGO
