"""How far a figure may be off by chance: the sites of a set drawn again a thousand times (bootstrap)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.clean.scores import Score

_DRAWS = 1000


def mean_f1_gain(ours: Sequence[Score], theirs: Sequence[Score]) -> tuple[float, float, float] | None:
    """By how much the mean over sets of body F1 is higher, and the bounds of 95 of 100 draws. Both have the same
    pages.
    """
    random = np.random.default_rng(1)
    gains = []
    for name in dict.fromkeys(score.source for score in ours):
        mine, other = ([score for score in scores if score.source == name] for scores in (ours, theirs))
        if (sums := _sums(mine)) is None or (beside := _sums(other)) is None:
            continue
        sites = len(sums)
        draws = np.vstack([np.ones(sites), random.multinomial(sites, np.full(sites, 1 / sites), size=_DRAWS)])
        gains.append(_f1(draws @ sums) - _f1(draws @ beside))
    if not gains:
        return None
    means = np.mean(gains, axis=0)
    low, high = np.quantile(means[1:], [0.025, 0.975])
    return float(means[0]), float(low), float(high)


def _sums(scores: Sequence[Score]) -> NDArray[np.float64] | None:
    """A row a site: sum and number of the precisions, of the recalls; or of hits, what was given, hits, what is
    true.
    """
    sites = {site: at for at, site in enumerate(dict.fromkeys(score.site for score in scores))}
    rows = np.zeros((len(sites), 4))
    for score in scores:
        row = rows[sites[score.site]]
        if score.recall is not None:
            row += [score.precision or 0.0, score.precision is not None, score.recall, 1.0]
        else:
            row += [score.hits, score.hits + score.intruders, score.hits, score.hits + score.misses]
    return rows if rows[:, 3].sum() else None


def _f1(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    precision = sums[:, 0] / np.maximum(sums[:, 1], 1e-9)
    recall = sums[:, 2] / np.maximum(sums[:, 3], 1e-9)
    found: NDArray[np.float64] = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return found
