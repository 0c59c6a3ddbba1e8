"""Writes words.json anew: month names, weekdays, AM and PM words and the order of numbers, from the CLDR data that
Babel carries.

Run `python -m tasks.dates.make_words` after an update of Babel. A run of the pipeline reads only the file:
Babel would load a file per locale, half a second for all of them.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from babel import Locale, localedata

from tasks.dates.words import folded, is_short

_T = TypeVar("_T")
_ByLanguage = dict[str, dict[str, _T]]

TABLE = Path(__file__).with_name("words.json")

_LANGUAGES = (
    "af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id is it ja ka"
    " kk km kn ko ku ky lb lo lt lv mk ml mn mr ms mt my nb ne nl nn or pa pl ps pt ro ru sd si sk sl so sq sr sv sw"
    " ta te th tr uk ur uz vi yue zh zu"
).split()
"""Languages that news is written in, as CLDR names them. Every region and script of each is read."""
_LITERAL = re.compile(r"'([^']+)'")
_PARTICLES = re.compile(r"^(?:de |d['’]|του )", re.IGNORECASE)
"""CLDR writes the preposition into the Catalan names of months; the reader skips prepositions itself."""

_LEFT_OUT = ("POSIX", "Shaw", "Dsrt")
"""Not a language, and two scripts of English in which there is no press."""

_MORE_MONTHS = {
    # Spellings of the press that CLDR does not have.
    "en": {9: "sept"},
    "de": {1: "jänner|jaenner", 2: "feber|feb", 3: "maerz|mrz|mär", 5: "mai"},
    "nl": {3: "mrt", 5: "mei"},
    "sv": {2: "febr", 9: "sept"},
    "fr": {2: "fév|fev", 7: "jul", 8: "aou", 12: "dec"},
    "es": {9: "setiembre|set|sept"},
    "ro": {9: "sept"},
    "ru": {2: "февр|фев", 3: "мар", 5: "май", 6: "июн", 7: "июл", 9: "сен|сент", 11: "ноя|нояб"},
    "uk": {11: "лис"},
    "bg": {1: "ян", 2: "фев", 3: "мар", 6: "юни", 7: "юли", 9: "сеп", 10: "окт", 11: "ное", 12: "дек"},
    "tr": {2: "şub", 8: "ağu"},
    "el": {3: "μαρ", 5: "μαΐου|μάιος|μαι|μαϊ"},
    "id": {2: "pebruari|peb", 8: "agt|ags", 11: "nop"},
    "ar": {1: "جانفي", 2: "فيفري", 4: "أفريل", 5: "ماي|أيار", 6: "جوان", 7: "جويلية|يوليوز", 8: "أوت|غشت", 9: "شتنبر",
        11: "نونبر", 12: "دجنبر"},
    "hi": {2: "फरवरी", 9: "सितम्बर", 10: "अक्तूबर", 11: "नवम्बर", 12: "दिसम्बर"},
    "bn": {1: "জানুয়ারি", 2: "ফেব্রুয়ারি", 8: "আগস্ট"},
    "eu": {number: f"{name}ren|{name}k" for number, name in enumerate(
        "urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa abendua".split(), 1
    )},
}  # fmt: skip
_PREFIXED = {"he": "ב"}
"""Written in front of the month as part of the word: "12 במרץ"."""
_MORE_PERIODS = {
    "en": {"noon": (720, 720), "midnight": (0, 0)},
    "ar": {"صباحا": (0, 720), "مساءا": (720, 1440), "م": (720, 1440), "ص": (0, 720), "ليلا": (1140, 300),
        "ظهرا": (720, 900), "عصرا": (840, 1080), "فجرا": (0, 420)},
    "fa": {"صبح": (0, 720), "عصر": (720, 1440), "بعدازظهر": (720, 1440), "شب": (1080, 1440), "قبلازظهر": (0, 720)},
    "hi": {"बजेसुबह": (0, 720), "पूर्वाह्न": (0, 720), "अपराह्न": (720, 1440)},
    "bn": {"রাত": (1140, 300), "অপরাহ্ন": (720, 1440), "পূর্বাহ্ন": (0, 720)},
    "mr": {"रात्री": (1140, 300), "दुपारी": (720, 1020)},
    "nl": {"smorgens": (0, 720), "smiddags": (720, 1080), "savonds": (1080, 1440), "snachts": (0, 360)},
    "ko": {"새벽": (0, 360), "낮": (660, 960)},
    "ja": {"午前": (0, 720), "午後": (720, 1440), "夜": (1080, 1440), "朝": (240, 720),
        "深夜": (1320, 300), "未明": (0, 300)},
    "zh": {"早上": (300, 720), "早": (300, 720), "晚": (1080, 1440), "傍晚": (960, 1200), "夜间": (1080, 1440),
        "夜間": (1080, 1440), "晚间": (1080, 1440), "晚間": (1080, 1440)},
    "el": {"πμ": (0, 720), "μμ": (720, 1440)},
    "th": {"เช้า": (300, 720), "บ่าย": (720, 1080)},
}  # fmt: skip


def table() -> dict[str, object]:
    """What words.json holds.

    months, weekdays: folded word -> its number, or -> {language: number} where languages differ.
    periods: folded word -> [from, to] in minutes of the day, or -> {language: [from, to]}; short words always so.
    fillers: folded words that belong to a date and say nothing: "de", "gada", "ngày", and the parts of long weekdays.
    order: language tag -> "month" or "year", what comes first in a date of numbers; of others it is the day.
    """
    months: _ByLanguage[int] = defaultdict(dict)
    weekdays: _ByLanguage[int] = defaultdict(dict)
    periods: _ByLanguage[list[int]] = defaultdict(dict)
    fillers: set[str] = set()
    order: dict[str, str] = {}
    for language, locale in _locales():
        for number, name in _named(locale.months):
            _add(months, _PARTICLES.sub("", name), language, number)
            if prefix := _PREFIXED.get(language):
                _add(months, prefix + name, language, number)
        for number, name in _named(locale.days):
            _add(weekdays, name, language, number)
            fillers |= {folded(part) for part in re.split(r"[\s-]", name)}
        rules = locale.day_period_rules.get(None) or {}
        # AM and PM first: in Korean the afternoon has the same name as PM.
        for key, name in sorted(_named(locale.day_periods), key=lambda named: named[0] not in {"am", "pm"}):
            if key in rules or key in {"am", "pm"}:
                _add(periods, name, language, _minutes(rules.get(key), key))
        for shape in locale.date_formats.values():
            fillers |= {folded(part) for text in _LITERAL.findall(shape.pattern) for part in text.split()}
        first = locale.date_formats["short"].pattern.lstrip("\u200e\u200f")[0].lower()
        if first in "my" and locale.script is None:
            order[str(locale).replace("_", "-")] = {"m": "month", "y": "year"}[first]
    for language, more in _MORE_MONTHS.items():
        for number, names in more.items():
            for name in names.split("|"):
                _add(months, name, language, number)
    for language, words in _MORE_PERIODS.items():
        for name, (begin, end) in words.items():
            periods[folded(name)][language] = [begin, end]  # also where CLDR draws the hours narrower
    return {
        "months": _merged(months),
        "weekdays": _merged(weekdays),
        "periods": _merged(periods, keeps_languages=is_short),
        "fillers": sorted(word for word in fillers if word and not word.isdigit()),
        "order": dict(sorted(order.items())),
    }


def _locales() -> Iterator[tuple[str, Locale]]:
    """The language's own forms first: those of regions are added only where they are other words."""
    for name in sorted(localedata.locale_identifiers(), key=lambda name: (len(name), name)):
        language = name.split("_")[0]
        if language in _LANGUAGES and not any(part in name for part in _LEFT_OUT):
            yield {"nb": "no", "nn": "no", "yue": "zh"}.get(language, language), Locale.parse(name)


