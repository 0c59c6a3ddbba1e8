"""Pages a CPU-second with all metadata, beside the stock extractor: the same pages in turns in one process.

    python -m benchmarks.clean.speed [FOLDER...] [--pages 150] [--rounds 3] [--doubtful X,X]
                                     [--curve] [--models FOLDER]

reads N pages of all sets, drawn by a hash, by the stock extractor and by ours, once for each of the doubts from which
the thorough extraction is asked (`tasks.clean.page.body.DOUBTFUL`; default: the one in use). A page's time is the least
of its rounds, so that other work on the machine counts little.

`--curve` gives body F1 beside the speed of each of five doubts: the mean of the sets over all pages, each read by the
model of `--models` that did not see its site (see benchmarks.clean). `python -m benchmarks.clean --doubtful X` tells
more of one doubt.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from benchmarks.clean import corpus
from benchmarks.clean.corpus import Page
from benchmarks.clean.readers import ours, stock
from benchmarks.clean.scores import Score, score
from benchmarks.clean.split import FOLDS, MODELS, fold_of
from benchmarks.clean.table import f1_by_set
from tasks.clean.page import body

CURVE = "1,0.2,0.1,0.05,0"
"""From no thorough extraction at all to one of every page."""
Read = Callable[[bytes, str], dict[str, Any]]


def drawn(pages: Sequence[Page], count: int) -> list[Page]:
    """The same pages each time, whatever order they are in."""
    return sorted(pages, key=lambda page: hashlib.sha256(page.id.encode()).hexdigest())[:count]


def at_doubt(doubt: float) -> Read:
    """Ours, with the thorough extraction from this doubt on."""

    def read(markup: bytes, url: str) -> dict[str, Any]:
        body.DOUBTFUL = doubt
        return ours.read(markup, url)

    return read


def seconds(pages: Sequence[Page], readers: dict[str, Read], rounds: int) -> dict[str, float]:
    """CPU seconds of each reader for all pages, by the least of the rounds of each page."""
    contents = [(page.markup(), page.url) for page in pages]
    for read in readers.values():
        read(*contents[0])
    least = {name: [float("inf")] * len(contents) for name in readers}
    for _ in range(rounds):
        for at, content in enumerate(contents):
            for name, read in readers.items():
                begun = time.process_time()
                read(*content)
                least[name][at] = min(least[name][at], time.process_time() - begun)
    return {name: sum(times) for name, times in least.items()}


def unseen_f1(pages: Sequence[Page], models: Sequence[Path], doubt: float) -> float | None:
    """Mean body F1 of the sets, each page read by the model of its fold. A page that cannot be read has no text."""
    found: list[Score] = []
    for fold, model in enumerate(models):
        ours.use(str(model), str(doubt))
        for page in pages:
            if fold_of(page) == fold:
                reading: dict[str, Any] = {}
                with suppress(Exception):  # of any library, on any page
                    reading = ours.read(page.markup(), page.url)
                found.append(score(page, reading))
    return f1_by_set(found, sorted({each.source for each in found}))[-1]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clean.speed", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=list(corpus.DEFAULTS), metavar="FOLDER")
    parser.add_argument("--pages", type=int, default=150, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--doubtful", metavar="X,X", help=f"default: {body.DOUBTFUL}; with --curve {CURVE}")
    parser.add_argument("--curve", action="store_true", help="body F1 beside the speed")
    parser.add_argument("--models", type=Path, default=MODELS, metavar="FOLDER", help="the models of the folds")
    asked = parser.parse_args()
    models = [asked.models / f"fold-{fold}.npz" for fold in range(FOLDS)] if asked.curve else []
    if missing := [model for model in models if not model.exists()]:
        parser.error(f"no {missing[0]}: python -m benchmarks.clean.training writes the models of the folds")
    doubts = (asked.doubtful or (CURVE if asked.curve else str(body.DOUBTFUL))).split(",")
    pages = [page for folder in asked.folders for page in corpus.articles(folder)]
    timed = drawn(pages, asked.pages)
    readers: dict[str, Read] = {"stock": stock.read}
    readers |= {f"ours, doubt {doubt}": at_doubt(float(doubt)) for doubt in doubts}
    spent = seconds(timed, readers, asked.rounds)
    for (name, cpu), doubt in zip(spent.items(), ["", *doubts], strict=True):
        f1 = unseen_f1(pages, models, float(doubt)) if models and doubt else None
        print(
            f"{name:<20} {len(timed) / cpu:6.1f} pages a CPU-second  {spent['stock'] / cpu:.2f} times stock",
            f"  body F1 {f1:.4f}" if f1 else "",
            flush=True,
        )


if __name__ == "__main__":
    main()
