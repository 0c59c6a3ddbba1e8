"""A line of text as the parts that dates are made of: numbers, months, joints, signs. One pass, linear."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from tasks.dates.words import by_language, folded, words

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0970-\u0dff"
    "\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
)
"""Vowel signs and other marks that belong to a word and are no letters for \\w."""
_HAN = "\u3007\u3400-\u9fff"
_PART = re.compile(
    rf"(?P<number>\d+)|(?P<han>[{_HAN}])"
    rf"|(?P<word>(?:(?![\d_{_HAN}])[\w{_MARKS}])(?:(?![\d_{_HAN}])[\w{_MARKS}\u200c\u200d])*)|(?P<space>\s+)"
    r"|(?P<unseen>[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+)|(?P<sign>.)",
    re.DOTALL,
)
_SIGNS = {sign: plain for plain, alike in {
    ",": ",，、،;؛", ".": ".．。․", "/": "/／⁄", ":": ":：∶", "-": "-‐‑‒–—―−־－", "+": "+＋", "'": "'’‘ʼ`׳",
    "(": "([（【", ")": ")]）】",
}.items() for sign in alike}  # fmt: skip
_ORDINALS = frozenset("st nd rd th er ère re ª º o a e ste de го й я ой ье ê ta".split())
_UNITS = {
    "年": "u",
    "年度": "u",
    "년": "u",
    "月": "v",
    "월": "v",
    "日": "w",
    "일": "w",
    "号": "w",
    "號": "w",
    "tháng": "t",
    "thang": "t",
    "thg": "t",
}
_HAN_DIGITS = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_AFTER_HAN_NUMBER = frozenset("年月日号號時时点點分")
_CUT = 500
"""Characters that are looked at: no line that is longer is a date."""


class Part(NamedTuple):
    kind: str
    """One letter: d a number of one or two digits, y of four, n another, M a month, o an ordinal ending, c a joint,
    u v w the signs for year, month and day, t the Vietnamese "month", W the week of ISO 8601, x another word, a sign
    itself, ? another sign.
    """
    text: str
    value: int
    start: int
    end: int
    folded: str = ""
    months: tuple[int, ...] = ()


class Line:
    """A text cut into parts. `kinds` has the letter of each, so that forms of dates are patterns over letters."""

    def __init__(self, text: str, language_tag: str | None = None) -> None:
        self.text = text[:_CUT]
        self.language_tag = language_tag
        self.language = (language_tag or "").replace("_", "-").partition("-")[0].lower() or None
        self.parts = _joined(_cut(self.text), self.language)
        self.kinds = "".join(part.kind for part in self.parts)

    @cached_property
    def has_thai(self) -> bool:
        return self.language == "th" or re.search("[\u0e00-\u0e7f]", self.text) is not None

    @cached_property
    def has_persian(self) -> bool:
        """Of the extended Arabic digits, that Persian writes (and Urdu, with other years)."""
        return self.language in {"fa", "ps"} or re.search("[\u06f0-\u06f9]", self.text) is not None


def after_blanks(line: Line, place: int) -> int:
    while line.kinds[place : place + 1] == " ":
        place += 1
    return place


def _cut(text: str) -> list[Part]:
    parts: list[Part] = []
    for match in _PART.finditer(text):
        kind, piece, start, end = match.lastgroup, match[0], match.start(), match.end()
        if kind == "number":
            digits = end - start
            parts.append(Part("d" if digits <= 2 else "y" if digits == 4 else "n", piece, int(piece[:20]), start, end))
        elif kind == "space":
            parts.append(Part(" ", " ", 0, start, end))
        elif kind == "sign":
            sign = _SIGNS.get(piece, "?")
            parts.append(Part(sign, piece, 0, start, end))
        elif kind == "han":
            parts.append(Part(_UNITS.get(piece, "x"), piece, 0, start, end, piece))
        elif kind == "word":
            parts += _words(
                piece, start, after_number=bool(parts) and parts[-1].kind in "dyn" and parts[-1].end == start
            )
    return parts


def _words(piece: str, start: int, *, after_number: bool) -> list[Part]:
    """One word; two where a Hangul sign for year, month or day is written together with what follows."""
    if after_number and piece[0] in "년월일시분" and len(piece) > 1:
        return [*_words(piece[0], start, after_number=True), *_words(piece[1:], start + 1, after_number=False)]
    end, fold = start + len(piece), folded(piece)
    kind = "x"
    if after_number and piece.lower() in _ORDINALS:
        kind = "o"
    elif piece.lower() in _UNITS:
        kind = _UNITS[piece.lower()]
    elif piece == "W":
        kind = "W"
    elif fold in words().joints:
        kind = "c"
    return [Part(kind, piece, 0, start, end, fold)]


def _joined(parts: list[Part], language: str | None) -> list[Part]:
    """The parts with months found, also those of two words or with a dot inside, and numbers written in Chinese
    signs.
    """
    months = words().months
    joined: list[Part] = []
    place = 0
    while place < len(parts):
        part = parts[place]
        taken = 1
        if part.folded:
            if part.text in _HAN_DIGITS or part.text == "十":
                taken, part = _han_number(parts, place)
            else:
                taken, found = _month(parts, place, months)
                if found is not None:
                    meant = tuple(by_language(found, language))
                    part = part._replace(kind="M", months=meant, value=meant[0], end=parts[place + taken - 1].end)
        joined.append(part)
        place += taken
    return joined


def _month(parts: list[Part], place: int, months: dict[str, object]) -> tuple[int, object]:
    """Parts that a month takes, and its number or numbers; (1, None) where there is none."""
    word = parts[place].folded
    between = parts[place + 1].kind if place + 2 < len(parts) else ""
    if between == "." or (between == " " and not (parts[place].text + parts[place + 2].text).isascii()):
        both = months.get(word + parts[place + 2].folded) if parts[place + 2].folded else None
        if both is not None:
            return 3, both
    return 1, months.get(word)


def _han_number(parts: list[Part], place: int) -> tuple[int, Part]:
    """二〇二六 as 2026 and 十二 as 12, where a sign for year, month, day, hour or minute follows."""
    end = place
    while end < len(parts) and (parts[end].text in _HAN_DIGITS or parts[end].text == "十"):
        end += 1
    first, signs = parts[place], "".join(part.text for part in parts[place:end])
    if end == len(parts) or parts[end].text not in _AFTER_HAN_NUMBER or len(signs) > 4:
        return 1, first
    if "十" in signs:
        tens, _, ones = signs.partition("十")
        if len(tens) > 1 or len(ones) > 1 or "十" in ones:
            return 1, first
        value = (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)
        kind = "d"
    else:
        value = int("".join(str(_HAN_DIGITS[sign]) for sign in signs))
        kind = {1: "d", 2: "d", 4: "y"}.get(len(signs), "n")
    return end - place, Part(kind, str(value), value, first.start, parts[end - 1].end)
