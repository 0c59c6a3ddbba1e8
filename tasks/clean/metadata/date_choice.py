"""The days on a page that may be that of publication, with what speaks for each: a fitted model chooses among them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import numpy as np
from lxml.etree import _Element
from numpy.typing import NDArray

from schemas.fields import PublishedFrom
from tasks.clean.metadata.candidates import FAR, Reach, ShownContender, put_counts, words_around
from tasks.clean.metadata.dates import PUBLISHED_ELEMENTS, Dates, day_in_address, is_moment_of
from tasks.clean.metadata.shown import short_text
from tasks.clean.metadata.shown_dates import CHANGED, OWNED, PUBLISHED, labels_of
from tasks.clean.metadata.structured import Said
from tasks.clean.page.blocks import ASIDE, COMMENT, FOOTER, HEADER, NAV, Block, TextPlace
from tasks.dates import DateContext, Timestamp, find_date, find_dates, read_date

_REACH = Reach(before=8, behind=12, at_end=2, after_end=10, most=60)
_LONGEST, _LONGEST_DESCRIPTION, _MOST_GROUPS = 110, 240, 30
_NEAR_FIRST, _LEAD = 2, 60
"""Blocks around the first of the text that may begin with a date, however long they are; the characters looked at."""
_MOST_TIMES, _MOST_MARKED = 10, 4
_DATED = re.compile(r"\d{4}|\d ?[./-] ?\d\d?\b|年|\d\.? ?[^\W\d]{3,12}\.? ['’]?\d\d\b")
_WORDS = (
    "date", "datum", "time", "publish", "posted", "meta", "byline", "info", "entry", "modified", "updated", "update",
    "created", "card", "teaser", "related", "event", "comment", "header", "author", "hero", "title", "caption", "list",
    "item", "sidebar", "label",
)  # fmt: skip
_PLACES = ((NAV, "nav"), (FOOTER, "footer"), (HEADER, "header"), (ASIDE, "aside"), (COMMENT, "comments"))
_PROPERTIES = ("datePublished", "dateCreated", "uploadDate", "dateModified")
_OF_PUBLICATION = frozenset(
    [
        "ruled",
        "datePublished",
        "dateCreated",
        "uploadDate",
        "open_graph",
        "meta",
        "address",
        "marked_date",
        "shown",
        "other_datePublished",
        "described",
    ]
)
"""What may speak of publication; the other witnesses speak of a change."""
_CHANGED_ELEMENTS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)


@dataclass(slots=True)
class DayGroup(ShownContender):
    """One day, and the timestamps of it with their witness."""

    day: date
    stamps: list[tuple[Timestamp, PublishedFrom, bool]] = field(default_factory=list)
    """(timestamp, witness, whether it is called that of a change)."""
    rest: float = FAR
    """Characters beside it in the block with it that is nearest to the headline."""


def days_of_page(said: Said, place: TextPlace, ruled: Dates, url: str | None, context: DateContext) -> list[DayGroup]:
    """The days that some place of the page gives, at most 30."""
    found: dict[date, DayGroup] = {}

    def group(stamp: Timestamp, witness: PublishedFrom, *names: str, is_change: bool = False) -> DayGroup | None:
        day = stamp.at.date()
        if day not in found and len(found) >= _MOST_GROUPS:
            return None
        own = found.setdefault(day, DayGroup(day))
        own.count(*names)
        own.stamps.append((stamp, witness, is_change))
        return own

    if ruled.published and ruled.published_from:
        group(ruled.published, ruled.published_from, "ruled", f"ruled_{ruled.published_from}")
    for name in _PROPERTIES:
        if (text := said.text(name)) and isinstance(stamp := read_date(text, context), Timestamp):
            group(stamp, "json_ld", name, is_change=name == "dateModified")
    for name, texts in said.other_dates.items():
        for text in texts[:_MOST_MARKED]:
            if isinstance(stamp := read_date(text, context), Timestamp):
                group(stamp, "json_ld", f"other_{name}", is_change=name == "dateModified")
    if text := said.first("og:description", "description"):
        described = find_date(text[:_LONGEST_DESCRIPTION], context)
        if described and isinstance(described.date, Timestamp):
            group(described.date, "meta", "described")
    for witness, names in PUBLISHED_ELEMENTS:
        for name in names:
            if (text := said.first(name)) and isinstance(stamp := read_date(text, context), Timestamp):
                group(stamp, witness, witness)
    for name in _CHANGED_ELEMENTS:
        if (text := said.first(name)) and isinstance(stamp := read_date(text, context), Timestamp):
            group(stamp, "meta", "changed_meta", is_change=True)
    for name, texts in said.marked.items():
        for number, text in enumerate(texts[:_MOST_MARKED]):
            if isinstance(stamp := read_date(text, context), Timestamp):
                is_change = "modified" in name
                group(
                    stamp,
                    "time",
                    f"{'later_' if number else ''}marked_{'change' if is_change else 'date'}",
                    is_change=is_change,
                )
    if in_address := day_in_address(url, context):
        group(in_address, "address", "address")
    if ruled.guessed:
        group(ruled.guessed, "htmldate", "guessed")
    order = 0
    for at in _REACH.places(place):
        for stamp, rest, marks in _dates_at(place, at, context):
            written = [] if "unwritten" in marks else ["shown"]
            own = group(stamp, "shown", *written, *marks, is_change="changed" in marks)
            if own is None:
                continue
            is_nearest, order = own.stand(place, at, order)
            if is_nearest:
                own.rest = rest
    stated = [each.day for each in found.values() if "datePublished" in each.counts or "open_graph" in each.counts]
    # A change cannot come before the publication: of the two either may be wrong.
    return [
        each
        for each in found.values()
        if not stated or each.day < min(stated) or not _OF_PUBLICATION.isdisjoint(each.counts)
    ]


def _dates_at(place: TextPlace, at: int, context: DateContext) -> Iterator[tuple[Timestamp, float, list[str]]]:
    """(date, characters beside it, marks) of the dates of one block, which a <time> may say more exactly, or alone
    where the words are "two hours ago".
    """
    block = place.blocks[at]
    text = block.text
    if len(text) > _LONGEST:
        if abs(at - place.first) > _NEAR_FIRST:
            return
        text = text[:_LEAD]
    times = _times_of(block)
    owned = OWNED.search(text)
    if owned:
        text = text[: owned.start()]
    if not _DATED.search(text) and (owned or not times):
        return
    marks = _marks(block)
    if at == place.first:
        marks.append("first_text")
    if times:
        marks.append("time")
    if len(times) > 1:
        yield from _of_times(times, text, marks, context)
        return
    stated = times[0].get("datetime") if times else None
    is_written = False
    before = place.blocks[at - 1].text if at and len(place.blocks[at - 1].text) < 30 else ""
    dates = list(find_dates(text, context))
    for number, (found, label) in enumerate(zip(dates, labels_of(text, dates), strict=True)):
        if not isinstance(found.date, Timestamp):
            continue
        is_written = True
        own = list(marks)
        label = label if label.strip() or number else before  # noqa: PLW2901
        if CHANGED.search(label):
            own.append("changed")
        if PUBLISHED.search(label):
            own.append("published")
        if number:
            own.append("later_on_line")
        stamp = found.date
        rest = float(len(text) - (found.end - found.start))
        exact = read_date(stated, context) if stated and not number else None
        if isinstance(exact, Timestamp) and is_moment_of(exact, stamp):
            yield exact, rest, own
            if exact.at.date() == stamp.at.date():
                continue
            own = [*own, "shifted"]
        yield stamp, rest, own
    if stated and not is_written and isinstance(exact := read_date(stated, context), Timestamp):
        label = text if len(text) < _LONGEST else ""
        changed = ["changed"] if CHANGED.search(label) else []
        yield exact, float(len(text)), [*marks, "unwritten", *changed]


def _times_of(block: Block) -> list[_Element]:
    """The <time> elements with a moment whose words stand in the block."""
    return [
        element
        for element in islice(block.box.element.iter("time"), _MOST_TIMES)
        if element.get("datetime") and (words := short_text(element, _LONGEST)) and words in block.text
    ]


def _of_times(
    times: Sequence[_Element], text: str, marks: Sequence[str], context: DateContext
) -> Iterator[tuple[Timestamp, float, list[str]]]:
    """Of several <time> elements on a line each with its own label: the words since the one before, and its class."""
    last = 0
    for number, time in enumerate(times):
        words = short_text(time, _LONGEST)
        at = max(last, text.find(words, last))
        label, last = text[last:at], at + len(words)
        stamp = read_date(time.get("datetime"), context)
        if not isinstance(stamp, Timestamp):
            continue
        names = f"{label} {words} {(time.get('class') or '')[:200]}"
        yield (
            stamp,
            float(len(text) - len(words)),
            [
                *marks,
                *(["changed"] if CHANGED.search(names) else []),
                *(["published"] if PUBLISHED.search(names) else []),
                *(["later_on_line"] if number else []),
            ],
        )


def _marks(block: Block) -> list[str]:
    found = [f"in_{name}" for bit, name in _PLACES if block.box.bits & bit]
    return [*found, *words_around(block.box, _WORDS, 3)]


_COUNTED = (
    "ruled", *(f"ruled_{name}" for name in ("json_ld", "open_graph", "meta", "shown", "time", "address", "htmldate")),
    *_PROPERTIES, "open_graph", "meta", "changed_meta", "address", "shown", "first_text", "time", "changed",
    "published", "later_on_line", "shifted", "unwritten", "guessed", "marked_date", "marked_change", "described",
    *(f"other_{name}" for name in ("datePublished", "dateCreated", "dateModified")), "later_marked_date",
    "later_marked_change", *(f"in_{name}" for _, name in _PLACES), *(f"own_{word}" for word in _WORDS),
    *(f"out_{word}" for word in _WORDS),
)  # fmt: skip
COLUMNS = (
    *_COUNTED, "to_headline", "to_text", "behind_end", "rest", "order", "from_ruled", "from_guessed", "from_json_ld",
    "from_meta", "from_changed", "from_address", "from_first_shown", "earlier", "later", "days", "age", "fits_stated",
    "exact", "neighbours", "stated_zone",
)  # fmt: skip

_COLUMN_OF = {name: at for at, name in enumerate(_COUNTED)}


def table(days: Sequence[DayGroup], context: DateContext) -> NDArray[np.float32]:
    """float32 [days, columns]: what speaks for each day."""
    rows = np.zeros((len(days), len(COLUMNS)), dtype=np.float32)

    def of(*names: str) -> date | None:
        return next((each.day for name in names for each in days if each.counts.get(name)), None)

    anchors = [
        of("ruled"),
        of("guessed"),
        of("datePublished"),
        of("open_graph", "meta"),
        of("dateModified", "changed_meta"),
        of("address"),
    ]
    shown = [each for each in days if each.order != FAR]
    anchors.append(min(shown, key=lambda each: each.order).day if shown else None)
    exact = [
        stamp
        for each in days
        for stamp, _, is_change in each.stamps
        if not is_change and stamp.zone == "+00:00" and stamp.precision != "day"
    ]
    today = context.now.date()
    for at, each in enumerate(days):
        naked = [stamp for stamp, _, _ in each.stamps if stamp.precision == "day"]
        fits = any(is_moment_of(moment, stamp) for moment in exact for stamp in naked[:3])
        put_counts(rows[at], each.counts, _COLUMN_OF)
        rows[at, len(_COUNTED) :] = [
            each.to_headline, each.to_text, each.behind_end, each.rest, each.order,
            *(_apart(each.day, anchor) for anchor in anchors),
            float(sum(other.day < each.day for other in days)), float(sum(other.day > each.day for other in days)),
            float(len(days)), _apart(today, each.day), float(fits),
            float(any(stamp.precision != "day" for stamp, _, _ in each.stamps)),
            float(sum(abs((other.day - each.day).days) == 1 for other in days)),
            float(any(stamp.zone not in {None, "+00:00"} for stamp, _, _ in each.stamps)),
        ]  # fmt: skip
    return rows


def _apart(day: date, other: date | None) -> float:
    """Days between the two on a logarithmic scale, with their sign; 99 where there is no other."""
    if other is None:
        return 99.0
    days = (day - other).days
    return math.copysign(math.log1p(abs(days)), days)
