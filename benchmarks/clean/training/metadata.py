"""Fit the models that choose authors, day and title among candidates, and measure them on sites not fitted to.

    python -m benchmarks.clean.training.metadata FOLDER [FOLDER...] [--dump FILE] [--write]

Each FOLDER has a truth.jsonl (see benchmarks.clean.corpus). Five-fold cross-validation over registrable domains: what
judges a page never saw another page of its site. `--write` fits to all pages and writes
tasks/clean/metadata/model.npz and its report, model.md beside it. Needs LightGBM (pip install lightgbm), which no part
of the project needs at run time.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from benchmarks.clean.corpus import Page, articles
from benchmarks.clean.scores import names_of, words
from benchmarks.clean.split import FOLDS, fold_of, is_looked_at, site_of
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

_REPORT = FILE.with_suffix(".md")
_TRUTHS = ("title", "authors", "day")
_GROWTH = {"learning_rate": 0.06, "num_leaves": 16, "min_data_in_leaf": 15, "feature_fraction": 0.4}
RECIPES = {"authors": Recipe(5, 150, _GROWTH), "day": Recipe(5, 250, _GROWTH), "title": Recipe(5, 250, _GROWTH)}


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


def fit(field: str, pages: Sequence[Choosing]) -> Trees:
    rows, labels = np.vstack([each.rows for each in pages]), np.concatenate([each.right for each in pages])
    return fitted(rows, labels, np.ones(len(labels)), RECIPES[field])


@dataclass(frozen=True, slots=True)
class Share:
    """Of the pages of one set and half, the share where the rules, the model, and the best candidate are right."""

    field: str
    source: str
    half: str
    rules: float
    model: float
    best: float
    pages: int


def measured(field: str, pages: Sequence[Choosing], dump: TextIO | None) -> list[Share]:
    """A page without candidates counts as wrong."""
    found: dict[tuple[str, str], list[tuple[bool, bool, bool]]] = defaultdict(list)
    for fold in range(FOLDS):
        model = fit(field, [each for each in pages if fold_of(each.page) != fold])
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
                for half in ("all", *(() if is_looked_at(each.page) else ("not looked at",))):
                    found[each.page.source, half].append((of_rules, is_right, bool(each.right.any())))
                if dump:
                    dump.write(json.dumps([field, str(each.page.file), of_rules, is_right]) + "\n")
    return [
        Share(field, source, half, rules, model, best, len(listed))
        for (source, half), listed in sorted(found.items())
        for rules, model, best in [np.mean(listed, axis=0).tolist()]
    ]


def report(by_field: dict[str, list[Choosing]], shares: Sequence[Share]) -> str:
    """What the shipped models were fitted to, and how good models of the same making are on sites not fitted to."""
    pages = {each.page.file: each.page for choosings in by_field.values() for each in choosings}.values()
    counts = Counter((field, each.page.source) for field, choosings in by_field.items() for each in choosings)
    sets = Counter((page.source, page.origin) for page in pages)
    lines = [
        "# What model.npz was fitted to",
        "",
        "Written by `python -m benchmarks.clean.training.metadata`. The file holds numbers; the pages are not part of",
        "this project, and their texts belong to their publishers.",
        "",
        f"{len(pages)} pages of {len({site_of(page) for page in pages})} sites.",
        "",
        "| set | pages | with a title | with authors | with a day | from, and licence of the annotations |",
        "| --- | --- | --- | --- | --- | --- |",
        *(
            f"| {name} | {count} | {' | '.join(str(counts[field, name]) for field in _TRUTHS)} | {origin} |"
            for (name, origin), count in sorted(sets.items())
        ),
        "",
        f"## Cross-validation, {FOLDS} folds of sites",
        "",
        "The share of pages that is right: by the rules alone, by the rules and then the models, and if the best",
        "candidate were always chosen. Nobody looked at the pages of the sites that are called so.",
        "",
        "| field | set | sites | pages | rules | models | best candidate |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(
            f"| {each.field} | {each.source} | {each.half} | {each.pages}"
            f" | {each.rules:.3f} | {each.model:.3f} | {each.best:.3f} |"
            for each in shares
        ),
    ]
    return "\n".join(lines) + "\n"


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
    said = report(
        by_field, [share for field, pages in by_field.items() for share in measured(field, pages, asked.dump)]
    )
    print(said)
    if asked.write:
        arrays: dict[str, NDArray[np.generic]] = {}
        for field, pages in by_field.items():
            trees = fit(field, pages)
            arrays |= {f"{field}_feature": trees.feature, f"{field}_threshold": trees.threshold}
            arrays |= {f"{field}_leaf": trees.leaf, f"{field}_columns": np.array(FIELDS[field])}
        np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]
        _REPORT.write_text(said, encoding="utf-8")
        print(f"wrote {FILE} ({FILE.stat().st_size / 1e6:.2f} MB) and {_REPORT}")


if __name__ == "__main__":
    main()
