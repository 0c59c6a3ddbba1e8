"""What one sitemap file lists (sitemaps.org, version 0.9): as XML, as broken XML entry by entry, as lines of addresses.

A file that is whole is parsed as it is. One that is broken is cut into its entries, and each is parsed by itself: so
one that is broken loses only itself.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from urllib.parse import urljoin

from lxml import etree

from tasks.feeds.said import FeedFields, SaidDates, plain
from tasks.feeds.xml_text import mended, xml_text

MOST_URLS = 50_000
_MOST_IN_ENTRY = 20_000
"""Elements: an entry with a thousand images of five elements each is the largest that the protocols allow."""
_LONGEST_ENTRY = 1_000_000
"""Characters of a broken file's entry."""
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(urlset|sitemapindex|rss|rdf|feed)(?=[\s>/])", re.IGNORECASE)
_DECLARED = re.compile(r"<!ENTITY\s{1,20}([\w.:-]{1,100})\s")
_REFERENCE = re.compile(r"&([\w.:-]{1,100});")
_ELEMENT = re.compile(r"<([A-Za-z][\w:.-]*)")
_ENTRY = re.compile(r"<(?:[A-Za-z][\w.-]*:)?(url|sitemap)(?=[\s>])", re.IGNORECASE)
_ENTRY_END = re.compile(r"</(?:[A-Za-z][\w.-]*:)?(?:url|sitemap)\s*>", re.IGNORECASE)
_LOC_END = re.compile(r"</(?:[A-Za-z][\w.-]*:)?loc\s*>", re.IGNORECASE)
_BEHIND = re.compile(r"(?<![\s,;])[\s,;]+(?:\d{4}-\d\d|[01]?\.\d|\d{1,2}[/.]\d{1,2}[/.]\d)[\w:.,;+/ \t-]{0,100}$")
_START = re.compile(r"(?:https?:)?//|/(?!/)", re.IGNORECASE)
_ENTRIES, _ROOTS = frozenset({"url", "sitemap"}), frozenset({"urlset", "sitemapindex"})
_FEEDS = frozenset({"rss", "rdf", "feed"})
_OF_OTHERS = frozenset({"image", "video", "news", "link"})
"""Elements of an entry that have addresses and titles of their own."""
_PARSING = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


@dataclass(slots=True)
class Entry:
    url: str
    said: FeedFields


@dataclass(slots=True)
class Entries:
    """What one file gave. `fault` says what is broken in it, `is_feed` that it is an RSS or Atom feed, not read
    here.
    """

    pages: list[Entry] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    beyond: int = 0
    of_entities: int = 0
    """Entries whose address is in entities of the document type."""
    fault: str | None = None
    is_feed: bool = False
    warnings: list[str] = field(default_factory=list)


class NotASitemap(Exception):
    """What it is, or looks like, in its place."""


def entries_of(content: bytes, at: str, content_type: str | None, now: datetime) -> Entries:
    """The entries of a file found at `at`, links made absolute. Raises NotASitemap."""
    text = xml_text(content, content_type).lstrip()
    root = _ROOT.search(text, 0, 20_000)
    first = _ELEMENT.match(text)
    read = Entries()
    if root is None and not text.startswith("<"):
        return _lines(text, at, read)
    if root is None:
        _parse(text, lambda _: None, read)  # raises where it is no XML at all
        raise NotASitemap(f"XML, but its outermost element is {first[1] if first else text[:20]!r}")
    if root[1].lower() in _FEEDS:
        return Entries(is_feed=True)

    dates = SaidDates(now)
    declared = frozenset(_DECLARED.findall(text, 0, root.start()))

    def note(element: etree._Element) -> None:
        _note(element, at, read, dates, declared)

    # What stands before the root, such as a warning of the program that made it, is no part of it.
    begin = text[: root.start()]
    whole = text if "<!ENTITY" in begin.upper() else text[root.start() :]
    _parse(whole, note, read)
    if read.fault:
        read.pages, read.sitemaps, read.beyond, read.of_entities = [], [], 0, 0
        dates = SaidDates(now)
        for part in _parts(text[root.end() :]):
            element = _element(part)
            if element is not None:
                note(element)
    dates.tell(read.warnings.append)
    if read.of_entities:
        read.warnings.append(
            f"{read.of_entities} entries without a whole address: it is in entities, which are not read"
        )
    return read


