"""Of a feed that is longer than anybody reads, the newest items: some keep every item of theirs, the oldest first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from tasks.dates import DateContext, Timestamp, read_date

MOST_ITEMS = 2000

_ANY_TIME = DateContext(datetime(2100, 1, 1, tzinfo=UTC))

_ITEM = re.compile(r"<(?:[A-Za-z]\w*:)?(?:item|entry)[\s>/]")
_ITEM_END = re.compile(r"</(?:[A-Za-z]\w*:)?(?:item|entry)\s*>")
_DATE = re.compile(
    r"<(?:\w+:)?(?:pubDate|published|updated|date|issued)>\s*(?:<!\[CDATA\[)?\s*([^<\]]{8,60})", re.IGNORECASE
)


def newest_items(text: str) -> tuple[str, int]:
    """An XML feed with its newest 2,000 items, in their order, and how many were left out."""
    starts = [found.start() for found in _ITEM.finditer(text)]
    if len(starts) <= MOST_ITEMS:
        return text, 0
    last = max((found.end() for found in _ITEM_END.finditer(text, starts[-1])), default=len(text))
    items = [text[begin:end] for begin, end in zip(starts, [*starts[1:], last], strict=True)]
    kept = newest([found[1] if (found := _DATE.search(item)) else None for item in items])
    return "".join([text[: starts[0]], *(items[place] for place in kept), text[last:]]), len(items) - len(kept)


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
