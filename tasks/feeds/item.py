"""One item of a feed, and the newest of many: some feeds keep every item of theirs, the oldest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin

from schemas.contents import CONTENT_KINDS, media_type_of
from tasks.dates import DateContext, Timestamp, read_date
from tasks.feeds.said import FeedFields

_ABSOLUTE = re.compile(r"https?:[/\\]{2}", re.IGNORECASE)
_WRAPPED = re.compile(r"(?<![ \t])[ \t]*+[\r\n]\s*+")


MOST_ITEMS = 2000

_ANY_TIME = DateContext(datetime(2100, 1, 1, tzinfo=UTC))

_ITEM = re.compile(r"<(?:[A-Za-z]\w*:)?(?:item|entry)[\s>/]")
_ITEM_END = re.compile(r"</(?:[A-Za-z]\w*:)?(?:item|entry)\s*>")
_DATE = re.compile(
    r"<(?:\w+:)?(?:pubDate|published|updated|date|issued)>\s*(?:<!\[CDATA\[)?\s*([^<\]]{8,60})", re.IGNORECASE
)
_DOCUMENTS = [kind for kind in CONTENT_KINDS if not kind.is_taken_at_its_word]


@dataclass(frozen=True, slots=True)
class FeedItem:
    """`link` is where the article is; `other_link` where else it is said to be, for when that leads nowhere."""

    link: str | None
    said: FeedFields
    label: str
    other_link: str | None = None


class NotAFeed(Exception):
    """What it is, or looks like, in its place."""


def resolved(base: str, link: object) -> str | None:
    """A link as an absolute address, where it is none yet and its feed is on the web."""
    if not isinstance(link, str) or not link.strip():
        return None
    link = mended_link(base, link)
    if _ABSOLUTE.match(link):
        return link
    try:
        # Only the web has links that are relative to a place; a feed on disk says nothing of where it came from.
        return urljoin(base, link) if base.startswith("http") else link
    except ValueError:
        return link


def mended_link(base: str, link: str) -> str:
    """A link without the line breaks of a program that wraps lines, and without backslashes where slashes belong; its
    own host is given the scheme that it lacks.
    """
    link = _WRAPPED.sub("", link.strip())
    if _ABSOLUTE.match(link):
        # With backslashes it would be taken for an address relative to the feed.
        place, mark, query = link.partition("?")
        return place.replace("\\", "/") + mark + query
    scheme, _, rest = base.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme}://{link}" if host and link.startswith((f"{host}/", "www.")) else link


def is_web_address(link: object) -> bool:
    return isinstance(link, str) and link.strip().lower().startswith(("http://", "https://"))


def is_document(link: object, media_type: object) -> bool:
    """Whether what an item has attached is a document that is read as an article: by its type, else its address."""
    said = media_type_of(media_type)
    if said and said != "application/octet-stream":
        return any(said in kind.types for kind in _DOCUMENTS)
    path = str(link or "").partition("?")[0].partition("#")[0].lower()
    return any(path.endswith(kind.suffixes) for kind in _DOCUMENTS)


def newest_items(text: str) -> tuple[str, int]:
    """An XML feed with its newest 2,000 items, in their order, and how many were left out."""
    head, items = items_in(text)
    if len(items) <= MOST_ITEMS:
        return text, 0
    kept = newest([found[1] if (found := _DATE.search(item)) else None for item in items])
    behind = text[len(head) + sum(map(len, items)) :]
    return "".join([head, *(items[place] for place in kept), behind]), len(items) - len(kept)


def items_in(text: str) -> tuple[str, list[str]]:
    """The begin of an XML feed, and the text of each item."""
    starts = [found.start() for found in _ITEM.finditer(text)]
    if not starts:
        return text, []
    last = max((found.end() for found in _ITEM_END.finditer(text, starts[-1])), default=len(text))
    return text[: starts[0]], [text[begin:end] for begin, end in zip(starts, [*starts[1:], last], strict=True)]


def newest(dates: Sequence[str | None]) -> list[int]:
    """The places of the newest 2,000, in order. An item without a date is as old as the one before it."""
    instants: list[float] = []
    for text in dates:
        instants.append(_seconds(text) or (instants[-1] if instants else 0.0))
    # The first of a feed without dates: most begin with the newest.
    by_age = sorted(range(len(instants)), key=lambda place: (-instants[place], place))
    return sorted(by_age[:MOST_ITEMS])


def _seconds(text: str | None) -> float | None:
    """When, for comparing only."""
    found = read_date(text, _ANY_TIME)
    return found.at.timestamp() if isinstance(found, Timestamp) else None