def _lines(text: str, at: str, read: Entries) -> Entries:
    """A list of addresses, one a line; lines that begin with # are for people."""
    # One after the other: fifty megabytes can be twenty-five million lines.
    lines = (line for line in map(str.strip, io.StringIO(text, newline=None)) if line and not line.startswith("#"))
    first = list(islice(lines, 100))
    if not any(line.lower().startswith(("http://", "https://")) for line in first):
        raise NotASitemap("neither XML nor a list of web addresses")
    for line in chain(first, lines):
        if len(read.pages) >= MOST_URLS:
            read.beyond += 1
            continue
        # Some lists have a date or a priority behind each address.
        url = _BEHIND.sub("", line)
        _add(Entry(_absolute(url, at) if _START.match(url) else url, FeedFields()), read)
    return read


def _parse(text: str, note: Callable[[etree._Element], None], read: Entries) -> None:
    """Note every entry of a file in the order it comes; read.fault says where it is broken, and reading ends there."""
    begun = False
    unread = 0
    try:
        events = etree.iterparse(io.BytesIO(text.encode("utf-8")), events=("start", "end"), **_PARSING)
        for event, element in events:
            begun = True
            unread = unread + 1 if event == "start" else unread
            if unread > _MOST_IN_ENTRY:
                read.fault = f"{_MOST_IN_ENTRY} elements without an entry among them"
                break
            if event == "end" and _is_entry(element):
                unread = 0
                note(element)
                # What was read is let go of, whatever it was: the element, and its place before the next one.
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        if not begun:
            raise NotASitemap(f"not XML: {error}") from error
        read.fault = str(error)


def _parts(text: str) -> Iterator[str]:
    """The text of each entry of a broken file: to its end, or to where the next one begins."""
    starts = [found.start() for found in _ENTRY.finditer(text)]
    for begin, until in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[begin : min(until, begin + _LONGEST_ENTRY)]
        end = _ENTRY_END.search(part)
        part = part[: end.end()] if end else part
        # An address whose end is not there may have been cut short.
        if _LOC_END.search(part):
            yield part


def _element(part: str) -> etree._Element | None:
    parser = etree.XMLParser(recover=True, **_PARSING)  # type: ignore[arg-type]
    try:
        return etree.fromstring(mended(part).encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return None


def _note(element: etree._Element, at: str, read: Entries, dates: SaidDates, declared: frozenset[str]) -> None:
    values = {local_name(part): part.text or "" for part in reversed(element) if not len(part)}
    url = (values.get("loc") or _inner_address(element)).strip()
    name = local_name(element)
    if not url or name not in {"url", "sitemap"}:
        read.of_entities += any(local_name(part) == "loc" and len(part) for part in element)
        return
    if declared and not declared.isdisjoint(_REFERENCE.findall(url)):
        # What was put together again from a broken file still has the reference: an address that nobody wrote.
        read.of_entities += 1
        return
    # Written out twice by some: no address has the reference itself in it.
    url = _absolute(url.replace("&amp;", "&"), at)
    if name == "sitemap":
        read.sitemaps.append(url)
    else:
        _add(Entry(url, _said(element, values, dates)), read)


def _add(entry: Entry, read: Entries) -> None:
    if len(read.pages) == MOST_URLS:
        read.beyond += 1
    else:
        read.pages.append(entry)


def _inner_address(element: etree._Element) -> str:
    """An address that stands deeper than it should, but not in the part of an image or a video."""
    for part in element:
        if local_name(part) in _OF_OTHERS or not len(part):
            continue
        for inner in part.iter():
            if local_name(inner) == "loc" and inner.text and not len(inner):
                return inner.text
    return ""


def _said(element: etree._Element, values: dict[str, str], dates: SaidDates) -> FeedFields:
    modified = dates.read(values.get("lastmod"))
    # Images and videos of the same entry have titles too: only that of its news is the article's.
    news = next((part for part in element if local_name(part) == "news"), None)
    if news is None:
        return FeedFields(modified=modified)
    values = {local_name(part): part.text or "" for part in news.iter() if isinstance(part.tag, str)}
    language = plain(values.get("language"))
    return FeedFields(
        title=plain(values.get("title")),
        language=language,
        published=dates.read(values.get("publication_date"), language),
        modified=modified,
    )


def _is_entry(element: etree._Element) -> bool:
    parent = element.getparent()
    if parent is None:
        return False
    # Some put a whole file into the root of another.
    return parent.getparent() is None or (local_name(element) in _ENTRIES and local_name(parent) in _ROOTS)


def local_name(element: etree._Element) -> str:
    """The name without its namespace, or a prefix that was never declared, in small letters."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower() if isinstance(element.tag, str) else ""


def _absolute(url: str, at: str) -> str:
    try:
        return urljoin(at, url) if at.startswith("http") else url
    except ValueError:
        return url
