"""The one reader of dates: a text and what is known of its place in, a timestamp or a named refusal out.

The work is linear in the text, of which 500 characters are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from tasks.dates.clock import Clock, clock_after, clock_before, moment_of
from tasks.dates.days import FoundDay, days_of
from tasks.dates.timestamp import DateContext, DateOrder, DateRefusal, Precision, Timestamp
from tasks.dates.tokens import Line
from tasks.dates.words import date_order

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before there was a web there was no page; older dates on pages are events, not publications."""
_AHEAD = timedelta(hours=48)
"""Clocks and time zones explain a day; more is wrong."""
_SHORTEST, _LONGEST = 4, 120
_BESIDE = 30
"""Characters beside a date that are a weekday, a label, a place; a sentence with a date in it is no date."""
_FURTHER = re.compile(r"[;|·•]")
"""Behind it something else is said: "8 March 2026; corrected on 14 March"."""
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?P<parts>\d{3}|\d{6})?(?:\.(?P<fraction>\d{1,6})\d*)?", re.ASCII)
"""Seconds, milliseconds or microseconds since 1970: no other date has nine, ten, thirteen or sixteen digits."""
_EPOCH_OF_NET = re.compile(r"/Date\((?P<seconds>\d{10})(?P<parts>\d{3})(?P<fraction>)(?:[+-]\d{4})?\)/", re.ASCII)
_ISO = re.compile(
    r"(?:19|20)\d\d-\d\d-\d\d(?P<time>T\d\d:\d\d(?P<seconds>:\d\d(?:\.\d{1,6})?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?", re.ASCII
)
"""The form of most dates of machines, read twenty times as fast as by its parts: a sitemap has 50,000 of them."""
_KEPT = 80
_ANYWHERE = DateContext(datetime(2100, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a longer text, and the characters it takes there."""

    date: Timestamp | DateRefusal
    start: int
    end: int


def read_date(text: str | None, context: DateContext) -> Timestamp | DateRefusal:
    """What a publisher wrote where a date is expected. Up to 30 characters beside it are passed over.

    Two-digit years are read as RFC 2822 says. A time without a zone is in `context.timezone`; without that the day
    alone is certain. Day and month that can change places are refused unless the weekday, the order or the language
    decides.
    """
    written = " ".join((text or "")[: _LONGEST * 3].split())
    if not _SHORTEST <= len(written) <= _LONGEST or not any(sign.isdigit() or sign == "年" for sign in written):
        return DateRefusal("no_date", written[:_KEPT])
    epoch = _EPOCH.fullmatch(written) or _EPOCH_OF_NET.fullmatch(written)
    if epoch and (found := _since_1970(epoch, written, context)):
        return found
    if (iso := _ISO.fullmatch(written)) and (at := _from_iso(written)):
        exactly: Precision = "second" if iso["seconds"] else "minute" if iso["time"] else "day"
        return _plausible(_stamp(at, exactly, written[:_KEPT], context), context)
    line = Line(written, context.language)
    day = next(days_of(line, _order(context)), None)
    if day is None:
        return DateRefusal("no_day" if "y" in line.kinds else "no_date", written[:_KEPT])
    clock = _clock(line, day)
    start, end = _span(line, day, clock)
    stop = _FURTHER.search(written, end)
    beside = (stop.start() if stop else len(written)) - (end - start)
    if beside > _BESIDE:
        return DateRefusal("no_date", written[:_KEPT])
    return _judged(day, clock, written, context)


def find_date(text: str, context: DateContext) -> FoundDate | None:
    """The first whole date in a line of text; None where there is none."""
    return next(find_dates(text, context), None)


def find_dates(text: str, context: DateContext) -> Iterator[FoundDate]:
    """The whole dates in a line of text, from left to right, each with a year of four digits.

    Where the line says little else, a year may have two digits.
    """
    line = Line(text, context.language)
    for day in days_of(line, _order(context)):
        clock = _clock(line, day)
        start, end = _span(line, day, clock)
        if not day.has_long_year and len(line.text) - (end - start) > _BESIDE:
            continue
        if not day.days or not 1900 <= day.days[0].year < 2100:
            continue
        yield FoundDate(_judged(day, clock, line.text[start:end], context), start, end)


def has_date(text: str) -> bool:
    """Whether there is a whole date in a line of text, whatever it means."""
    return any(sign.isdigit() for sign in text) and find_date(text, _ANYWHERE) is not None


def _order(context: DateContext) -> DateOrder | None:
    return context.order or date_order(context.language)


def _clock(line: Line, day: FoundDay) -> Clock | None:
    return day.clock or clock_after(line, day.end) or clock_before(line, day.start)


def _span(line: Line, day: FoundDay, clock: Clock | None) -> tuple[int, int]:
    first = min(day.start, clock.start) if clock else day.start
    last = max(day.end, clock.end) if clock else day.end
    return line.parts[first].start, line.parts[min(last, len(line.parts)) - 1].end


def _since_1970(epoch: re.Match[str], written: str, context: DateContext) -> Timestamp | None:
    """None for a number that is no moment in which a page can have been published: it may be a compact date."""
    below = epoch["parts"] or epoch["fraction"] or ""
    at = datetime.fromtimestamp(int(epoch["seconds"]), UTC).replace(microsecond=int(below.ljust(6, "0")))
    if not _EARLIEST <= at <= context.now + _AHEAD:
        return None
    return Timestamp(at, "second", "second", "+00:00", written[:_KEPT])


def _from_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _judged(day: FoundDay, clock: Clock | None, written: str, context: DateContext) -> Timestamp | DateRefusal:
    text = written[:_KEPT]
    if not day.days:
        return DateRefusal("no_such_day", text)
    if len(day.days) > 1:
        return DateRefusal("ambiguous_month" if day.is_ambiguous_month else "ambiguous_order", text, day.days)
    midnight = datetime.combine(day.days[0], time.min)
    if clock is None:
        return _plausible(_stamp(midnight, "day", text, context), context)
    try:
        at = moment_of(midnight, clock)
    except OverflowError:
        return DateRefusal("ahead", text)
    return _plausible(_stamp(at, clock.precision, text, context, names_zone=clock.names_zone), context)


def _stamp(at: datetime, written: Precision, text: str, context: DateContext, *, names_zone: bool = False) -> Timestamp:
    """Of a moment with a zone or without; one whose zone was named and is not known is in none."""
    is_assumed = at.tzinfo is None and context.timezone is not None and written != "day" and not names_zone
    if is_assumed:
        at = at.replace(tzinfo=context.timezone)
    if at.tzinfo is None:
        return Timestamp(at.replace(tzinfo=UTC), "day", written, None, text)
    offset = at.strftime("%z")
    return Timestamp(at, written, written, f"{offset[:3]}:{offset[3:5]}", text, is_assumed)


def _plausible(stamp: Timestamp, context: DateContext) -> Timestamp | DateRefusal:
    try:
        moment = stamp.at.astimezone(UTC)
    except (OverflowError, ValueError):
        return DateRefusal("before_the_web" if stamp.at.year < 1990 else "ahead", stamp.text)
    if moment < _EARLIEST:
        return DateRefusal("before_the_web", stamp.text)
    return stamp if moment <= context.now + _AHEAD else DateRefusal("ahead", stamp.text)
