"""Gradient-boosted trees in plain numpy: all trees of a model are walked together, level by level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees as complete binary trees of one depth; node 0 is the root, the children of node k are 2k+1 and 2k+2."""

    feature: NDArray[np.int16]
    """int16 [trees, 2^depth - 1]: the column that a node asks."""
    threshold: NDArray[np.float32]
    """float32, same shape: a value that is not greater goes left; NaN goes left as well."""
    leaf: NDArray[np.float32]
    """float32 [trees, 2^depth]."""

    @property
    def depth(self) -> int:
        return int(self.feature.shape[1] + 1).bit_length() - 1

    def chances(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of each row (float32 [n, columns]) the chance, 0 to 1."""
        n, trees = len(rows), len(self.feature)
        inner = self.feature.shape[1]
        flat_feature, flat_threshold = self.feature.ravel(), self.threshold.ravel()
        offsets = np.arange(trees, dtype=np.int32) * inner
        starts = (np.arange(n, dtype=np.int32) * rows.shape[1])[:, None]
        values = np.ascontiguousarray(rows).ravel()
        node = np.zeros((n, trees), dtype=np.int32)
        for _ in range(self.depth):
            at = node + offsets
            node = 2 * node + 1 + (values[flat_feature[at] + starts] > flat_threshold[at])
        node -= inner
        score = self.leaf.ravel()[node + np.arange(trees, dtype=np.int32) * (inner + 1)].sum(axis=1)
        chances: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-score))
        return chances
