"""Columns of numbers, one a candidate, and how they are made from those of all blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.clean.page.surroundings import Floats, Surroundings


class FeatureColumns(dict[str, Any]):
    """Columns by name, each a number a candidate."""

    def matrix(self, names: Sequence[str] | None = None) -> NDArray[np.float32]:
        """The columns of these names in their order, or all."""
        wanted = [*self] if names is None else names
        rows = np.empty((len(wanted), len(self[wanted[0]])), dtype=np.float32)
        for row, name in enumerate(wanted):
            rows[row] = self[name]
        return rows.T


def shifted(values: Floats, by: int) -> Floats:
    """The value of the block so many before (after, where negative) each; -1 beyond the ends."""
    out = np.full_like(values, -1.0)
    if abs(by) < len(values):
        if by > 0:
            out[by:] = values[:-by]
        else:
            out[:by] = values[-by:]
    return out


def groups_of(around: Surroundings) -> NDArray[np.intp]:
    """The number of each block's group: blocks whose elements and their parents have the same tags and names."""
    numbers: dict[tuple[str, str, str, str, str], int] = {}
    of_box: dict[int, int] = {}
    found = []
    for block in around.blocks:
        box = block.box
        if (number := of_box.get(box.index)) is None:
            parent = box.parent or box
            grand = parent.parent or parent
            key = (box.tag, "" if box.names.startswith(" #") else box.names, parent.tag, parent.names, grand.tag)
            number = of_box[box.index] = numbers.setdefault(key, len(numbers))
        found.append(number)
    return np.array(found, dtype=np.intp)
