"""The fitted model of which blocks are text of the article: its trees, its words, read from model.npz once a
process.
"""

from __future__ import annotations

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
class TextModel:
    """`plain` judges by the page alone, `with_extractor` by an extractor's choice as well."""

    plain: _TextJudge
    with_extractor: _TextJudge
    lexicon: Lexicon


@cache
def text_model() -> TextModel:
    with np.load(FILE, allow_pickle=False) as data:
        words = dict(zip(data["words"].tolist(), data["weights"].astype(float).tolist(), strict=True))
        parts = [
            _TextJudge(
                Trees(data[f"{name}_feature"], data[f"{name}_threshold"], data[f"{name}_leaf"]),
                data[f"{name}_columns"].tolist(),
            )
            for name in ("plain", "with_extractor")
        ]
    return TextModel(parts[0], parts[1], Lexicon(words))
