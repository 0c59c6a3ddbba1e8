"""What words say of a block: those in the classes and ids around it, and those of its own short text.

A weight is the logarithm of how much likelier than by chance a block with that word is text of the article; the words
were counted over labelled pages (see benchmarks/clean/training). A word belongs to its place: that of a block's own
element, its parent, or any element farther out; and in a text to its beginning, its end, or anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from tasks.clean.page.blocks import Box
from tasks.clean.prose import words_of_text

OWN, PARENT, FARTHER = ".", ":", "<"
WHOLE, FIRST, LAST = "=", "^", "$"
"""What the words of the three places in names, the whole of a text and its two ends begin with in the table of
weights.
"""
MARKS = OWN + PARENT + FARTHER + WHOLE + FIRST + LAST
LONGEST = 300
"""Characters of a text that is judged by its words; longer ones are judged by their form."""
_NAME_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")
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


class Lexicon:
    """The table of weights: `weights` as it is stored, by word or pair of words with the mark of its place."""

    __slots__ = ("_names", "_phrases", "weights")

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self._names: dict[tuple[str, str], Weights] = {}
        self._phrases: dict[str, tuple[float | None, dict[str, float]]] = {}
        """Of each word anywhere in a text its weight, and those of the pairs that it begins, by the second word."""
        for phrase, weight in weights.items():
            if phrase[0] in MARKS:
                continue
            word, is_pair, second = phrase.partition(" ")
            _, pairs = self._phrases.setdefault(word, (None, {}))
            if is_pair:
                pairs[second] = weight
            else:
                self._phrases[word] = weight, pairs

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

    def text(self, text: str, words: Sequence[str]) -> TextWeights:
        """The weights of a text's `words`, where it is short."""
        if len(text) > LONGEST:
            return NO_TEXT
        words = _without_numbers(words)
        get = self.weights.get
        of_edges = [weight for phrase in _edges(words) if (weight := get(phrase)) is not None]
        known = {word: found for word in words if (found := self._phrases.get(word)) is not None}
        of_words = [weight for weight, _ in known.values() if weight is not None]
        if known:
            pairs = {
                (one, other): weight
                for one, other in pairwise(words)
                if one in known and (weight := known[one][1].get(other)) is not None
            }
            of_words += pairs.values()
        if not of_edges and not of_words:
            return NO_TEXT
        of_whole = get(whole) if (whole := _whole(text, words)) else None
        count = len(of_words)
        least, most, mean = (min(of_words), max(of_words), sum(of_words) / count) if count else (0.0, 0.0, 0.0)
        return TextWeights(
            NO_TEXT.whole if of_whole is None else of_whole,
            min(of_edges, default=0.0),
            max(of_edges, default=0.0),
            sum(of_edges),
            mean,
            least,
            most,
            float(count),
        )

    def _of(self, words: Iterable[str]) -> Weights:
        known = [weight for word in words if (weight := self.weights.get(word)) is not None]
        return Weights(sum(known), min(known), max(known)) if known else _NONE


@lru_cache(maxsize=10_000)
def words_of_names(names: str) -> tuple[str, ...]:
    """The words of classes and ids: "article__body--wide #mainText" -> article, body, wide, main, text."""
    return tuple(dict.fromkeys(word.lower() for word in _NAME_WORD.findall(names[:_LONGEST_NAMES])))


def _without_numbers(words: Iterable[str]) -> list[str]:
    return ["0" if word.isdigit() else word for word in words]


def _whole(text: str, words: Sequence[str]) -> str | None:
    """All of a text of up to five words; marks alone are one too."""
    if not words:
        return WHOLE + text if len(text) < 8 else None
    return WHOLE + " ".join(words) if len(words) < 6 else None


def _edges(words: Sequence[str]) -> list[str]:
    """The one and two words at either end."""
    if len(words) < 2:
        return [FIRST + words[0], LAST + words[0]] if words else []
    return [FIRST + words[0], LAST + words[-1], f"{FIRST}{words[0]} {words[1]}", f"{LAST}{words[-2]} {words[-1]}"]


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
        words = _without_numbers(words_of_text(text))
        found.update(_edges(words), words, [f"{one} {other}" for one, other in pairwise(words)])
        if whole := _whole(text, words):
            found.add(whole)
    yield from found
