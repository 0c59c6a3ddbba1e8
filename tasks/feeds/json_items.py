"""The items of a JSON Feed 1.0 or 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import orjson

from tasks.feeds.item import MOST_ITEMS, FeedItem, NotAFeed, is_document, is_web_address, newest, resolved
from tasks.feeds.said import FeedFields, SaidDates, carried, plain
from tasks.files.charset import decode

_PARTS = re.compile(r'"(?>[^"\\]+|\\.)*+(?:"|\\?\Z)|,(\s*[\]}])', re.DOTALL)
"""A string as a whole, or a comma behind which nothing comes. A string that never ends is one too: it is looked at
once.
"""
_LINKS = ("url", "external_url", "id")


def json_items(content: bytes, base: str, now: datetime, warn: Callable[[str], None]) -> Iterator[FeedItem]:
    """Raises NotAFeed."""
    try:
        feed = read_json(content)
    except ValueError as error:
        raise NotAFeed(f"it is not JSON: {error}") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    is_named = isinstance(feed, dict) and "jsonfeed.org/version/" in str(feed.get("version"))
    if not isinstance(items, list) or not (is_named or any(_link(item) for item in items)):
        raise NotAFeed("it is JSON, but no JSON Feed")
    if len(items) > MOST_ITEMS:
        warn(f"{len(items) - MOST_ITEMS} items beyond the newest {MOST_ITEMS} were passed over")
        items = [items[place] for place in newest([_date(item) for item in items])]
    language = plain(feed.get("language"))
    dates = SaidDates(now)
    return dates.with_warning_after((_item(item, base, feed, language, dates) for item in items), warn)


def _item(item: object, base: str, feed: dict[str, Any], language: str | None, dates: SaidDates) -> FeedItem:
    values: dict[str, Any] = item if isinstance(item, dict) else {}
    language = plain(values.get("language")) or language
    said = FeedFields(
        title=plain(values.get("title")),
        author=plain("; ".join(_authors(values) or _authors(feed))),
        summary=plain(values.get("summary")),
        language=language,
        published=dates.read(values.get("date_published"), language),
        modified=dates.read(values.get("date_modified"), language),
        content=carried(values.get("content_html"), _as_markup(values.get("content_text"))),
    )
    return FeedItem(resolved(base, _link(item)), said, said.title or "no title")


def _link(item: object) -> str | None:
    """The first of its links that has a value; an id only where it is a web address; last, a document attached."""
    values = item if isinstance(item, dict) else {}
    for name in _LINKS:
        link = values.get(name)
        if isinstance(link, str) and link.strip() and (name != "id" or is_web_address(link)):
            return link
    attached = values.get("attachments")
    files = [one for one in attached if isinstance(one, dict)] if isinstance(attached, list) else []
    return next(
        (str(one["url"]) for one in files if one.get("url") and is_document(one["url"], one.get("mime_type"))), None
    )


def _authors(values: dict[str, Any]) -> list[str]:
    said = values.get("authors") or [values.get("author")]  # `author` is of version 1.0
    # Some write the names themselves where an object is asked for.
    people = said if isinstance(said, list) else [said]
    names = [one.get("name") if isinstance(one, dict) else one for one in people]
    return [name for name in names if isinstance(name, str) and name.strip()]


def _date(item: object) -> str | None:
    values = item if isinstance(item, dict) else {}
    said = values.get("date_published") or values.get("date_modified")
    return said if isinstance(said, str) else None


def _as_markup(text: object) -> str | None:
    """Plain words as paragraphs."""
    if not isinstance(text, str):
        return None
    return "".join(f"<p>{html.escape(part)}</p>" for part in text.splitlines() if part.strip())


def read_json(content: bytes) -> Any:
    """The value that a document holds, also one written by hand: with trailing commas, line breaks and tabs in strings,
    or one wrong byte. Raises ValueError, with what is wrong in words.
    """
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        text = decode(content).text.removeprefix("\ufeff")
        for written in (text, without_idle_commas(text)):
            try:
                return json.loads(written, strict=False)
            except (ValueError, RecursionError):
                continue
        raise ValueError(str(error)) from error


def without_idle_commas(text: str) -> str:
    """A JSON text without the commas behind which nothing comes."""
    return _PARTS.sub(lambda found: found[1] or found[0], text)
