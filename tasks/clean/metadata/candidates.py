"""What authors, day and title are chosen from: what a page gives, what gives it, and where on the page it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tasks.clean.page.blocks import Box, TextPlace

FAR = 200.0
"""Blocks from headline or text where something stands nowhere."""
_MOST_COUNTED = 5.0
_NAME_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")


@dataclass(slots=True, kw_only=True)
class Contender:
    """How often each kind of witness gives it."""

    counts: dict[str, float] = field(default_factory=dict)
    to_text: float = FAR
    """Blocks behind the first of the text; what is nearest counts."""

    def count(self, *names: str) -> None:
        for name in names:
            self.counts[name] = self.counts.get(name, 0.0) + 1.0


@dataclass(slots=True, kw_only=True)
class ShownContender(Contender):
    """One that may stand in several blocks of the page."""

    to_headline: float = FAR
    behind_end: float = FAR
    order: float = FAR
    """Which of those that are shown it is, from the top."""

    def stand(self, place: TextPlace, at: int, order: int) -> tuple[bool, int]:
        """It stands in block `at`, as number `order` where it stood nowhere before. Says whether no other block with
        it is nearer to the headline, and the number of the next.
        """
        if self.order == FAR:
            self.order, order = float(order), order + 1
        self.to_text = min(self.to_text, float(at - place.first), key=abs)
        self.behind_end = min(self.behind_end, float(at - place.last), key=abs)
        far = float(at - place.headline)
        is_nearest = abs(far) < abs(self.to_headline)
        if is_nearest:
            self.to_headline = far
        return is_nearest, order


class Reach(NamedTuple):
    """How many blocks are looked at before the headline, behind the first of the text, and around the last of it."""

    before: int
    behind: int
    at_end: int
    after_end: int
    most: int
    """From the first of them, before those around the end."""

    def places(self, place: TextPlace) -> Iterator[int]:
        begin = max(0, place.headline - self.before)
        end = min(len(place.blocks), max(place.first, place.headline) + self.behind, begin + self.most)
        yield from range(begin, end)
        yield from range(max(end, place.last - self.at_end), min(len(place.blocks), place.last + self.after_end))


def words_around(box: Box, known: Sequence[str], steps: int) -> Iterator[str]:
    """Which of the `known` words the class names of an element (own_…) and of those around it (out_…) have."""
    current: Box | None = box
    for step in range(steps):
        if current is None:
            return
        if current.names:
            words = _class_words(current.names[:200])
            prefix = "out" if step else "own"
            yield from (f"{prefix}_{word}" for word in known if word in words or f"{word}s" in words)
        current = current.parent


@lru_cache(maxsize=5000)
def _class_words(names: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _NAME_WORD.findall(names))


def put_counts(row: NDArray[np.float32], counts: Mapping[str, float], column_of: Mapping[str, int]) -> None:
    """Each count in its column, at most 5; counts without a column are left out."""
    for name, count in counts.items():
        if (at := column_of.get(name)) is not None:
            row[at] = min(_MOST_COUNTED, count)
