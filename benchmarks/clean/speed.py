"""Pages a CPU-second with all metadata, beside the stock extractor: the same pages in turns in one process.

    python -m benchmarks.clean.speed [FOLDER...] [--pages 150] [--rounds 3] [--doubtful X,X]

reads N pages of all sets, drawn by a hash, by the stock extractor and by ours, once for each of the doubts from which
the thorough extraction is asked (`tasks.clean.page.body.DOUBTFUL`; default: the one in use). A page's time is the least
of its rounds, so that other work on the machine counts little. `python -m benchmarks.clean --doubtful X` gives the
quality of a doubt.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.clean import corpus
from benchmarks.clean.corpus import Page
from benchmarks.clean.readers import ours, stock
from tasks.clean.page import body

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


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clean.speed", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, default=list(corpus.DEFAULTS), metavar="FOLDER")
    parser.add_argument("--pages", type=int, default=150, metavar="N")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--doubtful", default=str(body.DOUBTFUL), metavar="X,X")
    asked = parser.parse_args()
    pages = drawn([page for folder in asked.folders for page in corpus.articles(folder)], asked.pages)
    readers: dict[str, Read] = {"stock": stock.read}
    readers |= {f"ours, doubt {doubt}": at_doubt(float(doubt)) for doubt in asked.doubtful.split(",")}
    spent = seconds(pages, readers, asked.rounds)
    for name, cpu in spent.items():
        print(f"{name:<20} {len(pages) / cpu:6.1f} pages a CPU-second  {spent['stock'] / cpu:.2f} times stock")


if __name__ == "__main__":
    main()
