"""What words say of a block: those in the classes and ids around it, and those of its own short text.

A weight is the logarithm of how much likelier than by chance a block with that word is text of the article; the words
were counted over labelled pages (see benchmarks/clean/training). A word belongs to its place: that of a block's own
element, its parent, or any element farther out; and in a text to its beginning, its end, or anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tasks.clean.page.blocks import Box

OWN, PARENT, FARTHER = ".", ":", "<"
WHOLE, FIRST, LAST = "=", "^", "$"
"""What the words of the three places in names, the whole of a text and its two ends begin with in the table of
weights.
"""
MARKS = OWN + PARENT + FARTHER + WHOLE + FIRST + LAST
LONGEST = 300
"""Characters of a text that is judged by its words; longer ones are judged by their form."""
_NAME_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")
_TEXT_WORD = re.compile(r"\w+")
_LONGEST_NAMES = 400


class Weights(NamedTuple):
    """Sum, least and greatest of the weights of some words; zeros where none is known."""

    total: float = 0.0
    least: float = 0.0
    most: float = 0.0


_NONE = Weights()


class TextWeights(NamedTuple):
    whole: float
    """NaN where the whole text is not in the table."""
    edge_least: float
    edge_most: float
    edge_total: float
    mean: float
    least: float
    most: float
    known: float
    """How many words the table has."""


NO_TEXT = TextWeights(float("nan"), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(slots=True)
class Lexicon:
    weights: Mapping[str, float]
    _names: dict[tuple[str, str], Weights] = field(default_factory=dict)
    _openings: frozenset[str] | None = None
    """The first words of all pairs in the table: most pairs of a text need not be made to be looked for."""

    def names(self, place: str, names: str) -> Weights:
        """The weights of the words in a box's names, remembered: the pages of a site have the same."""
        if not names:
            return _NONE
        key = (place, names)
        if (found := self._names.get(key)) is None:
            if len(self._names) > 20_000:
                self._names.clear()
            found = self._names[key] = self._of([place + word for word in words_of_names(names)])
        return found

    def farther(self, box: Box | None, found: dict[int, Weights]) -> Weights:
        """The weights of the names of a box and all around it; `found` remembers those of the page, by box."""
        chain = []
        while box is not None and box.index not in found:
            chain.append(box)
            box = box.parent
        above = found[box.index] if box is not None else _NONE
        for inner in reversed(chain):
            own = self.names(FARTHER, inner.names)
            if own is not _NONE:
                above = Weights(above.total + own.total, min(above.least, own.least), max(above.most, own.most))
            found[inner.index] = above
        return above

    def text(self, text: str) -> TextWeights:
        """The weights of a short text's words."""
        if len(text) > LONGEST:
            return NO_TEXT
        get = self.weights.get
        if self._openings is None:
            self._openings = frozenset(
                key.split(" ", 1)[0] for key in self.weights if " " in key and key[0] not in MARKS
            )
        whole, edges, words = phrases_of(text, self._openings)
        of_edges = [weight for phrase in edges if (weight := get(phrase)) is not None]
        of_words = [weight for phrase in words if (weight := get(phrase)) is not None]
        if not of_edges and not of_words:
            return NO_TEXT
        of_whole = get(whole) if whole else None
        count = len(of_words)
        return TextWeights(
            NO_TEXT.whole if of_whole is None else of_whole,
            min(of_edges, default=0.0),
            max(of_edges, default=0.0),
            sum(of_edges),
            sum(of_words) / count if count else 0.0,
            min(of_words, default=0.0),
            max(of_words, default=0.0),
            float(count),
        )

    def _of(self, words: Iterable[str]) -> Weights:
        known = [weight for word in words if (weight := self.weights.get(word)) is not None]
        return Weights(sum(known), min(known), max(known)) if known else _NONE


@lru_cache(maxsize=10_000)
def words_of_names(names: str) -> tuple[str, ...]:
    """The words of classes and ids: "article__body--wide #mainText" -> article, body, wide, main, text."""
    return tuple(dict.fromkeys(word.lower() for word in _NAME_WORD.findall(names[:_LONGEST_NAMES])))


def phrases_of(text: str, openings: Container[str] | None = None) -> tuple[str | None, list[str], list[str]]:
    """The whole of a short text (where it has up to five words), its one and two words at either end, and its words and
    pairs of words (those that begin with one of the `openings`, where these are given); numbers are 0.
    """
    words = ["0" if word.isdigit() else word for word in _TEXT_WORD.findall(text.casefold())]
    if not words:
        return (WHOLE + text if len(text) < 8 else None), [], []
    edges = [FIRST + words[0], LAST + words[-1]]
    if len(words) > 1:
        edges += [f"{FIRST}{words[0]} {words[1]}", f"{LAST}{words[-2]} {words[-1]}"]
    pairs = [f"{one} {other}" for one, other in pairwise(words) if openings is None or one in openings]
    return (WHOLE + " ".join(words) if len(words) < 6 else None), edges, list(dict.fromkeys(words + pairs))


def words_of(box: Box, text: str) -> Iterator[str]:
    """Everything that a block can be weighed by, each once: what training counts."""
    found = {OWN + word for word in words_of_names(box.names)}
    if box.parent:
        found.update(PARENT + word for word in words_of_names(box.parent.names))
        above = box.parent.parent
        while above:
            found.update(FARTHER + word for word in words_of_names(above.names))
            above = above.parent
    if len(text) <= LONGEST:
        whole, edges, words = phrases_of(text)
        found.update(edges, words)
        if whole:
            found.add(whole)
    yield from found
