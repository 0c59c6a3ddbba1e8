"""When a page was published and last changed, and which witness says so."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit

from htmldate import find_date as guess_date
from lxml.etree import _Element

from schemas.fields import ModifiedFrom, PublishedFrom, StatedFrom
from tasks.clean.metadata.shown import Shown, is_beside
from tasks.clean.metadata.shown_dates import shown_date
from tasks.clean.metadata.structured import Said
from tasks.dates import DateContext, DateOrder, DateRefusal, Timestamp, date_order, read_date

PUBLISHED_ELEMENTS: tuple[tuple[StatedFrom, tuple[str, ...]], ...] = (
    ("open_graph", ("article:published_time", "og:article:published_time", "og:published_time", "article:published",
        "og:pubdate")),
    ("meta", ("datepublished", "parsely-pub-date", "pubdate", "publishdate", "publish-date", "published_date",
              "article.published", "dc.date.issued", "dcterms.created", "dcterms.issued", "citation_publication_date",
              "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publication_date",
              "publicationdate", "publish_date", "publisheddate",
              "date_published", "datecreated", "originalpublicationdate", "article_date_original", "citation_date",
              "bt:pubdate", "rnews:datepublished",
              "prism.publicationdate", "article:post_date", "article.created", "dc.date.created", "dc.created",
              "dc:created", "dcterms.date", "dcterms.available",
              "pub_date", "published", "created", "ptime", "timestamp", "date", "dc.date")),
)  # fmt: skip
_MODIFIED: tuple[tuple[StatedFrom, tuple[str, ...]], ...] = (
    ("open_graph", ("article:modified_time", "og:updated_time", "og:article:modified_time")),
    ("meta", ("datemodified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified")),
)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[/-]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
)
_DAY_LEADS = re.compile(r"/(\d{1,2})([._-])(\d{1,2})\2((?:19|20)\d\d)(?=[/._-]|$)")
"""A part of a path that begins with a day: "/news/23-01-2022-second-win"."""
_STATED_WELL = frozenset({"json_ld", "open_graph", "meta"})
_AGREES = timedelta(days=2)
"""How far a stated date may be from the day in the address: zones, and articles that are written in the evening."""
_MOVED = timedelta(days=60)
"""How much later than the day in its address a moment is that tells when the page was moved."""
_EASTMOST, _WESTMOST, _ZONE_STEP = timedelta(hours=14), timedelta(hours=10), timedelta(minutes=15)
"""Zones that have a press: at most so far from UTC, in such steps."""
_SECONDS_LEFT_OUT = timedelta(minutes=1)
_YEAR_FIRST = frozenset({"ja", "ko", "zh"})
"""Languages whose press writes 26.3.12 for the twelfth of March."""


@dataclass(frozen=True, slots=True)
class Dates:
    published: Timestamp | None = None
    published_from: PublishedFrom | None = None
    modified: Timestamp | None = None
    modified_from: ModifiedFrom | None = None
    refused: str | None = None
    """A date that was said, but cannot be: before the web or in the future."""
    guessed: Timestamp | None = None
    """htmldate's guess, where the page states no date for machines."""


@dataclass(slots=True)
class _DateReader:
    """Reads dates as they are written where the page comes from, and remembers the first that cannot be."""

    context: DateContext
    refused: str | None = None

    def read(self, text: str | None) -> Timestamp | None:
        found = read_date(text, self.context)
        if isinstance(found, DateRefusal):
            if found.is_implausible:
                self.refused = self.refused or text
            return None
        return found


def dates_of(said: Said, tree: _Element, page: Shown, url: str | None, context: DateContext) -> Dates:
    """The dates of a page. What is stated for machines goes first, then what readers see, the day in the address, and
    htmldate's guess. A witness who knows the day alone gives way to a later one with a moment of that day.
    A day in the address beats a stated day that is days away from it, and a moment that is months later: systems that
    move their pages state the time of moving, the address stays.
    """
    judge = _DateReader(context)
    witness: PublishedFrom | None
    published, witness = _most_exact(_said_of_publication(judge, said, tree, page))
    in_address = day_in_address(url, context)
    if in_address and (published is None or _is_moved(published, in_address)):
        published, witness = in_address, "address"
    guessed = None
    if witness not in _STATED_WELL:
        guessed = judge.read(_guessed(tree, url, context.now))
    if published is None and guessed:
        # Days only, from any place on the page: the last and least certain witness.
        published, witness = guessed, "htmldate"
    modified, modified_from = next(_stated(_DateReader(context), said, ("dateModified",), _MODIFIED), (None, None))
    return Dates(published, witness, modified, modified_from, judge.refused, guessed)


def _is_moved(stated: Timestamp, in_address: Timestamp) -> bool:
    later = stated.at - in_address.at
    return later > _MOVED if stated.zone else abs(later) > _AGREES


