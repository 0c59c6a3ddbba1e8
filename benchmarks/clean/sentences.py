"""What an F1 of runs of words does not show: sentences that are lost, sentences from elsewhere, borders of paragraphs.

A sentence of the truth is lost where no line of the reading has it; a sentence of the reading is foreign where the
truth has it nowhere. Compared are letters and digits alone. A border between two paragraphs of the truth is kept where
the reading has both beside each other and a line break between them.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from tasks.clean.prose import letters_of

_END = re.compile(r"(?<=[.!?…؟।])[\"'’”»)\]]*\s+|(?<=[。！？])|\n+")
_FEWEST = 15
"""Letters of a sentence that is counted: shorter ones stand in many texts by chance."""
_BESIDE = 20
"""Letters of the two paragraphs beside a border that are looked for."""


class Kept(NamedTuple):
    lost: int
    sentences: int
    foreign: int
    given: int
    """Sentences of the reading."""
    borders: int
    joined: int
    """Borders of the truth whose two sides the reading has beside each other, kept or not."""


def kept(truth: str, found: str) -> Kept:
    """Both texts have paragraphs by newline."""
    lines = [letters for line in found.split("\n") if (letters := letters_of(line))]
    right, given = _sentences(truth), _sentences(found)
    in_lines, in_truth = "\n".join(lines), letters_of(truth)
    borders, joined = _borders(truth, lines)
    return Kept(
        sum(sentence not in in_lines for sentence in right),
        len(right),
        sum(sentence not in in_truth for sentence in given),
        len(given),
        borders,
        joined,
    )


def _sentences(text: str) -> list[str]:
    parts = (letters_of(part) for part in _END.split(text) if part)
    return [letters for letters in parts if len(letters) >= _FEWEST]


def _borders(truth: str, lines: list[str]) -> tuple[int, int]:
    """How many borders are kept, and how many of them can be told."""
    whole = "".join(lines)
    ends, at = set(), 0
    for line in lines:
        at += len(line)
        ends.add(at)
    paragraphs = [letters for line in truth.split("\n") if (letters := letters_of(line))]
    borders = joined = 0
    for first, second in pairwise(paragraphs):
        if len(first) < _BESIDE or len(second) < _BESIDE:
            continue
        place = whole.find(first[-_BESIDE:] + second[:_BESIDE])
        if place >= 0:
            joined += 1
            borders += place + _BESIDE in ends
    return borders, joined
