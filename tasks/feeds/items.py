"""The items of a feed, whatever its form: RSS and Atom, JSON Feed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime

from tasks.feeds.item import FeedItem, NotAFeed
from tasks.feeds.json_items import json_items
from tasks.feeds.xml_items import xml_items
from tasks.feeds.xml_text import xml_text

_PAGE = re.compile(r"\s*+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s++html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_JSON = re.compile(rb"[\xef\xbb\xbf\s]*[{\[]")


def items_of(
    content: bytes, at: str, content_type: str | None, now: datetime, warn: Callable[[str], None]
) -> Iterator[FeedItem]:
    """The items of a feed found at `at`, the newest 2,000. Raises NotAFeed."""
    if _JSON.match(content[:1000]):
        return json_items(content, at, now, warn)
    text = xml_text(content, content_type)
    if not text[:1000].strip():
        raise NotAFeed("it is empty")
    if text[:1000].lstrip().startswith("{"):
        return json_items(text.encode("utf-8"), at, now, warn)
    if _PAGE.match(text[:20_000]):
        raise NotAFeed("it is a web page")
    return xml_items(text, at, now, warn)