def _named(forms: Any) -> Iterator[tuple[Any, str]]:
    """Every wide and abbreviated form; narrow ones (J, F, M) are letters."""
    for context in forms.values():
        for width, names in context.items():
            if width != "narrow":
                yield from names.items()


def _add(words: _ByLanguage[_T], name: str, language: str, value: _T) -> None:
    """Names with numbers in them, as 3月 and tháng 3, are forms and not words."""
    word = folded(name)
    if word and not any(sign.isdigit() for sign in word):
        words[word].setdefault(language, value)


def _minutes(rules: list[dict[str, int]] | None, key: str) -> list[int]:
    if not rules:
        return [0, 720] if key == "am" else [720, 1440]
    rule = rules[0]
    if "at" in rule:
        return [rule["at"] // 60, rule["at"] // 60]
    return [rule["from"] // 60, rule["before"] // 60]


def _merged(
    words: _ByLanguage[_T], keeps_languages: Callable[[str], bool] = lambda _: False
) -> dict[str, _T | dict[str, _T]]:
    """One value where all languages agree and the word is no other word elsewhere."""
    merged: dict[str, _T | dict[str, _T]] = {}
    for word, by_language in sorted(words.items()):
        values = list(by_language.values())
        agree = all(value == values[0] for value in values) and not keeps_languages(word)
        merged[word] = values[0] if agree else dict(sorted(by_language.items()))
    return merged


if __name__ == "__main__":
    TABLE.write_text(json.dumps(table(), ensure_ascii=False, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")
