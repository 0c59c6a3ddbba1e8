"""Gradient-boosted trees in plain numpy: all trees of a model are walked together, level by level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees as complete binary trees of one depth; node 0 is the root, the children of node k are 2k+1 and 2k+2."""

    feature: NDArray[np.integer]
    """Integers [trees, 2^depth - 1]: the column that a node asks; fastest as intp."""
    threshold: NDArray[np.float32]
    """float32, same shape: a value that is not greater goes left; NaN goes left as well."""
    leaf: NDArray[np.float32]
    """float32 [trees, 2^depth]."""

    @property
    def depth(self) -> int:
        return int(self.feature.shape[1] + 1).bit_length() - 1

    def chances(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of each row (float32 [n, columns]) the chance, 0 to 1."""
        n, (trees, inner) = len(rows), self.feature.shape
        # An array is indexed by intp: numbers of any other kind are copied into it at each step.
        feature, threshold = self.feature.ravel().astype(np.intp, copy=False), self.threshold.ravel()
        values = np.ascontiguousarray(rows).ravel()
        starts = (np.arange(n) * rows.shape[1])[:, None]
        offsets = np.arange(trees) * inner
        at = np.tile(offsets, (n, 1))  # of each row and tree the node, by its place among those of all trees
        for _ in range(self.depth):
            is_right = values.take(feature.take(at) + starts) > threshold.take(at)
            at *= 2
            at += 1 - offsets
            at += is_right
        at += np.arange(trees) - inner  # a tree has one leaf more than it has nodes
        score = self.leaf.ravel().take(at).sum(axis=1)
        chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-score))
        return chances
