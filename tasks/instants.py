"""When something was published: what publishers write, as instants with their precision; nonsense is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from dateutil import parser as dateutil_parser

from tasks.written_dates import date_in

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before there was a web there was no page; older dates on pages are events, not publications."""
_AHEAD = timedelta(hours=48)
"""Clocks and time zones explain a day; more is wrong."""
_SECONDS = re.compile(r"\d:\d\d:\d\d|(?<!\d)\d{8}T?\d{6}(?!\d)")
_DOTTED = re.compile(r"\d{1,2}\.\s?\d{1,2}\.\s?\d{4}")
"""Written with dots, the day comes first; with slashes nobody knows, and the month is taken to."""
_DAY_WITH_ZONE = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})$")
"""xsd:date, as sitemaps write it."""
_OFFSET_OF_GMT = re.compile(r"\b(?:GMT|UTC)(?=[+-]\d)")
"""dateutil reads GMT+2 as POSIX does, the wrong way round."""
_FURTHER = re.compile(r"[;|·•]")
"""Behind it something else is said: "8 March 2026; corrected on 14 March"."""
_BESIDE = 30
"""Characters beside a date that are a weekday, a label, a place; a sentence with a date in it is no date."""
_ZONES = {"EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600, "PST": -28800}
_ZONES |= {
    "PDT": -25200,
    "BST": 3600,
    "CET": 3600,
    "CEST": 7200,
    "EET": 7200,
    "EEST": 10800,
    "IST": 19800,
    "JST": 32400,
}


@dataclass(frozen=True, slots=True)
class Instant:
    at: datetime
    """In the zone it was said in, UTC where none was. A day stands as its midnight."""
    precision: str
    """day, minute or second."""
    zone: str | None = field(default=None, compare=False)
    """What was said, as +05:30; None where nothing was. The same moment said elsewhere is equal."""


class Implausible(ValueError):
    """A date that reads well but cannot be a date of publication."""


def instant(text: str | None, now: datetime, *, day_first: bool = False) -> Instant | None:
    """What a publisher wrote as an instant, None where it is no date; a time without a zone counts as UTC.
    `day_first` says what 3/5/2024 is where the page was written; with dots the day is always first.

    Raises Implausible for dates before the web or more than 48 hours after `now`.
    """
    read = _read(text, day_first=day_first)
    if read is None:
        return None
    form, at = read
    precision = _precision(form, at)
    try:
        zone = _zone(at)
        moment = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    if not _EARLIEST <= moment <= now + _AHEAD:
        raise Implausible(text)
    return Instant(moment.astimezone(at.tzinfo) if zone else moment, precision, zone)


def readings(text: str) -> list[datetime]:
    """Every moment that a text can be read as: none, one, or two, the month first and the day first, as 05/06/2026."""
    read = _read(text, day_first=False)
    if read is None:
        return []
    at = read[1]
    # The first costs a tenth of a millisecond in odd forms: a second is only tried where day and month can change places.
    other = _read(text, day_first=True) if at.day <= 12 and at.day != at.month else read
    return [at] if other is None or other[1] == at else [at, other[1]]


def _read(text: str | None, *, day_first: bool) -> tuple[str, datetime] | None:
    """The form in which a date was read, and the moment as it was said."""
    text = _DAY_WITH_ZONE.sub(r"\1", " ".join((text or "")[:500].split()))
    if not 6 <= len(text) <= 80 or not re.search(r"\d", text):
        return None
    text = _OFFSET_OF_GMT.sub("", text)
    at: datetime | None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        at = _parsed(text, day_first=day_first)
        first = _FURTHER.split(text)[0]
        written = date_in(first, day_first=day_first) if at is None else None
        if written and len(first) - (written.end - written.start) <= _BESIDE:
            text = written.iso
            at = _parsed(text, day_first=False)
    return (text, at) if at is not None else None


def _parsed(text: str, *, day_first: bool) -> datetime | None:
    """English and numeric forms. Year, month and day must all be there: dateutil would fill in today's."""
    day_first = (day_first or bool(_DOTTED.match(text))) and not text[:4].isdecimal()
    try:
        at, other = (
            dateutil_parser.parse(text, default=default, tzinfos=_seconds_off, dayfirst=day_first)
            for default in (datetime(1, 1, 1), datetime(2, 2, 2))  # noqa: DTZ001 - the text may have a zone of its own
        )
    except (ValueError, OverflowError, dateutil_parser.ParserError):
        return None
    return at if at.date() == other.date() else None


def _seconds_off(name: str | None, offset: int | None) -> int | None:
    """Of a zone that a date names; a function, because dateutil warns of names that a table does not have."""
    return offset if offset is not None else _ZONES.get(name or "")


def _zone(at: datetime) -> str | None:
    offset = at.strftime("%z")
    # Zones of before 1900 have seconds: nobody means them.
    return f"{offset[:3]}:{offset[3:]}" if len(offset) == 5 else None


def _precision(text: str, at: datetime) -> str:
    """How exactly the text says it; `at` as said, in its own zone."""
    if at.time() == time.min and ":" not in text and "T" not in text:
        return "day"
    return "second" if at.second or _SECONDS.search(text) else "minute"
