"""One spelling of a word for look-ups: case, accents, dots and blanks off."""

from __future__ import annotations

import re
import unicodedata

_DROPPED = re.compile(
    r"[\s.'’`׳״\u0300-\u036f\u0640\u064b-\u065f\u0670\u0591-\u05c7\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
"""Accents, Arabic and Hebrew vowel signs, tatweel, invisible characters, and what stands inside abbreviations: "p.
m.".
"""
_SAME = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ک": "ك", "ی": "ي", "ى": "ي", "ہ": "ه", "ß": "ss"})


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
