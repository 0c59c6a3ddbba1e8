"""Sitemaps (sitemaps.org, version 0.9), nested and gzipped, with Google's news extension; lists of addresses and feeds
too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime

from schemas.outcomes import Outcome, Status, outcome
from schemas.settings import Settings
from schemas.sources import Source
from tasks.discover.offers import Offer, offered_url, refused
from tasks.discover.readers.documents import Document, Documents, login_of
from tasks.discover.readers.sitemap_entries import MOST_URLS, Entries, Entry, NotASitemap, entries_of
from tasks.discover.readers.visits import Visits
from tasks.feeds.reading import FeedReading
from tasks.web.addresses import BadAddress, address_key, parse_address
from tasks.web.transport import Opened

_MEGABYTES = 50
"""Unpacked, a file: the protocol's own limit."""
_DEEPEST = 3
"""Levels of files: an index of indexes of sitemaps is as deep as real ones go."""
_MOST_FILES = 500
_MOST_IN_ALL = 500_000
"""Addresses of one source in one visit: what is offered must be numbered, compared and remembered."""


def offers_in_sitemap(
    source: Source,
    settings: Settings,
    now: datetime,
    warn: Callable[[str], None],
    visits: Visits | None = None,
    reading: FeedReading | None = None,
    note_feed: Callable[[str], None] = lambda _: None,
) -> Iterator[Offer]:
    """An offer an address, each once. A file that cannot be had or read is one offer with its reason, the others go on.

    One that is what `visits` remember offers nothing; an index is always read, as those below it may have changed. RSS
    and Atom are taken for sitemaps too, as search engines do; `note_feed` is told the address of each.
    """
    login = login_of(source)
    if isinstance(login, Outcome):
        yield refused(source, source.location, login.reason.code, f"sitemap {source.location}: {login.detail}")
        return
    waiting = deque([(source.asked_location, 1)])
    visited = {_key(source.asked_location)}
    seen: set[str] = set()
    files = found = too_deep = 0
    feeds = reading or FeedReading()
    with (
        Documents(settings, _MEGABYTES, visits, login, Opened(source.allow_cidrs, source.allow_ports)) as documents,
        nullcontext() if reading else feeds,
    ):
        while waiting and files < _MOST_FILES and found < _MOST_IN_ALL:
            location, depth = waiting.popleft()
            files += 1
            document = documents.open(location, is_declared=depth == 1)
            read = _read(document, location, now, feeds, warn)
            if isinstance(read, Outcome):
                found += 1
                if read.status is Status.UNCHANGED:
                    continue
                yield refused(source, location, read.reason.code, f"sitemap {location}: {read.detail}")
                continue
            if read.is_feed:
                note_feed(location)
            if isinstance(document, Document) and not (read.sitemaps or read.fault):
                documents.understood(location, document)
            for words in _faults(read):
                warn(f"sitemap {location}: {words}")
            for page in read.pages:
                if (key := _key(page.url)) not in seen:
                    seen.add(key)
                    found += 1
                    yield offered_url(source, page.url, said=page.said)
            inner = [url for url in dict.fromkeys(read.sitemaps) if _key(url) not in visited]
            if depth == _DEEPEST:
                too_deep += len(inner)
                continue
            for url in inner:
                visited.add(_key(url))
                if url.lower().startswith(("http://", "https://")):
                    waiting.append((url, depth + 1))
                else:
                    # Not even for a sitemap on disk: an index from elsewhere must not make us read local files.
                    found += 1
                    yield refused(source, url, "bad_url", f"sitemap {location}: {url[:500]!r} is not on the web")
    if too_deep:
        warn(f"sitemap {source.location}: {too_deep} sitemaps nested deeper than {_DEEPEST} levels were passed over")
    if waiting:
        limits = f"at most {_MOST_FILES} files and some {_MOST_IN_ALL} addresses are read"
        warn(f"sitemap {source.location}: {len(waiting)} further sitemaps were passed over: {limits}")
    if not found:
        warn(f"sitemap {source.location}: there are no addresses in it")


def _faults(read: Entries) -> Iterator[str]:
    if read.fault:
        yield f"it is broken, what can be read is used: {read.fault}"
    if read.beyond:
        yield f"{read.beyond} addresses beyond the first {MOST_URLS} were passed over"
    yield from read.warnings


def _key(url: str) -> str:
    try:
        return address_key(parse_address(url))
    except BadAddress:
        return url


def _read(
    document: Document | Outcome, location: str, now: datetime, feeds: FeedReading, warn: Callable[[str], None]
) -> Entries | Outcome:
    if isinstance(document, Outcome):
        return document
    try:
        read = entries_of(document.content, document.at, document.content_type, now)
    except NotASitemap as error:
        return outcome("not_a_sitemap", str(error))
    if read.fault and not read.pages and not read.sitemaps:
        return outcome("not_a_sitemap", read.fault)
    if not read.is_feed:
        return read
    feed = feeds.read(document.content, document.at, document.content_type, now)
    for words in feed.warnings:
        warn(f"sitemap {location}: {words}")
    if feed.problem:
        return outcome("not_a_sitemap", f"it looks like a feed, but {feed.problem}")
    return Entries([Entry(item.link, item.said) for item in feed.items if item.link], is_feed=True)
