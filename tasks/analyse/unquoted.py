"""Words that one article quotes and another of the same story has without quotation marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tasks.analyse.copies import Text
from tasks.analyse.shingles import words_of

LEAST_WORDS = 4
LEAST_LONG = 2
"""Of these words so many must have LONG letters: "at the end of the" is anybody's."""
LONG = 5
MAX_ARTICLES = 60
"""Articles of one story that are compared: the first ones."""
_EVERYWHERE = 20
"""A sequence that so many places have is a phrase."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """One quotation: the article it is in and its words by offsets."""

    article: int
    position: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class UnquotedUse:
    """Where another article says words of a quotation as its own; offsets in code points of that article's body."""

    quotation: Quoted
    article: int
    start: int
    end: int
    words: int


def said_without_marks(bodies: Sequence[str], texts: Sequence[Text], quotations: Sequence[Quoted]) -> list[UnquotedUse]:
    """The longest such run of words for each quotation and other article. `texts` belong to `bodies`, one each."""
    index: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for number, text in enumerate(texts[:MAX_ARTICLES]):
        words = text.words.words
        for place in range(len(words) - LEAST_WORDS + 1):
            if not any(text.quoted[place : place + LEAST_WORDS]):
                index.setdefault(tuple(words[place : place + LEAST_WORDS]), []).append((number, place))
    found: list[UnquotedUse] = []
    for quotation in quotations:
        if quotation.article < MAX_ARTICLES:
            found += _of_one(
                words_of(bodies[quotation.article], quotation.start, quotation.end).words, quotation, texts, index
            )
    return found


def _of_one(
    words: list[str], quotation: Quoted, texts: Sequence[Text], index: dict[tuple[str, ...], list[tuple[int, int]]]
) -> list[UnquotedUse]:
    longest: dict[int, tuple[int, int]] = {}
    for place in range(len(words) - LEAST_WORDS + 1):
        spots = index.get(tuple(words[place : place + LEAST_WORDS]), ())
        if len(spots) > _EVERYWHERE:
            continue
        for number, there in spots:
            if number == quotation.article:
                continue
            text = texts[number]
            count = LEAST_WORDS
            while (
                place + count < len(words)
                and there + count < len(text.words.words)
                and words[place + count] == text.words.words[there + count]
                and not text.quoted[there + count]
            ):
                count += 1
            if (
                count > longest.get(number, (0, 0))[0]
                and sum(len(word) >= LONG for word in words[place : place + count]) >= LEAST_LONG
            ):
                longest[number] = (count, there)
    return [
        UnquotedUse(
            quotation, number, texts[number].words.starts[there], texts[number].words.ends[there + count - 1], count
        )
        for number, (count, there) in sorted(longest.items())
    ]
