"""Invented texts, thousands at once: a vocabulary of invented words, used as often as Zipf's law says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WORDS = 200_000
"""Different words in all. A word's number is its rank: 0 is the most frequent."""
_SYLLABLES = [
    start + vowel + end for start in "bdfgklmnprstvz" for vowel in "aeiou" for end in ("", "l", "n", "r", "s")
]
_MEDIAN_WORDS, _SPREAD, _LEAST, _MOST = 400, 0.6, 60, 5000
_PARAGRAPH_WORDS, _SENTENCE_WORDS = 55, 17


@dataclass(frozen=True, slots=True)
class Texts:
    """Bodies, and the offsets of their paragraphs: one row a paragraph, `text` says of which body."""

    bodies: list[str]
    text: npt.NDArray[np.int64]
    position: npt.NDArray[np.int64]
    char_start: npt.NDArray[np.int64]
    char_end: npt.NDArray[np.int64]


class Writer:
    """Writes texts. The same dice give the same words; `until` is the share of all words up to each rank."""

    def __init__(self) -> None:
        self.words = invented()
        rank = np.arange(WORDS)
        # Mandelbrot's form of Zipf's law: the first few words are less frequent than 1 / rank would make them.
        frequency = 1 / (rank + 2.7) ** 1.07
        self.until = np.cumsum(frequency) / frequency.sum()
        self.plain = np.array(self.words, dtype=object)
        capital = [word.capitalize() for word in self.words]
        # Within a sentence, at its beginning, at its end, and at the end of a paragraph.
        self._forms = np.array(
            [f"{word} " for word in self.words]
            + [f"{word} " for word in capital]
            + [f"{word}. " for word in self.words]
            + [f"{word}.\n\n" for word in self.words],
            dtype=object,
        )
        self._lengths = np.array([len(form) for form in self._forms])

    def texts(self, count: int, dice: np.random.Generator) -> Texts:
        words = np.clip(dice.lognormal(np.log(_MEDIAN_WORDS), _SPREAD, count), _LEAST, _MOST).astype(np.int64)
        text = np.repeat(np.arange(count), words)
        is_last = np.append(text[1:] != text[:-1], True)
        ends_paragraph = is_last | (dice.random(text.size) < 1 / _PARAGRAPH_WORDS)
        ends_sentence = ends_paragraph | (dice.random(text.size) < 1 / _SENTENCE_WORDS)
        begins_sentence = np.append(True, ends_sentence[:-1])
        form = np.where(ends_paragraph, 3, np.where(ends_sentence, 2, begins_sentence.astype(np.int64)))
        chosen = form * WORDS + self.ranks(text.size, dice)
        after = np.cumsum(self._lengths[chosen])
        joined = "".join(self._forms[chosen].tolist())
        # A paragraph ends before the blank line that follows it.
        ends = after[ends_paragraph] - 2
        starts = np.append(0, ends[:-1] + 2)
        owner = text[ends_paragraph]
        first = np.searchsorted(owner, np.arange(count))
        last = np.append(first[1:], owner.size) - 1
        bodies = [joined[start:end] for start, end in zip(starts[first].tolist(), ends[last].tolist(), strict=True)]
        begin = starts[first][owner]
        return Texts(bodies, owner, np.arange(owner.size) - first[owner], starts - begin, ends - begin)

    def ranks(self, count: int, dice: np.random.Generator) -> npt.NDArray[np.int64]:
        return np.searchsorted(self.until, dice.random(count))


def invented() -> list[str]:
    """Short words first, as in any language; each once."""
    syllables = np.array(_SYLLABLES, dtype=object)
    dice = np.random.default_rng(11)
    dice.shuffle(syllables)
    pairs = (syllables[:, None] + syllables[None, :]).ravel()
    dice.shuffle(pairs)
    longer = (pairs[: WORDS // 100, None] + syllables[None, :]).ravel()
    dice.shuffle(longer)
    known = dict.fromkeys([*syllables.tolist(), *pairs.tolist(), *longer.tolist()])
    return list(known)[:WORDS]
