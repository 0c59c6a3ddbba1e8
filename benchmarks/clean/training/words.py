"""Counts over labelled pages how often blocks with a word are text of the article: the weights of the lexicon."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from tasks.clean.page.blocks import Block
from tasks.clean.page.lexicon import words_of

PRIOR = 0.15
"""Share of blocks that are text, about; a word that says nothing has it."""
_CAP = 10.0
"""Blocks of one site that count in full: the thousandth teaser of a site is no new witness."""
_FEWEST_SITES = 5
_LEAST_SAID = 0.3
"""Weights nearer to zero say nothing."""


class Counts:
    """For each fold of sites and word: blocks that are text, that are not, and sites."""

    def __init__(self) -> None:
        self._of: dict[int, dict[str, list[float]]] = defaultdict(dict)
        self._known_frequent: frozenset[str] = frozenset()

    def add_site(self, fold: int, pages: Iterable[tuple[Sequence[Block], Sequence[float]]]) -> None:
        """All labelled blocks of one site; labels that are not known are NaN."""
        own: dict[str, list[float]] = {}
        for blocks, labels in pages:
            for block, label in zip(blocks, labels, strict=True):
                if math.isnan(label):
                    continue
                for word in words_of(block.box, block.text):
                    counted = own.setdefault(word, [0.0, 0.0])
                    counted[int(label < 0.5)] += 1.0
        known = self._of[fold]
        for word, (text, other) in own.items():
            scale = min(1.0, math.sqrt(_CAP / (text + other)))
            total = known.setdefault(word, [0.0, 0.0, 0.0])
            total[0] += text * scale
            total[1] += other * scale
            total[2] += 1

    def _frequent(self) -> frozenset[str]:
        """Words that enough sites have in all: one in fifty, so the rest need not be looked at for each weighing."""
        if not self._known_frequent:
            sites: Counter[str] = Counter()
            for counted in self._of.values():
                sites.update({word: int(found[2]) for word, found in counted.items()})
            self._known_frequent = frozenset(word for word, count in sites.items() if count >= _FEWEST_SITES)
        return self._known_frequent

    def weights(self, without: Collection[int] = ()) -> dict[str, float]:
        """The weight of every word that enough sites have, of the folds that are not left out."""
        sums: dict[str, list[float]] = {}
        frequent = self._frequent()
        for fold, counted in self._of.items():
            if fold in without:
                continue
            for word in frequent & counted.keys():
                text, other, sites = counted[word]
                total = sums.get(word)
                if total is None:
                    sums[word] = [text, other, sites]
                else:
                    total[0] += text
                    total[1] += other
                    total[2] += sites
        start = math.log(PRIOR / (1 - PRIOR))
        found = {
            word: math.log((text + PRIOR) / (other + 1 - PRIOR)) - start
            for word, (text, other, sites) in sums.items()
            if sites >= _FEWEST_SITES
        }
        return {word: weight for word, weight in found.items() if abs(weight) >= _LEAST_SAID}
