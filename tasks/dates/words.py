"""The words of dates in the languages of the press, from words.json (see make_words.py), and their one spelling."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from tasks.dates.timestamp import DateOrder

_PERSIAN = (
    "فروردین|حمل", "اردیبهشت|ثور", "خرداد|جوزا", "تیر|سرطان", "مرداد|امرداد|اسد", "شهریور|سنبله", "مهر|میزان",
    "آبان|عقرب", "آذر|قوس", "دی|جدی", "بهمن|دلو", "اسفند|حوت",
)  # fmt: skip
"""The solar year of Iran and, after the bar, of Afghanistan: CLDR has them, Babel does not."""
_BEFORE_A_TIME = (
    "at à as alle ore um kl klo kell klokka klockan om a o ob v w в о у u pukul jam lúc saat saati ساعت"
    " الساعة بساعة στις ώρα ora orele ore la las godz godzina h čas ve во lúc mnamo เวลา ساعة בשעה ב time hora"
    " heure uhr der den the of on in"
).split()
_AFTER_A_YEAR = "г год года р року рік m metų gada ё año an ko წელი թ жыл жылы ж".split()
_HAN_WEEKDAYS = "星期周週曜礼禮拜日月火水木金土天一二三四五六"
_MORE_JOINTS = (
    "de del d of do da di od dos das the year an den le el ngày năm nam gada m ko eko ta"
    " ค ศ พ թ թվականի წლის жылғы жылдын оны ж жылы г د ê"
).split()
_DROPPED = re.compile(
    r"[\s.'’`׳״\u0300-\u036f\u0640\u064b-\u065f\u0670\u0591-\u05c7\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
"""Accents, Arabic and Hebrew vowel signs, tatweel, invisible characters, and what stands inside abbreviations
("p. m.").
"""
_SAME = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ک": "ك", "ی": "ي", "ى": "ي", "ہ": "ه", "ß": "ss"})


class Words(NamedTuple):
    """Folded words. A value is one for all languages, or a dict by language where they differ."""

    months: dict[str, Any]
    """1 to 12; 101 to 112 are the months of the Persian calendar."""
    weekdays: dict[str, Any]
    """Monday is 0."""
    periods: dict[str, Any]
    """[from, to] in minutes of the day: AM is [0, 720]."""
    joints: frozenset[str]
    """Between the parts of a date: "12 de mayo de 2026"."""
    fillers: frozenset[str]
    """Between a date and its time: "12 May 2026, Tuesday, at 10:30"."""
    order: dict[str, DateOrder]


@cache
def words() -> Words:
    """Read once a process, 2 ms."""
    table = json.loads(files("tasks.dates").joinpath("words.json").read_text(encoding="utf-8"))
    persian = {folded(name): number for number, names in enumerate(_PERSIAN, 101) for name in names.split("|")}
    said_by_cldr = frozenset(table["fillers"])
    return Words(
        months=persian | table["months"],
        weekdays=table["weekdays"],
        periods=table["periods"],
        joints=frozenset(map(folded, _MORE_JOINTS)),
        fillers=said_by_cldr
        | frozenset(table["weekdays"])
        | frozenset(map(folded, _BEFORE_A_TIME + _AFTER_A_YEAR))
        | frozenset(_HAN_WEEKDAYS),
        order=table["order"],
    )


def folded(word: str) -> str:
    """The word as the tables of words spell it: "Févr." -> "fevr", "p. m." -> "pm", "أبريل" -> "ابريل"."""
    if word.isascii():
        return _DROPPED.sub("", word.lower())
    return _DROPPED.sub("", unicodedata.normalize("NFKD", word.casefold())).translate(_SAME)


def is_short(word: str) -> bool:
    """Whether a part of the day counts in its own language only: "du" is the afternoon in Hungarian and a word in
    French. AM and PM are written by the whole press.
    """
    return word.isascii() and len(word) <= 3 and word not in {"am", "pm"}


def by_language(value: Any, language: str | None) -> list[Any]:
    """What a word may mean: one value, or several where the language does not decide."""
    if not isinstance(value, dict):
        return [value]
    if language in value:
        return [value[language]]
    found: list[Any] = []
    for other in value.values():
        if other not in found:
            found.append(other)
    return found


def date_order(language_tag: str | None) -> DateOrder | None:
    """What comes first in 3/5/2026 where a language tag is at home, by CLDR; None where the tag does not decide.

    English without a region does not: the United States write the month first, all others the day.
    """
    tag = (language_tag or "").strip().replace("_", "-")
    language, _, rest = tag.partition("-")
    language = language.lower()
    if not 2 <= len(language) <= 3 or not language.isalpha() or tag.lower() == "en":
        return None
    region = next((part.upper() for part in rest.split("-") if len(part) == 2), "")
    order = words().order
    return order.get(f"{language}-{region}" if region else language) or (
        "day" if region and language == "en" else order.get(language, "day")
    )
