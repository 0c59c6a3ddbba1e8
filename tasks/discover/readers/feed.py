"""Feeds: an offer an item.

An item is known by its link, never by its guid: guids are repeated, reused and change with the publisher's software.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime

from schemas.outcomes import Outcome, Status
from schemas.settings import Settings
from schemas.sources import Source
from tasks.discover.offers import Offer, offered_url, refused
from tasks.discover.readers.documents import Document, Documents, login_of
from tasks.discover.readers.page_links import feed_links
from tasks.discover.readers.visits import Visits
from tasks.feeds.reading import FeedReading
from tasks.web.transport import Opened

_MEGABYTES = 15


def offers_in_feed(
    source: Source,
    settings: Settings,
    now: datetime,
    warn: Callable[[str], None],
    visits: Visits | None = None,
    reading: FeedReading | None = None,
) -> Iterator[Offer]:
    """An offer an item, at most 2,000. A feed that cannot be had or read is one offer with its reason.

    One that is what `visits` remember offers nothing.
    """
    login = login_of(source)
    if isinstance(login, Outcome):
        yield refused(source, source.location, login.reason.code, f"feed {source.location}: {login.detail}")
        return
    with Documents(settings, _MEGABYTES, visits, login, Opened(source.allow_cidrs, source.allow_ports)) as documents:
        document = documents.open(source.asked_location, is_declared=True)
    if isinstance(document, Outcome):
        if document.status is Status.UNCHANGED:
            return
        yield refused(source, source.location, document.reason.code, f"feed {source.location}: {document.detail}")
        return
    with nullcontext(reading) if reading else FeedReading() as process:
        read = process.read(document.content, document.at, document.content_type, now)
    for words in read.warnings:
        warn(f"feed {source.location}: {words}")
    if document.moved_to:
        warn(f"feed {source.location}: it has moved for good to {document.moved_to}: write that into the sources file")
    if read.problem:
        words = f"feed {source.location}: {read.problem}{_named_instead(document)}"
        yield refused(source, source.location, "not_a_feed", words)
        return
    items = read.items
    documents.understood(source.asked_location, document)
    if not items:
        warn(f"feed {source.location}: it has no items")
    for number, item in enumerate(items, 1):
        if item.link:
            yield replace(offered_url(source, item.link, said=item.said), other_url=item.other_link)
        else:
            here = f"{source.location}#{number}"
            yield refused(
                source, here, "bad_row", f"feed {source.location}, item {number} ({item.label}): it has no link"
            )


def _named_instead(document: Document) -> str:
    """Which feed a page that stands in a feed's place names, in words."""
    links = feed_links(document.content, document.at, document.link_field)
    found = next(iter([*links.alternates, *links.anchors]), None)
    return f"; it names the feed {found}: if that is it, write it into the sources file" if found else ""
