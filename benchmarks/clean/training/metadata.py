"""Fit the models that choose authors, day and title among candidates, and measure them on sites not fitted to.

    python -m benchmarks.clean.training.metadata FOLDER [FOLDER...] [--dump FILE] [--write]

Each FOLDER has a truth.jsonl (see benchmarks.clean.corpus). Five-fold cross-validation over registrable domains: what
judges a page never saw another page of its site. `--write` fits to all pages and writes
tasks/clean/metadata/model.npz. Needs LightGBM (pip install lightgbm), which no part of the project needs at run time.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from benchmarks.clean.corpus import Page, articles
from benchmarks.clean.scores import names_of, words
from benchmarks.clean.split import FOLDS, fold_of, is_looked_at
from benchmarks.clean.training.fit import Recipe, fitted
from tasks.clean.metadata import author_choice, date_choice, title_choice
from tasks.clean.metadata.bylines import Authors
from tasks.clean.metadata.choice import FIELDS, FILE, best_of, is_settled
from tasks.clean.metadata.dates import Dates
from tasks.clean.metadata.page_metadata import date_context, metadata_of, settle_titles
from tasks.clean.metadata.people import people
from tasks.clean.metadata.titles import Titles
from tasks.clean.page.body import text_of
from tasks.clean.page.parse import page_tree
from tasks.clean.page.trees import Trees
from tasks.clean.prose import cleaned
from tasks.files.charset import decode

CHOICE = Recipe(5, 150, {"learning_rate": 0.06, "num_leaves": 16, "min_data_in_leaf": 15, "feature_fraction": 0.4})


@dataclass(slots=True)
class Choosing:
    """The candidates of one page for one field, and which of them are right."""

    page: Page
    rows: NDArray[np.float32]
    """float32 [candidates, columns]."""
    right: NDArray[np.float64]
    """1 where a candidate is what the truth says, else 0."""
    is_ruled: list[bool]
    """What the rules found."""
    is_settled: bool = False
    """Nothing is chosen."""


def read(page: Page) -> dict[str, Choosing]:
    """The candidates of a page for each field of which there is a truth; none where the page has no text."""
    stated = {"authors": page.authors, "day": page.published, "title": page.title}
    found = {
        field: Choosing(page, np.zeros((0, len(FIELDS[field])), np.float32), np.zeros(0), [])
        for field, truth in stated.items()
        if truth
    }
    tree = page_tree(cleaned(decode(page.markup(), "text/html").text))
    if tree is None:
        return found
    url, now = page.url or None, datetime.now(UTC)
    meta, said = metadata_of(tree, url, now)
    read = text_of(tree, meta, said)
    settle_titles(meta, tree, url, read.headings)
    if not read.place.blocks:
        return found
    url = url or meta.canonical_url
    if page.authors:
        ruled = Authors(meta.authors, meta.authors_from, meta.organisations)
        groups = author_choice.groups_of(said, read.place, ruled, meta.house)
        truth = (names_of(page.authors), names_of(people(page.authors)))
        _put(found, "authors", page, author_choice.table(groups, read.place, meta.title, meta.house),
             [names_of(group.names) in truth for group in groups], groups)  # fmt: skip
        if groups:
            found["authors"].is_settled = is_settled(meta)
    if page.published:
        context = date_context(meta, now, None)
        days = date_choice.days_of_page(
            said, read.place, Dates(meta.published, meta.published_from, guessed=meta.guessed), url, context
        )
        _put(found, "day", page, date_choice.table(days, context),
             [each.day.isoformat() == page.published[:10] for each in days], days)  # fmt: skip
    if page.title:
        wordings = title_choice.wordings_of(said, tree, read.place, Titles(meta.title, meta.title_from, meta.headline))
        _put(found, "title", page, title_choice.table(wordings, meta.sitename, url),
             [words(each.text) == words(page.title) for each in wordings], wordings)  # fmt: skip
    return found


def _put(
    found: dict[str, Choosing],
    field: str,
    page: Page,
    rows: NDArray[np.float32],
    right: Sequence[bool],
    of: Sequence[Any],
) -> None:
    if of:
        ruled = [any(name in each.counts for name in ("ruled", "ruled_title", "ruled_headline")) for each in of]
        found[field] = Choosing(page, rows, np.array(right, dtype=np.float64), ruled)


def fit(pages: Sequence[Choosing]) -> Trees:
    rows, labels = np.vstack([each.rows for each in pages]), np.concatenate([each.right for each in pages])
    return fitted(rows, labels, np.ones(len(labels)), CHOICE)


def measured(field: str, pages: Sequence[Choosing], dump: TextIO | None) -> str:
    """The share of pages where the rules, the model and the best candidate are right, a line a set and half. A page
    without candidates counts as wrong.
    """
    shares: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    for fold in range(FOLDS):
        model = fit([each for each in pages if fold_of(each.page) != fold])
        for each in pages:
            if fold_of(each.page) == fold:
                best = best_of(field, each.rows, each.is_ruled, model).best if each.is_ruled else None
                if each.is_settled:
                    best = each.is_ruled.index(True)
                of_rules = any(right for right, ruled in zip(each.right, each.is_ruled, strict=True) if ruled)
                is_right = best is not None and bool(each.right[best])
                if field == "title" and best is not None:
                    # Title and headline are both given: the best takes the place of one of them.
                    is_right = is_right or (of_rules and each.is_ruled[best])
                half = "looked at" if is_looked_at(each.page) else "other half"
                shares[each.page.source, half].append((of_rules, is_right, bool(each.right.any())))
                if dump:
                    dump.write(json.dumps([field, str(each.page.file), of_rules, is_right]) + "\n")
    lines = [
        f"{field:8} {name:9} {half:11} {rules:.3f} -> {model:.3f} (best {best:.3f}, n={len(listed)})"
        for (name, half), listed in sorted(shares.items())
        for rules, model, best in [np.mean(listed, axis=0).tolist()]
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clean.training.metadata",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--dump", type=argparse.FileType("w"), metavar="FILE", help="write a line a page and field")
    parser.add_argument("--write", action="store_true", help="fit to all pages and write the models")
    asked = parser.parse_args()
    by_field: dict[str, list[Choosing]] = defaultdict(list)
    for page in (page for folder in asked.folders for page in articles(folder)):
        for field, choosing in (read(page) if page.title or page.authors or page.published else {}).items():
            by_field[field].append(choosing)
    print(
        "the share of pages that is right: rules -> model (best: what the best of the candidates would give)",
        flush=True,
    )
    for field, pages in by_field.items():
        print(measured(field, pages, asked.dump), flush=True)
    if asked.write:
        arrays: dict[str, NDArray[np.generic]] = {}
        for field, pages in by_field.items():
            trees = fit(pages)
            arrays |= {f"{field}_feature": trees.feature, f"{field}_threshold": trees.threshold}
            arrays |= {f"{field}_leaf": trees.leaf, f"{field}_columns": np.array(FIELDS[field])}
        np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]
        print(f"wrote {FILE} ({FILE.stat().st_size / 1e6:.2f} MB)")


if __name__ == "__main__":
    main()
