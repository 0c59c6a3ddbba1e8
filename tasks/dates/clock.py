"""Times of day as people write them, with their zone: "3:30 PM ET", "9h05", "下午3:30", "T09:30:00.5+0100"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from tasks.dates.timestamp import Precision
from tasks.dates.tokens import Line, after_blanks
from tasks.dates.words import by_language, is_short, words
from tasks.dates.zones import zone_at

_HOUR_UNITS = frozenset("h hs hrs hr u uhr ч klo 時 时 点 點 시 น ώρα godz giờ".split())
_MINUTE_UNITS = frozenset("分 분 min m мин phút".split())
_SECOND_UNITS = frozenset("秒 초 s".split())
_PERIOD_PARTS = 4
_NOON = 12 * 60
_INSIDE = frozenset("'’‘`׳״-")
"""Signs inside the name of a part of the day: "de l'après-midi", "'s avonds"."""
_GAP = 16
"""Parts between a date and its time."""


class Clock(NamedTuple):
    """A time of day on a line. `hour` 24 is the midnight that ends the day."""

    hour: int
    minute: int
    second: int
    microsecond: int
    precision: Precision
    zone: tzinfo | None
    names_zone: bool
    """A zone was written, known or not."""
    start: int
    end: int
    """Parts of the line."""


def clock_after(line: Line, place: int) -> Clock | None:
    """The time that follows a date which ends before part `place`; only signs and words that say nothing stand
    between.
    """
    parts = line.parts
    if place + 1 < len(parts) and parts[place].text in "Tt" and parts[place].kind == "x":
        return _basic(line, place + 1) or clock_at(line, place + 1)
    for at in range(place, min(place + _GAP, len(parts))):
        part = parts[at]
        if part.kind in "dyn" or _period(line, at) is not None:
            found = clock_at(line, at)
            if found is not None or part.kind in "dyn":
                return found
        if not _is_filler(line, at, place):
            return None
    return None


def clock_before(line: Line, place: int) -> Clock | None:
    """The time in front of a date that begins at part `place`: "09:30, 12 Mar 2026"."""
    for begin in range(max(0, place - _GAP), place):
        if line.kinds[begin] != "d" and _period(line, begin) is None:
            continue
        if begin and line.kinds[begin - 1] in "dyn.:/-+":
            continue
        found = clock_at(line, begin)
        if found is not None and all(_is_filler(line, at, place) for at in range(found.end, place)):
            return found
    return None


def _is_filler(line: Line, at: int, begin: int) -> bool:
    part = line.parts[at]
    if part.kind in " ,.()?oc" and part.text != "©":
        return True
    if part.kind == "-":
        return at > begin and line.kinds[at - 1] == " "
    if part.kind == ":":
        return at == begin
    return part.kind in "xMuvw" and (part.folded in words().fillers or part.folded in words().joints)


def clock_at(line: Line, place: int) -> Clock | None:
    """The time that begins at this very part."""
    parts, kinds = line.parts, line.kinds
    before = _period(line, place)
    at = after_blanks(line, before.end) if before else place
    if at >= len(parts) or kinds[at] != "d":
        return None
    hour, minute, second, micro = parts[at].value, 0, 0, 0
    precision: Precision = "minute"
    after = kinds[at + 1 : at + 4]
    is_whole = False
    if re.match(r":d", after) and len(parts[at + 2].text) == 2:
        minute, end, is_whole = parts[at + 2].value, at + 3, True
        if kinds[end : end + 2] == ":d":
            second, end, precision = parts[end + 1].value, end + 2, "second"
            if re.match(r"[.,][dyn]", kinds[end : end + 2]) and parts[end + 1].start == parts[end].end:
                micro, end = int(parts[end + 1].text[:6].ljust(6, "0")), end + 2
    elif (unit := _unit(line, at + 1, _HOUR_UNITS)) is not None:
        is_whole = True
        minutes = after_blanks(line, unit)
        if kinds[minutes : minutes + 1] == "d" and (
            len(parts[minutes].text) == 2 or _unit(line, minutes + 1, _MINUTE_UNITS) is not None
        ):
            minute, unit = parts[minutes].value, minutes + 1
            unit = _unit(line, unit, _MINUTE_UNITS) or unit
            seconds = after_blanks(line, unit)
            if kinds[seconds : seconds + 1] == "d" and (done := _unit(line, seconds + 1, _SECOND_UNITS)):
                second, unit, precision = parts[seconds].value, done, "second"
        end = unit
    elif re.match(r"\.d(?!\.[yn])", kinds[at + 1 : at + 5]) and len(parts[at + 2].text) == 2:
        minute, end, is_whole = parts[at + 2].value, at + 3, True
        if kinds[end : end + 2] == ".d" and len(parts[end + 1].text) == 2:
            second, end, precision = parts[end + 1].value, end + 2, "second"
    else:
        end = at + 1
    if is_whole:
        end = _unit(line, end, _HOUR_UNITS) or end  # "9:30 Uhr abends"
    behind = _period(line, after_blanks(line, end))
    if not (is_whole or before or behind):
        return None
    if behind:
        end = behind.end
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    for period in (behind, before):
        if period is not None:
            told = _hour_of(period.spans, hour, minute)
            if told is None:
                return None
            hour = told
            break
    unit_end = _unit(line, after_blanks(line, end), _HOUR_UNITS)
    zone, names_zone, end = zone_at(line, unit_end or end)
    return Clock(hour, minute, min(second, 59), micro, precision, zone, names_zone, place, end)


def _basic(line: Line, place: int) -> Clock | None:
    """The forms of ISO 8601 without colons, behind a T: 09, 0930, 093000, 093000.5."""
    part = line.parts[place]
    digits = part.text
    if part.kind not in "dyn" or len(digits) not in {2, 4, 6} or line.kinds[place + 1 : place + 2] == ":":
        return None
    hour, minute, second = (int(digits[at : at + 2] or 0) for at in (0, 2, 4))
    end, micro = place + 1, 0
    if re.match(r"[.,][dyn]", line.kinds[end : end + 2]):
        micro, end = int(line.parts[end + 1].text[:6].ljust(6, "0")) if len(digits) == 6 else 0, end + 2
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    zone, names_zone, end = zone_at(line, end)
    precision: Precision = "second" if len(digits) == 6 else "minute"
    return Clock(hour, minute, min(second, 59), micro, precision, zone, names_zone, place, end)


def _unit(line: Line, place: int, units: frozenset[str]) -> int | None:
    """Behind a unit of time, its blank before and its dot behind it; None where none stands here."""
    place = after_blanks(line, place)
    if place < len(line.parts) and line.parts[place].text.lower() in units:
        return place + 2 if line.kinds[place + 1 : place + 2] == "." else place + 1
    return None


class _Period(NamedTuple):
    spans: list[list[int]]
    end: int


def _period(line: Line, place: int) -> _Period | None:
    """The longest name of a part of the day that begins here: "PM", "p. m.", "de la tarde", "下午", "μ.μ."."""
    periods = words().periods
    name, found = "", None
    for at in range(place, min(place + 2 * _PERIOD_PARTS, len(line.parts))):
        part = line.parts[at]
        if part.folded:
            name += part.folded
            if name in periods and (not is_short(name) or line.language in periods[name]):
                dot = line.kinds[at + 1 : at + 2] == "."
                found = _Period(by_language(periods[name], line.language), at + 1 + dot)
        elif part.text in _INSIDE:
            name += "-" * (part.text == "-")
        elif part.kind not in " ." or at == place:
            break
    return found


def _hour_of(spans: list[list[int]], hour: int, minute: int) -> int | None:
    """The hour of 24 that an hour of 12 is in a part of the day; None where languages differ about the part."""
    if hour > 12:
        return hour
    meant = {_nearest(span, hour % 12, minute) for span in spans}
    return meant.pop() if len(meant) == 1 else None


def _nearest(span: list[int], hour: int, minute: int) -> int:
    """The hour of 24 that is in a part of the day, or nearest to it: 1:30 in the morning is at night, not past noon."""
    begin, end = span
    if hour and end - begin > 0:
        if end <= _NOON:
            return hour
        if begin >= _NOON:
            return hour + 12
    return min((hour, hour + 12), key=lambda one: _distance(span, one * 60 + minute))


def _distance(span: list[int], at: int) -> int:
    """Minutes between a time and a part of the day, which may go over midnight."""
    begin, end = span
    is_in = begin <= at < end if begin < end else (at >= begin or at < end) if begin > end else at == begin
    if is_in:
        return 0
    day = 24 * 60
    return min((begin - at) % day, (at - end) % day + 1)


def moment_of(day: datetime, clock: Clock) -> datetime:
    """The day at that time, aware of its zone where one is known. Raises OverflowError at the end of the calendar."""
    at = day.replace(hour=clock.hour % 24, minute=clock.minute, second=clock.second, microsecond=clock.microsecond)
    at += timedelta(days=clock.hour // 24)
    return at.replace(tzinfo=clock.zone)
