"""`python -m tasks.feeds.process`: the process that tasks/feeds/reading.py calls."""

from __future__ import annotations

import base64
import re
import resource
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tasks.feeds.item import FeedItem, NotAFeed
from tasks.feeds.json_items import json_items
from tasks.feeds.xml_items import xml_items
from tasks.feeds.xml_text import xml_text
from tasks.workers.step_process import serve

_MOST_BYTES = 2_000_000_000
"""Of address space: the largest feed that is read, 15 MB, needs less than half of it."""


_PAGE = re.compile(r"\s*+(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s++html|html)[\s>]", re.IGNORECASE | re.DOTALL)
_JSON = re.compile(rb"[\xef\xbb\xbf\s]*[{\[]")


def _items_of(
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


def _read(content: str, at: str, content_type: str | None, now: str) -> dict[str, Any]:
    warnings: list[str] = []
    try:
        items = list(
            _items_of(base64.b64decode(content), at, content_type, datetime.fromisoformat(now), warnings.append)
        )
    except NotAFeed as error:
        return {"items": [], "warnings": warnings, "problem": str(error)}
    return {"items": [asdict(item) for item in items], "warnings": warnings, "problem": None}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    serve(_read)
