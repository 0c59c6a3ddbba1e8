"""Sitemaps (sitemaps.org, version 0.9), nested and gzipped, with Google's news extension; lists of addresses too."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from schemas.outcomes import Outcome, Status, outcome
from schemas.settings import Settings
from schemas.sources import Source
from tasks.discover.addresses import BadAddress, address_key, parse_address
from tasks.discover.offers import Offer, offered_url, refused
from tasks.discover.readers.documents import Document, Documents
from tasks.discover.readers.visits import Visits
from tasks.feeds.said import FeedFields, moment, plain

# The protocol's own limits: 50 MB unpacked and 50,000 addresses a file.
_MEGABYTES = 50
_MOST_URLS = 50_000
_DEEPEST = 3
"""Levels of files: an index of indexes of sitemaps is as deep as real ones go."""
_MOST_FILES = 500
_MOST_IN_ENTRY = 20_000
"""Elements: an entry with a thousand images of five elements each is the largest that the protocols allow."""
_MOST_IN_ALL = 500_000
"""Addresses of one source in one visit: what is offered must be numbered, compared and remembered."""


@dataclass(slots=True)
class _Page:
    url: str
    said: FeedFields


@dataclass(slots=True)
class _Read:
    """What one file gave; `fault` where its end could not be read."""

    pages: list[_Page] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    beyond: int = 0
    fault: str | None = None


class _NotASitemap(Exception):
    """What it is, or looks like, in its place."""


def offers_in_sitemap(
    source: Source, settings: Settings, now: datetime, warn: Callable[[str], None], visits: Visits | None = None
) -> Iterator[Offer]:
    """An offer an address, each once. A file that cannot be had or read is one offer with its reason, the others go on.

    One that is what `visits` remember offers nothing; an index is always read, as those below it may have changed.
    """
    waiting = deque([(source.location, 1)])
    visited = {_key(source.location)}
    seen: set[str] = set()
    files = found = too_deep = 0
    with Documents(settings, _MEGABYTES, visits) as documents:
        while waiting and files < _MOST_FILES and found < _MOST_IN_ALL:
            location, depth = waiting.popleft()
            files += 1
            document = documents.open(location, is_declared=depth == 1)
            read = _read(document, now)
            if isinstance(read, Outcome):
                found += 1
                if read.status is Status.UNCHANGED:
                    continue
                yield refused(source, location, read.reason.code, f"sitemap {location}: {read.detail}")
                continue
            if read.fault and not read.pages and not read.sitemaps:
                found += 1
                yield refused(source, location, "not_a_sitemap", f"sitemap {location}: {read.fault}")
                continue
            if read.fault:
                warn(f"sitemap {location}: it is broken, what was read before is used: {read.fault}")
            elif isinstance(document, Document) and not read.sitemaps:
                documents.understood(location, document)
            if read.beyond:
                warn(f"sitemap {location}: {read.beyond} addresses beyond the first {_MOST_URLS} were passed over")
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


def _key(url: str) -> str:
    try:
        return address_key(parse_address(url))
    except BadAddress:
        return url


def _read(document: Document | Outcome, now: datetime) -> _Read | Outcome:
    if isinstance(document, Outcome):
        return document
    content = document.content.removeprefix(b"\xef\xbb\xbf")
    try:
        # UTF-16 XML begins with a byte order mark, and the parser knows it.
        is_xml = content.lstrip()[:1] == b"<" or content.startswith((b"\xff\xfe", b"\xfe\xff"))
        return _read_xml(content.lstrip(), now) if is_xml else _read_lines(content)
    except _NotASitemap as error:
        return outcome("not_a_sitemap", str(error))


def _read_lines(content: bytes) -> _Read:
    lines = [line.strip() for line in content.decode("utf-8", "replace").splitlines() if line.strip()]
    if lines and not lines[0].lower().startswith(("http://", "https://")):
        raise _NotASitemap("neither XML nor a list of web addresses")
    pages = [_Page(line, FeedFields()) for line in lines[:_MOST_URLS]]
    return _Read(pages, beyond=max(0, len(lines) - _MOST_URLS))


def _read_xml(content: bytes, now: datetime) -> _Read:
    read = _Read()
    root: str | None = None
    unread = 0
    try:
        events = etree.iterparse(
            io.BytesIO(content),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in events:
            name = _local(element)
            if root is None:
                root = name
                if root not in {"urlset", "sitemapindex"}:
                    raise _NotASitemap(f"XML, but its outermost element is {root!r}")
            unread = unread + 1 if event == "start" else unread
            if unread > _MOST_IN_ENTRY:
                read.fault = f"{_MOST_IN_ENTRY} elements without an entry among them"
                break
            if event == "end" and _is_entry(element):
                unread = 0
                _note(element, name, read, now)
                # What was read is let go of, whatever it was: the element, and its place before the next one.
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        if root is None:
            raise _NotASitemap(f"not XML: {error}") from error
        read.fault = str(error)
    return read


def _note(element: etree._Element, name: str, read: _Read, now: datetime) -> None:
    # Its own parts, not theirs: an image has a `loc` too.
    # One with an entity in it is no address that anybody wrote.
    values = {_local(part): part.text or "" for part in element if not len(part)}
    url = (values.get("loc") or "").strip()
    if not url or name not in {"url", "sitemap"}:
        return
    if name == "sitemap":
        read.sitemaps.append(url)
    elif len(read.pages) == _MOST_URLS:
        read.beyond += 1
    else:
        read.pages.append(_Page(url, _said(element, values, now)))


def _said(element: etree._Element, values: dict[str, str], now: datetime) -> FeedFields:
    modified = moment(values.get("lastmod"), now)
    # Images and videos of the same entry have titles too: only that of its news is the article's.
    news = next((part for part in element if _local(part) == "news"), None)
    if news is None:
        return FeedFields(modified=modified)
    values = {_local(part): part.text or "" for part in news.iter() if isinstance(part.tag, str)}
    return FeedFields(
        title=plain(values.get("title")),
        language=plain(values.get("language")),
        published=moment(values.get("publication_date"), now),
        modified=modified,
    )


def _is_entry(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.getparent() is None


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
