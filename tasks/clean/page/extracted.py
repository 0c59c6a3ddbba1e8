"""What an extractor took of a page, as columns: trafilatura, where the model is in doubt by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.clean.page.columns import FeatureColumns, groups_of, shifted
from tasks.clean.page.surroundings import Surroundings
from tasks.clean.prose import letters_of

MOST_SEARCHED = 100_000_000
"""Characters that are searched for blocks in all: 100 ms."""


class Searched:
    """A text that blocks are looked for in: whole lines by a table, parts of lines by search."""

    __slots__ = ("left", "lines", "whole")

    def __init__(self, lines: Sequence[str]) -> None:
        listed = [letters for line in lines if (letters := letters_of(line))]
        self.lines = frozenset(listed)
        self.whole = "\n".join(listed)
        self.left = MOST_SEARCHED

    def __contains__(self, letters: str) -> bool:
        if letters in self.lines:
            return True
        self.left -= len(self.whole)
        return len(letters) >= 12 and self.left > 0 and letters in self.whole


def put_extracted(
    table: FeatureColumns,
    around: Surroundings,
    boxes_of: dict[str, NDArray[np.intp]],
    letters: Sequence[str],
    extracted: Sequence[str],
) -> None:
    """What an extractor took: the block, its neighbours, what stands in its containers, and how far it is from its
    ends.
    """
    put, at, size = table.__setitem__, around.candidates, around.size
    searched = Searched(extracted)
    taken = np.zeros(len(size))
    taken[at] = [own in searched for own in letters]
    put("taken", taken[at])
    for by in (1, 2, -1, -2):
        put(f"taken_{by}", shifted(taken, by)[at])
    held = taken * size
    whole, of_boxes = around.below(size), around.below(held)
    for name in ("own", "parent", "grand", "great"):
        box = boxes_of[name]
        put(f"{name}_taken", of_boxes[box] / np.maximum(whole[box], 1.0))
    group_of = groups_of(around)
    groups = int(group_of.max()) + 1
    share = np.bincount(group_of, held, groups) / np.maximum(np.bincount(group_of, size, groups), 1.0)
    put("group_taken", share[boxes_of["group"]])
    places = np.nonzero((taken > 0) & (size > 40))[0]
    first, last = (int(places[0]), int(places[-1])) if len(places) else (len(size), -1)
    put("from_first_taken", at - first)
    put("to_last_taken", last - at)
    put("taken_size", np.full(len(at), held.sum()))
    put("taken_share", np.full(len(at), held.sum() / max(1.0, size.sum())))
