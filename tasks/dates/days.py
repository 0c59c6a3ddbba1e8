"""The days of a line: forms of dates as patterns over the kinds of its parts, and the calendars behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tasks.dates.clock import Clock, clock_at
from tasks.dates.timestamp import DateOrder
from tasks.dates.tokens import Line, Part
from tasks.dates.words import by_language, words

_JOINT = r"[ ,.\-/'c]{0,6}"
"""Between the parts of a date: bounded, so that no form looks further than 20 parts."""
_MONTH = r"(?P<m>M)(?: ?/ ?M)?\.?"
_NOT_A_TIME = r"(?!:| ?[hu]\d)"
_FORMS = {
    # 2026-03-12, 2026/3/12, 2026. 3. 12.
    "numbers_year_first": r"(?P<y>y) ?(?P<sign>[-/.]) ?(?P<m>d) ?(?P=sign) ?(?P<d>d)(?![:\d])",
    # 2026年3月12日, 2026년 3월 12일, 令和8年3月12日
    "signs": r"(?P<y>[ydn])u ?(?P<m>d)v ?(?P<d>d)w?",
    # 2026-071, 2026-W11-4, 2026W114
    "day_of_year": r"(?P<y>y)-(?P<n>n)",
    "week": r"(?P<y>y)(?:-W(?P<w>d)-(?P<d>d)|W(?P<n>n))",
    # 20260312, 202603120930, 20260312093000, 20260312T0930
    "compact": r"(?P<n>n)",
    # 2026. március 12., 2026 m. kovo 12 d.
    "month_word_year_first": rf"(?P<y>y){_JOINT}{_MONTH}{_JOINT}(?P<d>d)(?!{_JOINT}y)",
    # 2026. gada 12. marts
    "month_word_last": r"(?P<y>y)(?:[ .\-]{0,2}c[.,]{0,2}|\.) ?(?P<d>d)[.\-]? ?(?P<m>M)",
    # 12 March 2026, 12 de março de 2026, 12-Mar-26, 12 آذار/ مارس 2026
    "day_first": rf"(?P<d>d)o?{_JOINT}{_MONTH}{_JOINT}(?P<y>y|d{_NOT_A_TIME})",
    # March 12th, 2026
    "month_first": rf"{_MONTH}{_JOINT}(?P<d>d)o?{_JOINT}(?P<y>y|d{_NOT_A_TIME})",
    # Thu Mar 12 09:30:00 CET 2026
    "time_inside": r"(?P<m>M) +(?P<d>d) +(?=d:)",
    # 12/03/2026, 12.3.2026, 3. 5. 2024, 12.3 2026, 12/03/26
    "numbers": r"(?P<a>d) ?(?P<sign>[-/.]) ?(?P<b>d)(?: ?(?P=sign) ?(?P<y>y|d)|\.? (?P<late>y))(?![:\d])",
    # 12 tháng 3 năm 2026, 12 tháng 3, 2026
    "vietnamese": r"(?P<d>d) ?t ?(?P<m>d)[ ,./c-]{0,4}(?P<y>y)",
}
_COMPILED = {name: re.compile(form) for name, form in _FORMS.items()}
_STARTS = {"M": ("month_first", "time_inside"), "n": ("compact", "signs")} | {
    "y": ("numbers_year_first", "signs", "day_of_year", "week", "month_word_year_first", "month_word_last"),
    "d": ("signs", "day_first", "vietnamese", "numbers"),
}
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before the first of an era: of Japan's emperors, and of the Republic of China."""
_BUDDHIST = 543
_NOWRUZ = date(1991, 3, 21)
"""The first day of the Persian year 1370."""
_PERSIAN_YEARS = range(1370, 1471)
_PERSIAN_MONTH = 100


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day found on a line, and the parts it takes."""

    days: tuple[date, ...]
    """None where there is no such day; two where day and month can change places, the month first before the day
    first.
    """
    start: int
    end: int
    clock: Clock | None = None
    """Where the time stands between month and year, or is written into one number with the day."""
    has_long_year: bool = True
    is_ambiguous_month: bool = False


def days_of(line: Line, order: DateOrder | None) -> Iterator[FoundDay]:
    """Every whole date on a line, from left to right. `order` decides about 3/5/2026; dots always put the day first."""
    place = 0
    while place < len(line.kinds):
        found = _day_at(line, place, order)
        if found is not None:
            yield found
            place = found.end
        else:
            place += 1


def _day_at(line: Line, place: int, order: DateOrder | None) -> FoundDay | None:
    if place and line.kinds[place - 1] in "dyn" and line.kinds[place] in "dyn":
        return None
    impossible: FoundDay | None = None
    for name in _STARTS.get(line.kinds[place], ()):
        match = _COMPILED[name].match(line.kinds, place)
        day = _READ[name](line, match, order) if match else None
        if day is not None and day.days:
            return day
        impossible = impossible or day
    return impossible


def _part(line: Line, match: re.Match[str], group: str) -> Part:
    return line.parts[match.start(group)]


def _plain(line: Line, match: re.Match[str], _order: DateOrder | None) -> FoundDay | None:
    """Year, month and day each in its own part."""
    year, months, day = _part(line, match, "y"), _part(line, match, "m"), _part(line, match, "d").value
    if year.kind == "d" and len(year.text) != 2:
        return None
    if months.kind == "M" and not _stands_alone(line, match):
        return None
    numbers = months.months or (months.value,)
    found = tuple(dict.fromkeys(on for number in numbers for on in _days(line, year, number, day)))
    return FoundDay(
        found,
        match.start(),
        match.end(),
        has_long_year=year.kind == "y",
        is_ambiguous_month=len(numbers) > 1 and len(found) > 1,
    )


def _stands_alone(line: Line, match: re.Match[str]) -> bool:
    """Not the end of a longer number: 1.12 March."""
    before = line.kinds[max(0, match.start() - 2) : match.start()]
    return re.fullmatch(r".?[dyn][.,/:-]", before) is None or before[-1:] in {",", " "}


def _signs(line: Line, match: re.Match[str], order: DateOrder | None) -> FoundDay | None:
    """With the signs for year, month and day; the years of an era count from its own beginning."""
    year, start = _part(line, match, "y"), match.start()
    era = "".join(part.text for part in line.parts[max(0, start - 2) : start])
    if year.kind == "y":
        return _plain(line, match, order)
    begins = _ERAS.get(era)
    month, day = _part(line, match, "m").value, _part(line, match, "d").value
    if begins is None and len(year.text) != 2:
        return None
    on = _date(year.value + (begins or 2000), month, day)
    return FoundDay((on,) if on else (), start - 2 if begins else start, match.end(), has_long_year=begins is not None)


def _day_of_year(line: Line, match: re.Match[str], _order: DateOrder | None) -> FoundDay | None:
    number = _part(line, match, "n")
    year = _part(line, match, "y").value
    if len(number.text) != 3 or not 1900 <= year < 2200 or not 1 <= number.value <= 366:
        return None
    on = date(year, 1, 1) + timedelta(days=number.value - 1)
    return FoundDay((on,) if on.year == year else (), match.start(), match.end())


def _week(line: Line, match: re.Match[str], _order: DateOrder | None) -> FoundDay | None:
    if match["n"]:
        text = _part(line, match, "n").text
        if len(text) != 3:
            return None
        week, day = int(text[:2]), int(text[2])
    else:
        week, day = _part(line, match, "w").value, _part(line, match, "d").value
    try:
        on = date.fromisocalendar(_part(line, match, "y").value, week, day)
    except ValueError:
        return FoundDay((), match.start(), match.end())
    return FoundDay((on,), match.start(), match.end())


def _compact(line: Line, match: re.Match[str], _order: DateOrder | None) -> FoundDay | None:
    """One number: with the day alone, or with hours, minutes and seconds; with a T behind it the time follows."""
    place, part = match.start(), line.parts[match.start()]
    text = str(part.value)
    follows = line.kinds[place + 1 : place + 2] == "x" and line.parts[place + 1].text in "Tt"
    if len(text) == 7 and follows:
        year, number = int(text[:4]), int(text[4:])
        if not 1 <= number <= 366:
            return None
        return FoundDay((date(year, 1, 1) + timedelta(days=number - 1),), place, place + 1)
    if len(text) not in {8, 12, 14}:
        return None
    on = _date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    if on is None or (len(text) > 8 and not 1900 <= on.year < 2200):
        return None
    if len(text) == 8:
        return FoundDay((on,), place, place + 1)
    form = f"{text[8:10]}:{text[10:12]}" + (f":{text[12:]}" if len(text) == 14 else "")
    clock = clock_at(Line(form + line.text[part.end : part.end + 20]), 0)
    if clock is None:
        return None
    # The zone behind the number is one or two parts of the line.
    taken = place + 1 + (clock.end - len(Line(form).parts))
    return FoundDay((on,), place, taken, clock._replace(end=taken))


def _time_inside(line: Line, match: re.Match[str], _order: DateOrder | None) -> FoundDay | None:
    month, day = _part(line, match, "m"), _part(line, match, "d").value
    clock = clock_at(line, match.end())
    if clock is None:
        return None
    at = clock.end
    while line.kinds[at : at + 1] == " ":
        at += 1
    if line.kinds[at : at + 1] == "x" and re.fullmatch("[A-Z]{3,5}", line.parts[at].text):
        # A zone that is not known: the day is.
        at += 2
    if line.kinds[at : at + 1] != "y":
        return None
    return FoundDay(tuple(_days(line, line.parts[at], month.value, day)), match.start(), at + 1, clock)


def _numbers(line: Line, match: re.Match[str], order: DateOrder | None) -> FoundDay | None:
    """Three numbers, the year last. A weekday beside them decides about day and month where the order is not known."""
    first, second = _part(line, match, "a"), _part(line, match, "b")
    year = _part(line, match, "y" if match["y"] else "late")
    start, end = match.span()
    if re.search(r"[dyn][./:-]$", line.kinds[:start]) or re.match(r"[./-][dyn]", line.kinds[end:]):
        return None
    if year.kind == "d" and len(year.text) != 2:
        return None
    is_short = year.kind == "d"
    if is_short and order == "year":
        on = _date(2000 + first.value, second.value, year.value)
        return FoundDay((on,) if on else (), start, end, has_long_year=False)
    day_first, month_first = (
        next(iter(_days(line, year, month, day)), None)
        for day, month in ((first.value, second.value), (second.value, first.value))
    )
    has_dots = line.parts[match.start("sign")].kind == "."
    if has_dots and is_short:
        found = [day_first]
    elif has_dots or order == "day":
        found = [day_first or month_first]
    elif order == "month":
        found = [month_first or day_first]
    else:
        found = [month_first, day_first]
    days = tuple(dict.fromkeys(on for on in found if on))
    if len(days) > 1:
        weekdays = _weekdays(line)
        days = tuple(on for on in days if on.weekday() in weekdays) or days
    return FoundDay(days, start, end, has_long_year=not is_short)


def _weekdays(line: Line) -> set[int]:
    """The weekdays that are named on a line, where their names are certain."""
    named = words().weekdays
    found = [by_language(named[part.folded], line.language) for part in line.parts if part.folded in named]
    return {meant[0] for meant in found if len(meant) == 1}


def _days(line: Line, part: Part, month: int, day: int) -> list[date]:
    """The days of our calendar that a written day can be: with a year of two digits, of the Buddhist era, of the
    Persian calendar.
    """
    year = part.value
    if month > _PERSIAN_MONTH:
        year = year if part.kind == "y" else 1300 + year if year >= 70 else 1400 + year
        found = [_persian(year, month - _PERSIAN_MONTH, day)]
    elif part.kind == "y" and line.has_persian and year in _PERSIAN_YEARS:
        found = [_persian(year, month, day)]
    elif part.kind == "y":
        found = [_date(year - _BUDDHIST if line.has_thai and 2500 <= year < 2700 else year, month, day)]
    elif line.has_thai:
        # Both ways are in use; until 2575 one of them only is a year in which there was a web.
        found = [_date(one, month, day) for one in (2500 + year - _BUDDHIST, 2000 + year) if 1990 <= one < 2033]
    else:
        # RFC 2822, 4.3.
        found = [_date(2000 + year if year < 50 else 1900 + year, month, day)]
    return [on for on in found if on]


def _date(year: int, month: int, day: int) -> date | None:
    """None where there is no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _persian(year: int, month: int, day: int) -> date | None:
    """A day of the solar calendar of Iran. Its leap years follow the 33-year rule, which is exact from 1343 to 1472."""
    if year not in _PERSIAN_YEARS or not (1 <= month <= 12 and day >= 1):
        return None
    months = [31] * 6 + [30] * 5 + [30 if _is_persian_leap(year) else 29]
    if day > months[month - 1]:
        return None
    before = sum(366 if _is_persian_leap(one) else 365 for one in range(_PERSIAN_YEARS.start, year))
    return _NOWRUZ + timedelta(days=before + sum(months[: month - 1]) + day - 1)


def _is_persian_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


_READ = {
    "numbers_year_first": _plain,
    "signs": _signs,
    "day_of_year": _day_of_year,
    "week": _week,
    "compact": _compact,
    "month_word_year_first": _plain,
    "month_word_last": _plain,
    "day_first": _plain,
    "month_first": _plain,
    "time_inside": _time_inside,
    "numbers": _numbers,
    "vietnamese": _plain,
}
