"""The models of blocks and of pages, fitted to pages: of all folds but one, or of all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.clean.split import FOLDS, site_of
from benchmarks.clean.training.fit import KIND, TEXT, calibration, fitted
from benchmarks.clean.training.read import LabelledPage
from benchmarks.clean.training.words import Counts
from tasks.clean.page.body import DOUBTFUL, PageText, doubt_of
from tasks.clean.page.kind_features import kind_features
from tasks.clean.page.lexicon import Lexicon
from tasks.clean.page.trees import Trees

_EXTRACTED = "taken"
"""What the names of an extractor's columns have in them."""
_HELD = 0.004
"""The share of articles that the threshold of the page kind holds; messages and pages without a text come to it."""
_OTHER = 3.0
"""Weight of a page that is no article: there are few of them."""
_INVENTED = 0.3


@dataclass(slots=True)
class TextModels:
    """The trees of both models with their columns, and the words."""

    plain: tuple[Trees, list[str]]
    with_extractor: tuple[Trees, list[str]]
    lexicon: Lexicon

    def read(self, page: LabelledPage) -> PageText:
        """Chances and doubt as cleaning would find them."""
        found = PageText(blocks=page.blocks, boxes=page.boxes)
        at = page.candidates()
        if not len(at):
            return found
        table = page.features(self.lexicon)
        size = np.array([len(page.blocks[place].text) for place in at.tolist()], dtype=np.float64)
        for trees, columns in (self.plain, self.with_extractor):
            chances = np.where(page.beside[at], 0.0, trees.chances(table.matrix(columns)))
            found.doubt = doubt_of(chances, size)
            if trees is self.plain[0]:
                found.first_doubt = found.doubt
                if found.doubt <= DOUBTFUL:
                    break
        found.chances = np.zeros(len(page.blocks))
        found.chances[at] = chances
        return found


@dataclass(slots=True)
class KindModel:
    trees: Trees
    columns: list[str]
    article_from: float


def counts_of(pages: Sequence[LabelledPage]) -> Counts:
    """Of real pages only: invented ones have no site."""
    sites: dict[tuple[int, str], list[LabelledPage]] = defaultdict(list)
    for each in pages:
        if each.is_real and each.weights.any():
            sites[each.fold, site_of(each.page)].append(each)
    counts = Counts()
    for (fold, _), listed in sites.items():
        counts.add_site(fold, [(each.blocks, each.labels.tolist()) for each in listed])
    return counts


def text_models(pages: Sequence[LabelledPage], counts: Counts, left_out: int | None) -> TextModels:
    """Both models of all folds but one. The words that judge a page are counted without the page's own fold."""
    without = set() if left_out is None else {left_out}
    lexicons = {fold: Lexicon(counts.weights(without | {fold})) for fold in range(FOLDS)}
    names: list[str] = []
    rows, labels, weights = [], [], []
    for each in pages:
        if each.fold == left_out or not each.weights.any():
            continue
        at = each.candidates()
        used = each.weights[at] > 0
        if used.any():
            table = each.features(lexicons[each.fold])
            names = table.names
            rows.append(table.matrix()[used])
            labels.append(each.labels[at][used])
            weights.append(each.weights[at][used])
    matrix, label, weight = np.vstack(rows), np.concatenate(labels), np.concatenate(weights)
    plain = [name for name in names if _EXTRACTED not in name]
    models = []
    for columns in (plain, names):
        wanted = [names.index(name) for name in columns]
        models.append((fitted(matrix[:, wanted], label, weight, TEXT), list(columns)))
    return TextModels(models[0], models[1], Lexicon(counts.weights(without)))


class KindRows:
    """A row for each page, of its text as a model chose it that had not seen the page."""

    def __init__(self, pages: Sequence[LabelledPage], read: Sequence[PageText]) -> None:
        found = [
            kind_features(text, page.signs, page.said, page.meta, page.page.url or None)
            for page, text in zip(pages, read, strict=True)
        ]
        self.columns = list(found[0])
        self.rows = np.array([list(row.values()) for row in found], dtype=np.float32)
        self.folds = np.array([page.fold for page in pages])
        self.labels = np.array([float(page.page.kind == "article") for page in pages])
        self.is_real = np.array([page.is_real for page in pages])
        self.scores = np.zeros(len(pages))
        """Of each page, by the trees that did not see its fold."""
        self.trees = [self._fitted(self.folds != fold) for fold in range(FOLDS)]
        for fold, trees in enumerate(self.trees):
            mine = self.folds == fold
            chances = np.clip(trees.chances(self.rows[mine]), 1e-9, 1 - 1e-9)
            self.scores[mine] = np.log(chances / (1 - chances))

    def model(self, left_out: int | None) -> KindModel:
        """Calibrated, with the threshold that holds few articles: by the scores of the folds that are not left out."""
        trees = self._fitted(np.ones(len(self.labels), dtype=np.bool_)) if left_out is None else self.trees[left_out]
        used = self.is_real & (self.folds != left_out)
        exact = calibration(self.scores[used], self.labels[used])
        articles = np.sort(exact.chances(self.scores[used & (self.labels == 1.0)]))
        return KindModel(exact.put_into(trees), self.columns, float(articles[int(_HELD * len(articles))]))

    def _fitted(self, used: NDArray[np.bool_]) -> Trees:
        weights = np.where(self.labels == 0.0, _OTHER, 1.0) * np.where(self.is_real, 1.0, _INVENTED)
        return fitted(self.rows[used], self.labels[used], weights[used], KIND)


def write(path: Path, text: TextModels, kind: KindModel) -> None:
    arrays: dict[str, NDArray[np.generic]] = {}
    named = {"plain": text.plain, "with_extractor": text.with_extractor, "kind": (kind.trees, kind.columns)}
    for name, (trees, columns) in named.items():
        arrays |= {
            f"{name}_feature": trees.feature,
            f"{name}_threshold": trees.threshold,
            f"{name}_leaf": trees.leaf,
            f"{name}_columns": np.array(columns),
        }
    words = sorted(text.lexicon.weights.items())
    arrays["words"] = np.array([word for word, _ in words])
    arrays["weights"] = np.array([weight for _, weight in words], dtype=np.float16)
    arrays["article_from"] = np.array(kind.article_from)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
