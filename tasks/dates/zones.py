"""Time zones as people and machines write them behind a time: +0200, GMT+2, CEST, ET, (Europe/Paris). The one table of
their names.
"""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tasks.dates.tokens import Line, after_blanks

_HOURS_FROM_UTC: dict[str, float] = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2,
    "MEST": 2, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "МСК": 3, "TRT": 3, "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3, "PKT": 5, "IST": 5.5,
    "NPT": 5.75,
    "WIB": 7, "WITA": 8, "WIT": 9, "ICT": 7, "SGT": 8, "HKT": 8, "PHT": 8, "JST": 9, "KST": 9,
    "AWST": 8, "ACST": 9.5, "ACDT": 10.5, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "NST": -3.5, "NDT": -2.5, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "BRT": -3, "ART": -3,
}  # fmt: skip
"""Those of North America are RFC 822's. Names that two zones share as often (AST, SST, AMT) are left out."""
_BY_SEASON = {"ET": "America/New_York", "CT": "America/Chicago", "MT": "America/Denver", "PT": "America/Los_Angeles"}
"""Names of the newsrooms of the United States that stand for winter's and summer's time."""
_SPELLED = {
    "Eastern": "America/New_York", "Central": "America/Chicago", "Mountain": "America/Denver",
    "Pacific": "America/Los_Angeles",
}  # fmt: skip
"""The same as words behind a time: "3:30 pm Eastern"."""
_ELSEWHERE = {
    "IST": {"he", "IL", "ga", "IE"}, "CST": {"zh", "CN", "TW", "CU"}, "BST": {"bn", "BD"}, "EST": {"AU"},
    "PST": {"PH", "fil", "PK", "ur"},
    "MST": {"MY", "ms", "MM", "my"}, "CDT": {"CU"},
}  # fmt: skip
"""Languages and regions where a name means another zone: what is meant there is not known."""
_NAMED = re.compile(r"[A-Z][A-Za-z]{1,20}/[A-Z][A-Za-z_]{1,30}(?:/[A-Z][A-Za-z_]{1,30})?")
"""A zone by its name in the tz database."""
_ABBREVIATION = re.compile(r"[A-ZА-Я]{1,5}")
_MOST_HOURS = 14


def zone_at(line: Line, place: int) -> tuple[tzinfo | None, bool, int]:
    """The zone behind a time, whether one was named, and the part behind it."""
    parts, kinds = line.parts, line.kinds
    at = after_blanks(line, place)
    inside = kinds[at : at + 1] == "("
    if inside:
        at += 1
    elif kinds[at : at + 1] == "," and kinds[at + 1 : at + 2] == " ":
        at += 2
    if at >= len(parts):
        return None, False, place
    named = _NAMED.match(line.text, parts[at].start)
    if named and (of_database := zone_of_database(named[0])):
        end = next((number for number in range(at, len(parts)) if parts[number].start >= named.end()), len(parts))
        return of_database, True, _closed(line, end, inside=inside)
    prefix = parts[at].text.upper() if parts[at].folded else ""
    signed = after_blanks(line, at + 1) if prefix in {"GMT", "UTC", "UT"} else at
    if kinds[signed : signed + 1] in {"+", "-"}:
        offset, end = _offset(line, signed, needs_minutes=signed == at and at > place and not inside)
        if end:
            return offset, True, _closed(line, _trailing_name(line, end), inside=inside)
    if prefix in {"GMT", "UTC"} or (prefix == "Z" and at == place):
        return UTC, True, _closed(line, at + 1, inside=inside)
    text = parts[at].text
    if line.language in {None, "en"} and text in _SPELLED and (behind := _spelled(line, at)):
        return ZoneInfo(_SPELLED[text]), True, _closed(line, behind, inside=inside)
    # Lower case is a word: est, ist and met mean "is", "is" and "with".
    if parts[at].folded and _ABBREVIATION.fullmatch(text) and (len(text) > 1 or text == "Z"):
        zone = _abbreviated(text, line.language_tag)
        if zone is not None:
            return zone, True, _closed(line, at + 1, inside=inside)
        if inside or text.endswith("T"):
            return None, True, _closed(line, at + 1, inside=inside)
    return None, False, place


def _spelled(line: Line, place: int) -> int | None:
    """Behind "Eastern", "Eastern Time" or "Eastern Standard Time"; None for "Eastern European" and the like."""
    end = place + 1
    for at in range(2):
        word = after_blanks(line, end)
        text = line.parts[word].text.lower() if word < len(line.parts) and line.parts[word].folded else ""
        if text in {"standard", "daylight"} and not at:
            end = word + 1
        elif text == "time":
            return word + 1
        elif text in {"european", "africa", "african", "indonesia", "australian", "asia"}:
            return None
    return end


def _offset(line: Line, place: int, *, needs_minutes: bool) -> tuple[tzinfo | None, int]:
    """A signed distance from UTC as mail and ISO mean it, east is plus; (None, 0) where it is none."""
    parts, kinds = line.parts, line.kinds
    number = place + 1
    if kinds[number : number + 1] not in {"d", "y", "n"} or parts[number].start != parts[place].end:
        return None, 0
    digits, end = parts[number].text, number + 1
    if len(digits) <= 2:
        hours, minutes = int(digits), 0
        if kinds[end : end + 2] == ":d" and len(parts[end + 1].text) == 2:
            minutes, end = parts[end + 1].value, end + 2
        elif needs_minutes:
            return None, 0
    elif len(digits) == 4:
        hours, minutes = int(digits[:2]), int(digits[2:])
    elif len(digits) == 3:
        hours, minutes = int(digits[0]), int(digits[1:])
    else:
        return None, 0
    if hours > _MOST_HOURS or minutes > 59:
        return None, end
    distance = timedelta(hours=hours, minutes=minutes)
    return timezone(-distance if kinds[place] == "-" else distance), end


def _trailing_name(line: Line, place: int) -> int:
    """Behind the name of a zone that repeats its offset: "+0200 (CEST)", "+01:00[Europe/Paris]"."""
    opened = after_blanks(line, place)
    if line.kinds[opened : opened + 1] != "(":
        return place
    closed = line.kinds.find(")", opened, opened + 12)
    return closed + 1 if closed > 0 else place


def _closed(line: Line, place: int, *, inside: bool) -> int:
    return place + 1 if inside and line.kinds[place : place + 1] == ")" else place


def _abbreviated(name: str, language_tag: str | None) -> tzinfo | None:
    here = {
        part.lower() if number == 0 else part.upper() for number, part in enumerate((language_tag or "").split("-"))
    }
    if here & _ELSEWHERE.get(name, set()):
        return None
    if name in _BY_SEASON:
        return ZoneInfo(_BY_SEASON[name])
    hours = _HOURS_FROM_UTC.get(name)
    return timezone(timedelta(hours=hours)) if hours is not None else None


@lru_cache(1000)
def zone_of_database(name: str) -> tzinfo | None:
    """The zone of this name, None where there is none. Names that lead out of its folder are refused by zoneinfo."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
