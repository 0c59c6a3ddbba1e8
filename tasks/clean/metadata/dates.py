"""When a page was published and last changed, and which witness says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from htmldate import find_date
from lxml.etree import _Element

from schemas.fields import ModifiedFrom, PublishedFrom, StatedFrom
from tasks.clean.metadata.shown import Shown, is_beside
from tasks.clean.metadata.shown_dates import shown_date
from tasks.clean.metadata.structured import Said
from tasks.instants import Implausible, Instant, instant

_PUBLISHED: tuple[tuple[StatedFrom, tuple[str, ...]], ...] = (
    ("open_graph", ("article:published_time", "og:article:published_time", "og:published_time")),
    ("meta", ("datepublished", "parsely-pub-date", "pubdate", "publishdate", "publish-date", "published_date",
              "article.published", "dc.date.issued", "dcterms.created", "dcterms.issued", "citation_publication_date",
              "sailthru.date", "cxenseparse:recs:publishtime", "date", "dc.date")),
)  # fmt: skip
_MODIFIED: tuple[tuple[StatedFrom, tuple[str, ...]], ...] = (
    ("open_graph", ("article:modified_time", "og:updated_time", "og:article:modified_time")),
    ("meta", ("datemodified", "lastmod", "last-modified", "dcterms.modified", "dc.date.modified")),
)
_IN_ADDRESS = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[/-]?)(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)"
)
_AGREES = timedelta(days=2)
"""How far a stated date may be from the day in the address: zones, and articles that are written in the evening."""


@dataclass(frozen=True, slots=True)
class Dates:
    published: Instant | None = None
    published_from: PublishedFrom | None = None
    modified: Instant | None = None
    modified_from: ModifiedFrom | None = None
    refused: str | None = None
    """A date that was said, but cannot be: before the web or in the future."""


@dataclass(slots=True)
class _Judge:
    """Reads dates as they are written where the page comes from, and remembers the first that cannot be."""

    now: datetime
    day_first: bool
    refused: str | None = None

    def read(self, text: str | None) -> Instant | None:
        try:
            return instant(text, self.now, day_first=self.day_first)
        except Implausible:
            self.refused = self.refused or text
            return None


def dates_of(said: Said, tree: _Element, page: Shown, url: str | None, now: datetime, *, day_first: bool) -> Dates:
    """The dates of a page. What is stated for machines goes first, then what readers see,
    the day in the address, and htmldate's guess. A day in the address beats statements that are days away from it:
    systems that move their pages state the day of moving, the address stays.
    """
    judge = _Judge(now, day_first)
    witness: PublishedFrom | None
    published, witness = _stated(
        judge, said, ("datePublished", "dateCreated", "coverageStartTime", "uploadDate"), _PUBLISHED
    )
    if published is None and (published := shown_date(page, now, day_first=day_first)):
        witness = "shown"
    if published is None and (published := judge.read(_marked(tree))):
        witness = "time"
    in_address = _day_in_address(url, now)
    if in_address and (published is None or abs(published.at - in_address.at) > _AGREES):
        published, witness = in_address, "address"
    if published is None:
        # Days only, from any place on the page: the last and least certain witness. Its extensive search would load
        # patterns for a hundred languages, 4 s of CPU a process, for guesses that are often wrong.
        published = judge.read(find_date(tree, extensive_search=False, original_date=True, url=url, max_date=now))
        witness = "htmldate" if published else None
    modified, modified_from = _stated(_Judge(now, day_first), said, ("dateModified",), _MODIFIED)
    return Dates(published, witness, modified, modified_from, judge.refused)


def is_day_first(language_tag: str | None) -> bool:
    """Whether 3/5/2024 is in May where this language tag (RFC 5646) is at home: all but the United States and its likes."""
    tag = (language_tag or "en").strip().lower().replace("_", "-")
    return tag not in {"en", "en-us", "en-ph", "fil", "fil-ph", "es-us"}


def _stated(
    judge: _Judge, said: Said, properties: tuple[str, ...], elements: tuple[tuple[StatedFrom, tuple[str, ...]], ...]
) -> tuple[Instant, StatedFrom] | tuple[None, None]:
    for name in properties:
        if found := judge.read(said.text(name)):
            return found, "json_ld"
    for witness, names in elements:
        for name in names:
            if found := judge.read(said.first(name)):
                return found, witness
    return None, None


def _marked(tree: _Element) -> str | None:
    """What a <time> says that is marked as the date of publication, wherever it stands."""
    return next(
        (
            time.get("datetime")
            for time in tree.iter("time")
            if (time.get("pubdate") is not None or "datepublished" in (time.get("itemprop") or "").lower())
            and not is_beside(time)
        ),
        None,
    )


def _day_in_address(url: str | None, now: datetime) -> Instant | None:
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return None
    for found in _IN_ADDRESS.finditer(path):
        if not found["mark"] and len(found["month"] + found["day"]) != 4:
            continue
        try:
            at = datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=UTC)
            return instant(at.date().isoformat(), now)
        except ValueError:  # no such day, or implausible
            continue
    return None
