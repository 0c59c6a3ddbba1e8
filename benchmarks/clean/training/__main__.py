"""Fit the models of which blocks are text and which pages are articles, to pages with truth.

    python -m benchmarks.clean.training FOLDER [FOLDER...] [--cases FOLDER] [--models FOLDER] [--pages FILE] [--write]

Each FOLDER has a truth.jsonl, and may have a kinds.jsonl (see benchmarks.clean.corpus). Five models are fitted, each to
four fifths of the sites, and written below `--models`: with them `python -m benchmarks.clean` measures cleaning on
sites that its model did not see. `--cases` adds invented pages to the fitting, half of them, with a low weight.
`--write` fits to all pages too, and writes tasks/clean/page/model.npz and its report, model.md. `--pages` keeps what
was read of the pages in a file, from where the next fitting takes it. Needs LightGBM, which no part of the project
needs at run time:

    pip install lightgbm
"""

from __future__ import annotations

import argparse
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.clean import corpus
from benchmarks.clean.corpus import Page
from benchmarks.clean.scores import Score, body_f1, score
from benchmarks.clean.split import FOLDS, MODELS, is_looked_at, site_of
from benchmarks.clean.training.models import KindRows, counts_of, text_models, write
from benchmarks.clean.training.read import LabelledPage, read
from tasks.clean.page.body import CHOSEN, PageText
from tasks.clean.page.model import FILE

_REPORT = FILE.with_suffix(".md")
_HELD = (0.0025, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05)


def pages_of(folders: Sequence[Path], cases: Path | None) -> list[Page]:
    found = [page for folder in folders for page in corpus.articles(folder) + corpus.others(folder)]
    return found + [page for page in (corpus.cases(cases) if cases else ()) if is_looked_at(page)]


def f1_by_set(pages: Sequence[LabelledPage], found: Sequence[PageText]) -> dict[str, float]:
    """Body F1 of the blocks chosen, before everything else that cleaning does with them."""
    scores: dict[str, list[Score]] = defaultdict(list)
    for page, text in zip(pages, found, strict=True):
        if page.is_real and page.page.kind == "article":
            chances = np.zeros(len(page.blocks)) if text.chances is None else text.chances
            body = "\n".join(page.blocks[at].text for at in np.nonzero(chances > CHOSEN)[0].tolist())
            scores[page.page.source].append(score(page.page, {"body": body}))
    return {name: value for name, listed in scores.items() if (value := body_f1(listed)) is not None}


def kinds_at(rows: KindRows) -> list[tuple[int, int, int, int]]:
    """For some thresholds: articles held, articles, others loaded, others; each page judged by a model without it."""
    articles = np.sort(rows.scores[rows.is_real & (rows.labels == 1.0)])
    others = rows.scores[rows.is_real & (rows.labels == 0.0)]
    held = [int(share * len(articles)) for share in _HELD]
    return [(count, len(articles), int((others >= articles[count]).sum()), len(others)) for count in held]


def report(pages: Sequence[LabelledPage], f1: dict[str, float], rows: KindRows) -> str:
    real = [each for each in pages if each.is_real]
    sites = len({site_of(each.page) for each in real})
    sets = Counter((each.page.source, each.page.origin or "pages that are no articles") for each in real)
    with_truth = Counter(each.page.source for each in real if each.weights.any())
    lines = [
        "# What model.npz was fitted to",
        "",
        "Written by `python -m benchmarks.clean.training`. The file holds numbers and single words; the pages are not",
        "part of this project, and their texts belong to their publishers.",
        "",
        f"{len(real)} pages of {sites} sites, and {len(pages) - len(real)} invented pages.",
        "",
        "| set | pages | with truth for the text | from, and licence of the annotations |",
        "| --- | --- | --- | --- |",
        *(f"| {name} | {count} | {with_truth[name]} | {origin} |" for (name, origin), count in sorted(sets.items())),
        "",
        f"## Cross-validation, {FOLDS} folds of sites",
        "",
        "Body F1 of the blocks chosen, by models that had not seen the site: "
        + ", ".join(f"{name} {value:.4f}" for name, value in f1.items())
        + f"; mean {sum(f1.values()) / len(f1):.4f}.",
        "",
        "Page kind, by the model of kinds alone:",
        "",
        "| articles held | other pages loaded |",
        "| --- | --- |",
        *(f"| {held} of {articles} | {loaded} of {others} |" for held, articles, loaded, others in kinds_at(rows)),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clean.training",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--cases", type=Path, metavar="FOLDER", help="invented pages (a cases.jsonl)")
    parser.add_argument("--models", type=Path, default=MODELS, metavar="FOLDER", help=f"default: {MODELS}")
    parser.add_argument("--pages", type=Path, metavar="FILE", help="keep what was read of the pages here")
    parser.add_argument("--write", action="store_true", help="fit to all pages too and write the model")
    asked = parser.parse_args()
    sys.setrecursionlimit(50_000)  # pickle follows the boxes of a page inwards
    if asked.pages and asked.pages.exists():
        pages = pickle.loads(asked.pages.read_bytes())  # noqa: S301 - written by this command
    else:
        pages = [known for page in pages_of(asked.folders, asked.cases) if (known := read(page))]
        if asked.pages:
            asked.pages.write_bytes(pickle.dumps(pages))
    counts = counts_of(pages)
    print(f"{len(pages)} pages, {len({site_of(each.page) for each in pages})} sites", flush=True)
    asked.models.mkdir(parents=True, exist_ok=True)
    found: list[PageText] = [PageText()] * len(pages)
    fits = []
    for fold in range(FOLDS):
        fits.append(text_models(pages, counts, fold))
        for at, page in enumerate(pages):
            if page.fold == fold:
                found[at] = fits[fold].read(page)
        print(f"fold {fold} fitted", flush=True)
    rows = KindRows(pages, found)
    for fold, text in enumerate(fits):
        write(asked.models / f"fold-{fold}.npz", text, rows.model(fold))
    said = report(pages, f1_by_set(pages, found), rows)
    print(said)
    if asked.write:
        write(FILE, text_models(pages, counts, None), rows.model(None))
        _REPORT.write_text(said, encoding="utf-8")
        print(f"wrote {FILE} ({FILE.stat().st_size / 1e6:.2f} MB) and {_REPORT}")


if __name__ == "__main__":
    main()
