"""Fit the model of which blocks are text, and measure it on sites that it was not fitted to.

    python -m benchmarks.clean.training FOLDER [FOLDER...] [--write | --only-write]

Each FOLDER has a truth.jsonl (see benchmarks.clean.corpus). Five-fold cross-validation over registrable domains: the
words and the trees that judge a page never saw another page of its site. `--write` fits to all pages and writes
tasks/clean/page/model.npz. Needs LightGBM, which no part of the project needs at run time:

    pip install lightgbm
"""

from __future__ import annotations

import argparse
import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from benchmarks.clean.corpus import Page, articles
from benchmarks.clean.scores import Score, body_f1, score
from benchmarks.clean.training.fit import fitted
from benchmarks.clean.training.labels import labels_of
from benchmarks.clean.training.words import Counts
from tasks.clean.metadata.page_metadata import metadata_of
from tasks.clean.page.blocks import Block, Box, blocks_of
from tasks.clean.page.body import claims_of, extracted_lines
from tasks.clean.page.features import PageClaims, features_of
from tasks.clean.page.lexicon import Lexicon
from tasks.clean.page.model import FILE
from tasks.clean.page.parse import page_tree
from tasks.clean.page.surroundings import surroundings_of
from tasks.clean.page.trees import Trees
from tasks.clean.prose import cleaned
from tasks.files.charset import decode

FOLDS = 5
CHOSEN = 0.45
_EXTRACTED = "taken"
"""What the names of an extractor's columns have in them."""


@dataclass(slots=True)
class LabelledPage:
    page: Page
    fold: int
    blocks: list[Block]
    boxes: list[Box]
    claims: PageClaims
    lines: list[str]
    """What trafilatura takes of the page."""
    labels: NDArray[np.float64]
    weights: NDArray[np.float64]

    def features(self, lexicon: Lexicon) -> tuple[NDArray[np.intp], list[str], NDArray[np.float32]]:
        """Which blocks are candidates, the names of the columns, and a row for each candidate."""
        around = surroundings_of(self.blocks, self.boxes)
        if not len(around.candidates):
            return around.candidates, [], np.empty((0, 0), np.float32)
        features = features_of(around, self.claims, lexicon)
        features.add_extracted(self.lines)
        return around.candidates, features.table.names, features.table.matrix()


def site_of(page: Page) -> str:
    host = urlsplit(page.url).hostname or page.id
    return ".".join(host.split(".")[-2:])


def fold_of(site: str) -> int:
    return int(hashlib.sha256(site.encode()).hexdigest()[:8], 16) % FOLDS


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
    for block in blocks:  # links stay, the tree goes
        block.anchors = [{"href": anchor.get("href")} for anchor in block.anchors]  # type: ignore[misc]
    lines = extracted_lines(tree)
    for box in boxes:
        box.element = None  # type: ignore[assignment]
    return LabelledPage(page, fold_of(site_of(page)), blocks, boxes, claims, lines, labels, weights)


def counts_of(pages: Sequence[LabelledPage]) -> Counts:
    sites: dict[tuple[int, str], list[LabelledPage]] = defaultdict(list)
    for each in pages:
        sites[each.fold, site_of(each.page)].append(each)
    counts = Counts()
    for (fold, _), listed in sites.items():
        counts.add_site(fold, [(each.blocks, each.labels.tolist()) for each in listed])
    return counts


def fit(
    pages: Sequence[LabelledPage], counts: Counts, left_out: int | None
) -> tuple[list[str], dict[str, tuple[Trees, list[str]]], Lexicon]:
    """The two models of all folds but one. The words that judge a page are counted without the page's own fold."""
    without = set() if left_out is None else {left_out}
    lexicons = {fold: Lexicon(counts.weights(without | {fold})) for fold in range(FOLDS)}
    names: list[str] = []
    rows, labels, weights = [], [], []
    for each in pages:
        if each.fold == left_out or not each.weights.any():
            continue
        at, found, matrix = each.features(lexicons[each.fold])
        used = each.weights[at] > 0
        if used.any():
            names = found
            rows.append(matrix[used])
            labels.append(each.labels[at][used])
            weights.append(each.weights[at][used])
    plain = [name for name in names if _EXTRACTED not in name]
    models = {}
    for model, columns in (("plain", plain), ("with_extractor", names)):
        wanted = [names.index(name) for name in columns]
        trees = fitted(np.vstack([part[:, wanted] for part in rows]), np.concatenate(labels), np.concatenate(weights))
        models[model] = (trees, columns)
    return names, models, Lexicon(counts.weights(without))


def measured(pages: Sequence[LabelledPage], counts: Counts) -> str:
    """Body F1 of both models on the sites that each was not fitted to, a row a set."""
    scores: dict[str, dict[str, list[Score]]] = defaultdict(lambda: defaultdict(list))
    for fold in range(FOLDS):
        names, models, lexicon = fit(pages, counts, fold)
        for each in (each for each in pages if each.fold == fold):
            at, _, matrix = each.features(lexicon)
            for model, (trees, columns) in models.items():
                chances = trees.chances(matrix[:, [names.index(name) for name in columns]]) if len(at) else np.empty(0)
                body = "\n".join(each.blocks[place].text for place in at[chances > CHOSEN].tolist())
                scores[model][each.page.source].append(score(each.page, {"body": body}))
    lines = []
    for model, sets in scores.items():
        found = {name: value for name, listed in sets.items() if (value := body_f1(listed)) is not None}
        mean = sum(found.values()) / len(found)
        lines.append(
            f"{model:16}" + "".join(f"{name} {value:.4f}  " for name, value in found.items()) + f"mean {mean:.4f}"
        )
    return "\n".join(lines)


def write(models: dict[str, tuple[Trees, list[str]]], lexicon: Lexicon) -> None:
    arrays: dict[str, NDArray[np.generic]] = {}
    for model, (trees, columns) in models.items():
        arrays |= {
            f"{model}_feature": trees.feature,
            f"{model}_threshold": trees.threshold,
            f"{model}_leaf": trees.leaf,
        }
        arrays[f"{model}_columns"] = np.array(columns)
    words = sorted(lexicon.weights.items())
    arrays["words"] = np.array([word for word, _ in words])
    arrays["weights"] = np.array([weight for _, weight in words], dtype=np.float16)
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clean.training",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--write", action="store_true", help="fit to all pages and write the model")
    parser.add_argument("--only-write", action="store_true", help="the same, without the cross-validation")
    asked = parser.parse_args()
    listed = [page for folder in asked.folders for page in articles(folder) if page.body or page.must or page.must_not]
    pages = [found for page in listed if (found := read(page))]
    sets = Counter(each.page.source for each in pages)
    print(f"{len(pages)} pages of {len({site_of(each.page) for each in pages})} sites: {dict(sets)}", flush=True)
    counts = counts_of(pages)
    if not asked.only_write:
        print(measured(pages, counts), flush=True)
    if asked.write or asked.only_write:
        _, models, lexicon = fit(pages, counts, None)
        write(models, lexicon)
        print(f"wrote {FILE} ({FILE.stat().st_size / 1e6:.2f} MB, {len(lexicon.weights)} words)")


if __name__ == "__main__":
    main()
