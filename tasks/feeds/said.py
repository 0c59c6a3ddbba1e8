"""What feeds and sitemaps say of an article, made plain: markup off, space folded, dates as instants. Claims, no facts."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dateutil import parser as dateutil_parser

_LONGEST = 2000
"""Characters of one claim: some feeds carry the whole article as its summary, and that is not what a claim is for."""
_LOOKED_AT = 100_000
"""Characters that are read for one claim, markup included."""
_LONGEST_CONTENT = 1_000_000
_LEAST_CONTENT = 500
"""Characters, markup left out."""
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--[^<>]*--)>")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_ZONES = {name: hours * 3600 for name, hours in
          {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
           "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3}.items()}  # fmt: skip
"""Seconds east of UTC. Those of North America are RFC 822's, which RSS dates follow; of the others the names that European feeds use."""
_AHEAD = timedelta(hours=48)
"""Clocks and time zones explain a day; more is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFields:
    title: str | None = None
    author: str | None = None
    summary: str | None = None
    language: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    content: str | None = None
    """The article's own text as markup, where the feed carries more of it than a teaser."""


NOTHING_SAID = FeedFields()


def plain(value: object) -> str | None:
    """Text without tags, entities, control characters and runs of white space, at most 2,000 characters; None where none is left."""
    if not isinstance(value, str):
        return None
    text = html.unescape(_TAG.sub(" ", value[:_LOOKED_AT]))
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return text[:_LONGEST].rstrip() or None


def carried(*markup: object) -> str | None:
    """The longest of what may be the text of an article, at most a megabyte; None where it is no longer than a teaser."""
    texts = [text for text in markup if isinstance(text, str) and len(text) <= _LONGEST_CONTENT]
    longest = max(texts, key=len, default="")
    return longest if len(_TAG.sub("", longest)) >= _LEAST_CONTENT else None


def moment(value: object, now: datetime) -> datetime | None:
    """A date as an instant in UTC, a time without a zone taken as UTC; None for what is no date, before 1990 or over 48 h ahead."""
    if not isinstance(value, str) or not 8 <= len(text := value.strip()) <= 80 or not re.search(r"\d{4}", text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        try:
            # The text may have a zone of its own; where it has none, it is read as UTC.
            at = dateutil_parser.parse(text, default=datetime(1, 1, 1), tzinfos=_ZONES)  # noqa: DTZ001
        except (ValueError, OverflowError):
            return None
    try:
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if _EARLIEST <= at <= now + _AHEAD else None
