"""The blocks of a page as arrays, the part of the page that holds most of its prose, and which blocks may be text at
all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.clean.page.blocks import Block, Box

Floats = NDArray[np.float64]

TAGS = {
    tag: float(number)
    for number, tag in enumerate(
        "body div section article main td tr th li p blockquote h1 h2 h3 h4 h5 h6 figcaption figure header footer "
        "nav aside ul ol dl"
        " dt dd pre form button center summary details address fieldset legend caption tbody table font".split()
    )
}
OTHER_TAG = 50.0
_LINKED, _SHORT_LINKED, _CRUMB, _SHORTEST_LINK = 0.8, 120, 60, 20
"""A block is no candidate with this share of links in fewer than so many characters outside of the main part, or than
the last number in it; nor is one outside of it with fewer than the third, unless it is a heading. Headings of reviews
are often links.
"""


@dataclass(slots=True)
class Surroundings:
    """Arrays over all blocks of a page, and which of them are candidates."""

    blocks: list[Block]
    boxes: list[Box]
    size: Floats
    linked: Floats
    prose: Floats
    tags: Floats
    box_of: NDArray[np.intp]
    core: NDArray[np.bool_]
    core_depth: int
    hull: NDArray[np.bool_]
    hull_depth: int
    candidates: NDArray[np.intp]
    prose_below: Floats
    """Prose of each box with all inside it."""
    ends: NDArray[np.intp]
    """Of each box the number behind the last one inside it."""

    def below(self, weights: Floats) -> Floats:
        """What each box holds with all inside it: the sum of the blocks' weights."""
        return _below(weights, self.box_of, self.ends)


def surroundings_of(blocks: list[Block], boxes: list[Box]) -> Surroundings:
    """`blocks` are at least one."""
    size = np.array([len(block.text) for block in blocks], dtype=np.float64)
    linked = np.minimum(np.array([block.linked for block in blocks], dtype=np.float64), size)
    tags = np.array([TAGS.get(block.box.tag, OTHER_TAG) for block in blocks])
    box_of = np.array([block.box.index for block in blocks], dtype=np.intp)
    share = linked / size
    prose = np.where((size > 80) & (share < 0.5), size - linked, 0.0)
    ends = np.fromiter((box.end for box in boxes), np.intp, len(boxes))
    sums = _below(prose, box_of, ends)
    core, core_depth = _smallest(boxes, sums, 0.6)
    hull, hull_depth = _smallest(boxes, sums, 0.85)
    in_hull = hull[box_of]
    is_link = (share > _LINKED) & (size < np.where(in_hull, _SHORTEST_LINK, _SHORT_LINKED))
    is_heading = (tags >= TAGS["h2"]) & (tags <= TAGS["h6"])
    trivial = is_link | (~in_hull & (size < _CRUMB) & ~is_heading)
    return Surroundings(
        blocks,
        boxes,
        size,
        linked,
        prose,
        tags,
        box_of,
        core,
        core_depth,
        hull,
        hull_depth,
        np.nonzero(~trivial)[0],
        sums,
        ends,
    )


def _below(weights: Floats, box_of: NDArray[np.intp], ends: NDArray[np.intp]) -> Floats:
    before = np.zeros(len(ends) + 1)
    np.cumsum(np.bincount(box_of, weights, len(ends)), out=before[1:])
    sums: Floats = before[ends] - before[:-1]
    return sums


def _smallest(boxes: list[Box], sums: Floats, share: float) -> tuple[NDArray[np.bool_], int]:
    """Which boxes stand in the deepest one that holds a share of the page's prose, itself included; and its depth."""
    holders = np.nonzero(sums >= share * max(1.0, sums[0]))[0].tolist() or [0]
    best = boxes[max(holders, key=lambda at: (boxes[at].depth, at))]
    inside = np.zeros(len(boxes), dtype=np.bool_)
    inside[best.index : best.end] = True
    return inside, best.depth
