"""The fitted model of which blocks are text of the article, and which pages are articles: trees and words, read
from model.npz once a process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tasks.clean.page.columns import FeatureColumns
from tasks.clean.page.lexicon import Lexicon
from tasks.clean.page.trees import Trees

FILE = Path(__file__).with_name("model.npz")


@dataclass(frozen=True, slots=True)
class _TextJudge:
    trees: Trees
    columns: list[str]

    def chances(self, table: FeatureColumns) -> NDArray[np.float64]:
        return self.trees.chances(table.matrix(self.columns))


@dataclass(frozen=True, slots=True)
class _KindJudge:
    trees: Trees
    columns: list[str]

    def chance(self, features: Mapping[str, float]) -> float:
        """The calibrated chance that a page is an article."""
        row = np.array([[features[name] for name in self.columns]], dtype=np.float32)
        return float(self.trees.chances(row)[0])


@dataclass(frozen=True, slots=True)
class TextModel:
    """`plain` judges by the page alone, `with_extractor` by an extractor's choice as well; `kind` whole pages."""

    plain: _TextJudge
    with_extractor: _TextJudge
    lexicon: Lexicon
    kind: _KindJudge
    kind_words: Mapping[str, float]
    """How much likelier by a word a page is an article: `kind_features.word_features`."""
    article_from: float
    """The chance from which a page is taken for an article."""


@cache
def text_model() -> TextModel:
    with np.load(FILE, allow_pickle=False) as data:
        words = dict(zip(data["words"].tolist(), data["weights"].astype(float).tolist(), strict=True))
        plain, with_extractor, kind = (
            (
                Trees(data[f"{name}_feature"].astype(np.intp), data[f"{name}_threshold"], data[f"{name}_leaf"]),
                data[f"{name}_columns"].tolist(),
            )
            for name in ("plain", "with_extractor", "kind")
        )
        kind_words = dict(zip(data["kind_words"].tolist(), data["kind_weights"].astype(float).tolist(), strict=True))
        article_from = float(data["article_from"])
    return TextModel(
        _TextJudge(*plain), _TextJudge(*with_extractor), Lexicon(words), _KindJudge(*kind), kind_words, article_from
    )
