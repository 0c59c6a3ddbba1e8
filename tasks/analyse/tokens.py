"""Words and punctuation of a text with their places, and where sentences end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tasks.analyse.languages.pack import Pack
from tasks.analyse.marks import Marked, Paragraph

_TOKEN = re.compile(r"[^\W_]+(?:['’.&\-‑][^\W_]+)*|[^\w\s]|_")
_POSSESSIVE = ("'s", "’s")


@dataclass(slots=True)
class Token:
    """A word or a punctuation mark. A possessive ending is left out of the word and told by `is_possessive`."""

    text: str
    low: str
    start: int
    end: int
    is_word: bool
    is_capital: bool
    is_possessive: bool
    paragraph: int
    quotation: int | None
    """Place of the outermost quotation that it stands in."""


def tokens_of(text: str, parts: list[Paragraph], quotations: list[Marked]) -> list[Token]:
    outer = [(place, one) for place, one in enumerate(quotations) if one.nested_in is None]
    found: list[Token] = []
    following = 0
    for number, part in enumerate(parts):
        for match in _TOKEN.finditer(text, part.start, part.end):
            word, start, end = match[0], match.start(), match.end()
            while following < len(outer) and outer[following][1].outer_end <= start:
                following += 1
            inside = None
            if following < len(outer) and outer[following][1].outer_start <= start:
                inside = outer[following][0]
            is_word = word[0].isalnum()
            is_possessive = word.endswith(_POSSESSIVE)
            if is_possessive:
                word, end = word[:-2], end - 2
            found.append(
                Token(word, word.lower(), start, end, is_word, word[:1].isupper(), is_possessive, number, inside)
            )
    return found


def ends_sentence(tokens: list[Token], place: int, pack: Pack) -> bool:
    """Whether the punctuation at this place ends a sentence."""
    token = tokens[place]
    if token.text in {"!", "?"}:
        return True
    if token.text != "." or place == 0:
        return False
    before = tokens[place - 1]
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    if behind is None or behind.paragraph != token.paragraph:
        return True
    if behind.text in {",", ")", "]", ";"} or (behind.is_word and not behind.is_capital and behind.text[0].isalpha()):
        return False
    is_short = before.low in pack.abbreviations or (len(before.text) == 1 and before.is_capital)
    return not (before.end == token.start and is_short)
