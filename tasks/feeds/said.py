"""What feeds and sitemaps say of an article, made plain: markup off, space folded, dates in ISO 8601. Claims, no
facts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from schemas.controls import one_plain_line
from tasks.dates import DateContext, DateRefusal, read_date

_Item = TypeVar("_Item")

_LONGEST = 2000
"""Characters of one claim: some feeds carry the whole article as its summary, and that is not what a claim is for."""
_LOOKED_AT = 100_000
"""Characters that are read for one claim, markup included."""
_LONGEST_CONTENT = 1_000_000
_LEAST_CONTENT = 500
"""Characters, markup left out."""
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--[^<>]*--)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFields:
    title: str | None = None
    author: str | None = None
    summary: str | None = None
    language: str | None = None
    published: str | None = None
    """In ISO 8601, as exactly as it was written: 2026-04-01, 2026-04-01T10:30+02:00, 2026-04-01T10:30 where no zone
    was.
    """
    modified: str | None = None
    content: str | None = None
    """The article's own text as markup, where the feed carries more of it than a teaser."""


NOTHING_SAID = FeedFields()


@dataclass(slots=True)
class SaidDates:
    """Reads the dates of one feed or sitemap, and remembers those that cannot be read. Those before 1990 or in the
    future are no riddle: they are left empty and not told.
    """

    now: datetime
    _count: int = 0
    _first: str = field(default="")

    def read(self, value: object, language: str | None = None) -> str | None:
        """A date in ISO 8601, as exactly as it was written; None for what is no date, before 1990, over 48 h ahead, or
        can be read two ways. The language, a tag, decides between 3/5 and 5/3.
        """
        if not isinstance(value, str) or not value.strip():
            return None
        found = read_date(value, DateContext(self.now, language))
        if isinstance(found, DateRefusal):
            if found.is_implausible:
                return None
            self._first = self._first or f'"{plain(found.text)}" {found.words}'
            self._count += 1
            return None
        return found.iso

    def with_warning_after(self, items: Iterable[_Item], warn: Callable[[str], None]) -> Iterator[_Item]:
        """The items; behind the last one a warning of the dates that could not be read."""
        yield from items
        self.tell(warn)

    def tell(self, warn: Callable[[str], None]) -> None:
        """Says how many dates were left empty, with the first of them."""
        if self._count:
            more = f", and {self._count - 1} more such" if self._count > 1 else ""
            warn(f"a date was left empty: {self._first}{more}")


def plain(value: object) -> str | None:
    """Text without tags, entities, control characters and runs of white space, at most 2,000 characters; None where
    none is left.
    """
    if not isinstance(value, str):
        return None
    # A section of CDATA inside another leaves its marks behind.
    bare = value[:_LOOKED_AT].replace("<![CDATA[", "").replace("]]>", "")
    text = html.unescape(_TAG.sub(" ", bare))
    return one_plain_line(text)[:_LONGEST].rstrip() or None


def carried(*markup: object) -> str | None:
    """The longest of what may be the text of an article, at most a megabyte; None where it is no longer than a
    teaser.
    """
    # Of a broken feed the markup comes as it was escaped.
    found = [text if "<" in text else html.unescape(text) for text in markup if isinstance(text, str)]
    texts = [text for text in found if len(text) <= _LONGEST_CONTENT]
    longest = max(texts, key=len, default="")
    return longest if len(_TAG.sub("", longest)) >= _LEAST_CONTENT else None