def is_day_first(language_tag: str | None) -> bool:
    """Whether 3/5/2024 is in May where this language tag (RFC 5646) is at home: all but the United States and its
    likes.
    """
    tag = (language_tag or "en").strip().lower().replace("_", "-")
    return tag not in {"en", "en-us", "en-ph", "fil", "fil-ph", "es-us"}


def page_order(language_tag: str | None) -> DateOrder:
    """What comes first in a date of numbers on a page: English without a region is that of the United States."""
    if (language_tag or "")[:2].lower() in _YEAR_FIRST and date_order(language_tag) == "year":
        return "year"
    return "day" if is_day_first(language_tag) else "month"


def is_moment_of(exact: Timestamp, known: Timestamp) -> bool:
    """Whether a date with a zone says more of the same: a moment of the known day, or the known time of day in a zone.

    Said in UTC, as feeds and systems say it, it may be a moment of that day in any zone.
    """
    if known.precision != "day" or exact.precision == "day":
        return False
    clock, moment = known.at.replace(tzinfo=None), exact.at.astimezone(UTC).replace(tzinfo=None)
    if exact.zone == "+00:00":
        if known.written == "day":
            return is_moment_of_day(exact, clock.date())
        from_utc = clock - moment
        return (
            -_WESTMOST <= from_utc <= _EASTMOST and (from_utc + _SECONDS_LEFT_OUT) % _ZONE_STEP <= 2 * _SECONDS_LEFT_OUT
        )
    said_there = exact.at.replace(tzinfo=None)
    if known.written == "day":
        return said_there.date() == clock.date()
    return abs(said_there - clock) <= _SECONDS_LEFT_OUT


def is_moment_of_day(exact: Timestamp, day: date) -> bool:
    """Whether a moment is one of that day in any time zone that has a press."""
    moment, midnight = exact.at.astimezone(UTC).replace(tzinfo=None), datetime.combine(day, time.min)
    return exact.precision != "day" and midnight - _EASTMOST <= moment < midnight + timedelta(days=1) + _WESTMOST


def _most_exact(
    found: Iterator[tuple[Timestamp, PublishedFrom]],
) -> tuple[Timestamp, PublishedFrom] | tuple[None, None]:
    """The first date, or a later one that says more of the same. Nobody is asked after a moment is known."""
    first = next(found, None)
    if first is None:
        return None, None
    if first[0].precision != "day":
        return first
    return next((later for later in found if is_moment_of(later[0], first[0])), first)


def _said_of_publication(
    judge: _DateReader, said: Said, tree: _Element, page: Shown
) -> Iterator[tuple[Timestamp, PublishedFrom]]:
    yield from _stated(
        judge, said, ("datePublished", "dateCreated", "coverageStartTime", "uploadDate"), PUBLISHED_ELEMENTS
    )
    if shown := shown_date(page, judge.context):
        yield shown, "shown"
    for text in (_marked(tree), *said.marked.get("datepublished", ())[:1]):
        if marked := judge.read(text):
            yield marked, "time"


def _stated(
    judge: _DateReader,
    said: Said,
    properties: tuple[str, ...],
    elements: tuple[tuple[StatedFrom, tuple[str, ...]], ...],
) -> Iterator[tuple[Timestamp, StatedFrom]]:
    for name in properties:
        if found := judge.read(said.text(name)):
            yield found, "json_ld"
    for witness, names in elements:
        for name in names:
            if found := judge.read(said.first(name)):
                yield found, witness


def _guessed(tree: _Element, url: str | None, now: datetime) -> str | None:
    """What htmldate makes of the page. Its extensive search would load patterns for a hundred languages, 4 s of CPU
    a process, for guesses that are often wrong.
    """
    with warnings.catch_warnings():
        # The parser below it warns of zones that it does not know.
        warnings.simplefilter("ignore")
        return guess_date(tree, extensive_search=False, original_date=True, url=url, max_date=now)


def _marked(tree: _Element) -> str | None:
    """What a <time pubdate> says, wherever it stands."""
    return next(
        (
            element.get("datetime")
            for element in tree.iter("time")
            if element.get("pubdate") is not None and not is_beside(element)
        ),
        None,
    )


def day_in_address(url: str | None, context: DateContext) -> Timestamp | None:
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return None
    for found in _IN_ADDRESS.finditer(path):
        if not found["mark"] and len(found["month"] + found["day"]) != 4:
            continue
        day = read_date(f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}", replace(context, language=None))
        if isinstance(day, Timestamp):
            return day
    leading = _DAY_LEADS.search(path)
    led = read_date(f"{leading[1]}.{leading[3]}.{leading[4]}", context) if leading else None
    return led if isinstance(led, Timestamp) else None
