"""Dates as people write them in the languages of the press, found in a line of text and put in ISO form."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_NAMES = (
    # German, Dutch, Scandinavian
    "januar|jänner|januari|jan", "februar|februari|feber|feb", "märz|maart|mars|marts|mrz|mrt", "april|apr",
    "mai|mei|maj", "juni|jun", "juli|jul", "august|augustus|augusti|aug", "september|sept|sep", "oktober|okt",
    "november|nov", "dezember|december|desember|dez|dec|des",
    # French
    "janvier|janv", "février|févr|fevrier", "mars", "avril|avr", "mai", "juin", "juillet|juil", "août|aout",
    "septembre", "octobre", "novembre", "décembre|déc|decembre",
    # Spanish
    "enero|ene", "febrero", "marzo", "abril|abr", "mayo", "junio", "julio", "agosto|ago", "septiembre|setiembre|set",
    "octubre|oct", "noviembre", "diciembre|dic",
    # Portuguese
    "janeiro", "fevereiro|fev", "março|marco", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro|out",
    "novembro", "dezembro",
    # Italian
    "gennaio|gen", "febbraio", "marzo", "aprile", "maggio|mag", "giugno|giu", "luglio|lug", "agosto", "settembre",
    "ottobre|ott", "novembre", "dicembre",
    # Polish
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
    "listopada", "grudnia",
    # Czech
    "ledna", "února", "března", "dubna", "května", "června", "července", "srpna", "září", "října", "listopadu", "prosince",
    # Russian
    "января|янв", "февраля|фев", "марта", "апреля|апр", "мая", "июня", "июля", "августа|авг", "сентября|сен",
    "октября|окт", "ноября|ноя", "декабря|дек",
    # Ukrainian
    "січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня",
    "листопада", "грудня",
    # Turkish
    "ocak", "şubat", "mart", "nisan", "mayıs", "haziran", "temmuz", "ağustos", "eylül", "ekim", "kasım", "aralık",
    # Finnish
    "tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta", "heinäkuuta", "elokuuta",
    "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta",
    # Hungarian
    "január", "február", "március", "április", "május", "június", "július", "augusztus", "szeptember", "október",
    "november", "december",
    # Romanian
    "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie",
    "noiembrie", "decembrie",
    # Greek
    "ιανουαρίου", "φεβρουαρίου", "μαρτίου", "απριλίου", "μαΐου|μαίου", "ιουνίου", "ιουλίου", "αυγούστου",
    "σεπτεμβρίου", "οκτωβρίου", "νοεμβρίου", "δεκεμβρίου",
    # Arabic
    "يناير", "فبراير", "مارس", "أبريل|ابريل|إبريل", "مايو", "يونيو", "يوليو", "أغسطس|اغسطس", "سبتمبر",
    "أكتوبر|اكتوبر", "نوفمبر", "ديسمبر",
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني",
    "كانون الأول",
    # Indonesian
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
    # Hindi
    "जनवरी", "फरवरी|फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर|सितम्बर", "अक्टूबर|अक्तूबर",
    "नवंबर|नवम्बर", "दिसंबर|दिसम्बर",
)  # fmt: skip
_NUMBER = {name: number % 12 + 1 for number, names in enumerate(_NAMES) for name in names.split("|")}
_NUMBER |= {name.lower(): number for number, name in enumerate(_ENGLISH, 1)} | {"dec": 12, "oct": 10}
_MONTH = rf"(?P<month>{'|'.join(sorted(_NUMBER, key=len, reverse=True))})\.?(?!\w)"
_SMALL = r"(?:\s*(?:de[l]?|of|,|،|-|ב)\s*|\s+|\.\s*)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?<![\d.,:/-])(?P<day>\d{1,2})"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_DAY}(?:st|nd|rd|th|er|º|°|\.)?{_SMALL}?(?:[^\W\d]+ / )?{_MONTH}{_SMALL}{_YEAR}",
        rf"(?<!\w){_MONTH}\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+{_YEAR}",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)\s?[년年./-]\s?(?P<month>\d{1,2})\s?[월月./-]\s?(?P<day>\d{1,2})(?!\d)\s?[日일]?",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"{_DAY}(?P<slash>[/-])(?P<month>\d{{1,2}})(?P=slash){_YEAR}",
    )
)
_TIME = re.compile(
    r"^(?:[^\d\n]{0,24}?)(?<!\d)(?P<hour>\d{1,2})(?:[:.h時点시]\s?(?P<minute>\d\d)(?::(?P<second>\d\d))?(?!\d)|(?=\s*[ap]\.?m))[分분]?"
    r"\s*(?P<half>[ap]\.?\s?m\b\.?)?\s*"
    r"(?P<zone>(?:GMT|UTC)?\s?[+-]\d\d?:?\d{0,2}|(?:Z|GMT|UTC|CES?T|EES?T|BST|[ECMP][SD]T|IST|JST)\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A date in a text: its ISO form (with the time, where one follows), and where it begins and ends there."""

    iso: str
    start: int
    end: int


def date_in(text: str, *, day_first: bool = True) -> Written | None:
    """The first whole date in a text. `day_first` decides what 3/5/2024 means; dots always put the day first."""
    found = min(
        (match for shape in _SHAPES if (match := shape.search(text))), key=lambda match: match.start(), default=None
    )
    if found is None:
        return None
    day, month = found["day"], found["month"]
    if "slash" in found.re.groupindex and not day_first:
        day, month = month, day
    number = int(month) if month.isdecimal() else _NUMBER[month.casefold()]
    if "slash" in found.re.groupindex and number > 12:
        day, number = month, int(day)
    if not (1 <= number <= 12 and 1 <= int(day) <= 31):
        return None
    iso = f"{found['year']}-{number:02}-{int(day):02}"
    time, length = _time(text[found.end() :])
    return Written(iso + time, found.start(), found.end() + length)


def _time(text: str) -> tuple[str, int]:
    """The time that begins a text as " 14:30 +02:00", and the characters it takes; ("", 0) where there is none."""
    match = _TIME.match(text)
    if not match:
        return "", 0
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"] and hour <= 12:
        hour = hour % 12 + (12 if match["half"][0] in "pP" else 0)
    if hour > 23 or minute > 59:
        return "", 0
    second = f":{match['second']}" if match["second"] else ""
    zone = re.sub(r"(?i)(?:GMT|UTC)\s?(?=[+-])", "", match["zone"] or "")
    return f" {hour:02}:{minute:02}{second} {zone}".rstrip(), match.end()
