"""The words by which an article is compared with others of the same days: what it is about, with weights."""

from __future__ import annotations

import re

LONGEST = 80
"""Terms kept of an article: those with the greatest weight."""
TITLE_WORDS = 60
LEAD_WORDS = 120
BODY_WORDS = 300
TITLE_WEIGHT = 2

_WORD = re.compile(r"[^\W_]+")
_COMMON = frozenset(
    """the a an and or but if of to in on at by for from with as is are was were be been being it its this that
    these those
    he she they his her their them him we us our you your i my me not no so than then there here who whom which
    what when
    where why how will would can could should may might must do does did has have had having said says say also
    more most
    some any all one two new about after before over under into out up down off only just other first last year
    years time
    people told mr mrs ms dr while during between because through against both each very much many such own same
    now still
    even back well get got make made like per via around another since until don re ve ll am""".split()
)


def terms_of(title: str | None, body: str) -> list[tuple[str, int]]:
    """Terms with their weights, the heaviest first: words of the title and of the lead count twice, capitalised ones
    again twice.
    """
    weights: dict[str, int] = {}
    _add(weights, title or "", TITLE_WORDS, TITLE_WEIGHT)
    _add(weights, body, BODY_WORDS, 1)
    _add(weights, body, LEAD_WORDS, 1)
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:LONGEST]


def _add(weights: dict[str, int], text: str, limit: int, weight: int) -> None:
    for number, match in enumerate(_WORD.finditer(text)):
        if number >= limit:
            return
        word = match[0]
        low = word.lower()
        if len(low) < 2 or len(low) > 40 or low in _COMMON or (low.isdigit() and len(low) < 3):
            continue
        term = _singular(low)
        weights[term] = weights.get(term, 0) + weight * (2 if word[0].isupper() else 1)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
