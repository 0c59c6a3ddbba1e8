"""The models of blocks and of pages, fitted to pages: of all folds but one, or of all."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.clean.split import FOLDS, site_of
from benchmarks.clean.training.fit import KIND, TEXT, calibration, fitted
from benchmarks.clean.training.read import LabelledPage
from benchmarks.clean.training.words import Counts
from tasks.clean.page.body import DOUBTFUL, PageText, doubt_of
from tasks.clean.page.kind_features import kind_features, kind_words, word_features
from tasks.clean.page.lexicon import Lexicon
from tasks.clean.page.trees import Trees

_EXTRACTED = "taken"
"""What the names of an extractor's columns have in them."""
HELD = 0.005
"""The share of articles that the threshold of the page kind holds; messages and pages without a text come to it."""
_OTHER = 3.0
"""Weight of a page that is no article: there are few of them."""
_INVENTED = 0.3
_FEWEST_PAGES, _LEAST_SAID = 5, 0.7
"""Pages that have a word of the page kind, and the weight from which it says something."""


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
    words: dict[str, float]
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
            names = [*table]
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
    """A row for each page, of its text as a model chose it that had not seen the page. The words that judge a page are
    counted without the page's own fold.
    """

    def __init__(self, pages: Sequence[LabelledPage], read: Sequence[PageText]) -> None:
        found = [
            kind_features(text, page.signs, page.said, page.meta, page.page.url or None)
            for page, text in zip(pages, read, strict=True)
        ]
        self.rows = np.array([list(row.values()) for row in found], dtype=np.float32)
        self.columns = [*found[0], *word_features((), {})]
        self.folds = np.array([page.fold for page in pages])
        self.labels = np.array([float(page.page.kind == "article") for page in pages])
        self.is_real = np.array([page.is_real for page in pages])
        self._words = [kind_words(page.meta.title, page.blocks) for page in pages]
        self.scores = np.zeros(len(pages))
        """Of each page, by the trees that did not see its fold."""
        self.trees: list[Trees] = []
        for fold in range(FOLDS):
            rows, mine = self._with_words(fold), self.folds == fold
            self.trees.append(self._fitted(rows, ~mine))
            chances = np.clip(self.trees[fold].chances(rows[mine]), 1e-9, 1 - 1e-9)
            self.scores[mine] = np.log(chances / (1 - chances))

    def model(self, left_out: int | None) -> KindModel:
        """Calibrated, with the threshold that holds few articles: by the scores of the folds that are not left out."""
        if left_out is None:
            trees = self._fitted(self._with_words(None), np.ones(len(self.labels), dtype=np.bool_))
        else:
            trees = self.trees[left_out]
        used = self.is_real & (self.folds != left_out)
        exact = calibration(self.scores[used], self.labels[used])
        articles = np.sort(exact.chances(self.scores[used & (self.labels == 1.0)]))
        weights = self._weights({left_out})
        return KindModel(exact.put_into(trees), self.columns, weights, float(articles[int(HELD * len(articles))]))

    def _with_words(self, left_out: int | None) -> NDArray[np.float32]:
        weights = {fold: self._weights({left_out, fold}) for fold in range(FOLDS)}
        added = [
            list(word_features(words, weights[fold]).values())
            for words, fold in zip(self._words, self.folds.tolist(), strict=True)
        ]
        return np.hstack([self.rows, np.array(added, dtype=np.float32)])

    def _weights(self, without: Collection[int | None]) -> dict[str, float]:
        """How much likelier a page with a word is an article: the logarithm, where it says something."""
        used = [at for at in np.nonzero(self.is_real)[0].tolist() if int(self.folds[at]) not in without]
        totals = Counter(self.labels[used].tolist())
        counts: dict[float, Counter[str]] = {0.0: Counter(), 1.0: Counter()}
        for at in used:
            counts[self.labels[at]].update(self._words[at])
        found = {}
        for word in counts[0.0].keys() | counts[1.0].keys():
            others, articles = counts[0.0][word], counts[1.0][word]
            if others + articles >= _FEWEST_PAGES:
                weight = math.log((articles + 0.5) / (totals[1.0] + 1)) - math.log((others + 0.5) / (totals[0.0] + 1))
                if abs(weight) >= _LEAST_SAID:
                    found[word] = weight
        return found

    def _fitted(self, rows: NDArray[np.float32], used: NDArray[np.bool_]) -> Trees:
        weights = np.where(self.labels == 0.0, _OTHER, 1.0) * np.where(self.is_real, 1.0, _INVENTED)
        return fitted(rows[used], self.labels[used], weights[used], KIND)


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
    arrays["kind_words"] = np.array(sorted(kind.words))
    arrays["kind_weights"] = np.array([kind.words[word] for word in sorted(kind.words)], dtype=np.float16)
    arrays["article_from"] = np.array(kind.article_from)
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]
