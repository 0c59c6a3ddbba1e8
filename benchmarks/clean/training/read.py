"""What training needs of a page, read once: its blocks with their labels, and what is known of the page as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from benchmarks.clean.corpus import Page
from benchmarks.clean.split import fold_of
from benchmarks.clean.training.labels import labels_of
from tasks.clean.metadata.page_metadata import Metadata, metadata_of
from tasks.clean.metadata.structured import Said
from tasks.clean.page.blocks import Block, Box, blocks_of
from tasks.clean.page.body import claims_of, extracted_lines
from tasks.clean.page.columns import FeatureColumns
from tasks.clean.page.features import Features, PageClaims, features_of, put_lexicon
from tasks.clean.page.lexicon import Lexicon
from tasks.clean.page.page_signs import Signs, signs_of
from tasks.clean.page.parse import page_tree
from tasks.clean.page.structure import beside
from tasks.clean.page.surroundings import surroundings_of
from tasks.clean.prose import cleaned
from tasks.files.charset import decode

_INVENTED = 0.25
"""Weight of a block of an invented page."""


@dataclass(slots=True)
class LabelledPage:
    page: Page
    blocks: list[Block]
    boxes: list[Box]
    claims: PageClaims
    lines: list[str]
    """What trafilatura takes of the page."""
    labels: NDArray[np.float64]
    weights: NDArray[np.float64]
    beside: NDArray[np.bool_]
    """Which blocks stand beside the article for certain."""
    signs: Signs
    said: Said
    meta: Metadata
    _features: Features | None = field(default=None)

    @property
    def fold(self) -> int:
        return fold_of(self.page)

    @property
    def is_real(self) -> bool:
        return self.page.source != "cases"

    def candidates(self) -> NDArray[np.intp]:
        return self._known().around.candidates

    def features(self, lexicon: Lexicon) -> FeatureColumns:
        """A row for each candidate, at least one, judged by the words of a lexicon."""
        known = self._known()
        table = FeatureColumns(known.table)
        put_lexicon(table, known, lexicon)
        return table

    def _known(self) -> Features:
        """The features that do not depend on a lexicon, computed once."""
        if self._features is None:
            around = surroundings_of(self.blocks, self.boxes)
            if not len(around.candidates):
                return Features(FeatureColumns(), around, [], [], [], {})
            self._features = features_of(around, self.claims, None)
            self._features.add_extracted(self.lines)
        return self._features


def read(page: Page) -> LabelledPage | None:
    """None for a page without blocks."""
    tree = page_tree(cleaned(decode(page.markup(), "text/html").text))
    if tree is None:
        return None
    meta, said = metadata_of(tree, page.url or None, datetime.now(UTC))
    blocks, boxes = blocks_of(tree)
    if not blocks:
        return None
    claims = claims_of(blocks, meta, said)
    labels, weights = labels_of(page, [block.text for block in blocks])
    if page.kind != "article" or not (page.body or page.must or page.must_not):
        weights = np.zeros(len(blocks))
    around = surroundings_of(blocks, boxes)
    is_beside = np.array(beside(blocks, boxes, around.prose_below, claims.titles))
    signs = signs_of(tree, said, page.url or None, meta.canonical_url)
    for block in blocks:  # links stay, the tree goes
        block.anchors = [{"href": anchor.get("href")} for anchor in block.anchors]  # type: ignore[misc]
    lines = extracted_lines(tree)
    for box in boxes:
        box.element = None  # type: ignore[assignment]
    weights = weights * (_INVENTED if page.source == "cases" else 1.0)
    return LabelledPage(page, blocks, boxes, claims, lines, labels, weights, is_beside, signs, said, meta)
