"""The items of a feed: RSS and Atom by feedparser, JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import feedparser
import orjson

from tasks.feeds.said import FeedFields, moment, plain

_MOST_ITEMS = 2000

_ITEM = re.compile(rb"<(?:[A-Za-z]\w*:)?(?:item|entry)[\s>/]")
_ITEM_END = re.compile(rb"</(?:[A-Za-z]\w*:)?(?:item|entry)\s*>")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]{0,1000}(?:\[.*?\]\s*)?>", re.IGNORECASE | re.DOTALL)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x1b"))
"""No XML may contain them; ESC stays, ISO-2022-JP is written with it."""
_PAGE = re.compile(rb"\s*(?:<!--.{0,10000}?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    link: str | None
    said: FeedFields
    label: str


class NotAFeed(Exception):
    """What it is, or looks like, in its place."""


def items_of(
    content: bytes, at: str, content_type: str | None, now: datetime, warn: Callable[[str], None]
) -> Iterator[Item]:
    """The items of a feed found at `at`, at most 2,000. Raises NotAFeed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        # The patterns below are written in ASCII.
        content = content.decode("utf-16", "replace").encode("utf-8")
        content = re.sub(rb"^(\s*<\?xml[^>]*?)\s+encoding\s*=\s*[\"'][^\"'>]*[\"']", rb"\1", content)
    head = content[:1000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head:
        raise NotAFeed("it is empty")
    if head.startswith(b"{"):
        return _json_items(content, at, now, warn)
    if _PAGE.match(content.removeprefix(b"\xef\xbb\xbf")[:20_000]):
        raise NotAFeed("it is a web page")
    return _xml_items(content, at, content_type, now, warn)


def _xml_items(
    content: bytes, at: str, content_type: str | None, now: datetime, warn: Callable[[str], None]
) -> Iterator[Item]:
    labelled = _CHARSET.search(content_type or "")
    parsed = feedparser.parse(
        # As a stream: feedparser takes bytes for an address or the name of a file, where they look like one.
        io.BytesIO(_sanitised(content, warn)),
        response_headers={
            "content-location": at,
            # Never text/xml: that label without a charset would make feedparser read US-ASCII (RFC 3023, since replaced).
            "content-type": "application/xml" + (f"; charset={labelled[1]}" if labelled else ""),
        },
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not parsed.version and not parsed.entries:
        raise NotAFeed("it has neither the form of RSS nor of Atom")
    if parsed.bozo:
        fault = parsed.bozo_exception
        warn(f"it is broken, what can be read is used: {type(fault).__name__}: {fault}"[:500])
    language = plain(parsed.feed.get("language"))
    return (_xml_item(entry, at, language, now) for entry in parsed.entries[:_MOST_ITEMS])


def _xml_item(entry: Any, base: str, language: str | None, now: datetime) -> Item:
    said = FeedFields(
        title=plain(entry.get("title")),
        author=plain(entry.get("author")),
        summary=plain(entry.get("summary")),
        language=plain(entry.get("language")) or language,
        published=moment(entry.get("published"), now),
        modified=moment(entry.get("updated"), now) if "updated" in entry.keys() else None,  # noqa: SIM118 - `in` falls back on published
    )
    return Item(_resolved(base, entry.get("link")), said, said.title or "no title")


def _json_items(content: bytes, base: str, now: datetime, warn: Callable[[str], None]) -> Iterator[Item]:
    try:
        feed = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise NotAFeed(f"it is not JSON: {error}") from error
    items = feed.get("items")
    if "jsonfeed.org/version/" not in str(feed.get("version")) or not isinstance(items, list):
        raise NotAFeed("it is JSON, but no JSON Feed")
    if len(items) > _MOST_ITEMS:
        warn(f"{len(items) - _MOST_ITEMS} items beyond the first {_MOST_ITEMS} were passed over")
    language = plain(feed.get("language"))
    return (_json_item(item, base, language, now) for item in items[:_MOST_ITEMS])


def _json_item(item: object, base: str, language: str | None, now: datetime) -> Item:
    values: dict[str, Any] = item if isinstance(item, dict) else {}
    authors = values.get("authors") or [values.get("author")]  # `author` is of version 1.0
    names = [author.get("name") for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []
    said = FeedFields(
        title=plain(values.get("title")),
        author=plain("; ".join(name for name in names if isinstance(name, str))),
        summary=plain(values.get("summary")),
        language=plain(values.get("language")) or language,
        published=moment(values.get("date_published"), now),
        modified=moment(values.get("date_modified"), now),
    )
    link = values.get("url") or values.get("external_url")
    return Item(_resolved(base, link), said, said.title or "no title")


def _sanitised(content: bytes, warn: Callable[[str], None]) -> bytes:
    """Without document type and entities, without control characters, and with at most 2,000 items."""
    # Looked for at one place only, near the beginning: a million of them would cost a million searches.
    begin = content[:10_000].upper().find(b"<!DOCTYPE")
    if begin >= 0 and (kind := _DOCTYPE.match(content, begin)):
        content = content[:begin] + content[kind.end() :]
    # UTF-8 and the one-byte encodings only: feedparser tells UTF-32 by its NUL bytes, and nobody writes feeds in it.
    content = content.translate(None, _CONTROL)
    starts = [match.start() for match in _ITEM.finditer(content)]
    if len(starts) <= _MOST_ITEMS:
        return content
    warn(f"{len(starts) - _MOST_ITEMS} items beyond the first {_MOST_ITEMS} were passed over")
    cut = starts[_MOST_ITEMS]
    last = max((match.end() for match in _ITEM_END.finditer(content, cut)), default=len(content))
    return content[:cut] + content[last:]


def _resolved(base: str, link: object) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        # Only the web has links that are relative to a place; a feed on disk says nothing of where it came from.
        return urljoin(base, link.strip()) if base.startswith("http") else link.strip()
    except ValueError:
        return link.strip()
