"""The quality and speed of cleaning on real pages with truth, beside the stock extractor and its peers.

    python -m benchmarks.clean [FOLDER] [--ours] [--only SET,SET] [--readers NAME,NAME] [--peers FOLDER]
                               [--rounds N] [--dump FILE]

FOLDER has a truth.jsonl (see benchmarks.clean.corpus; default: ../shared/corpus beside the checkout). Every reader is a
process of its own and all get each page in turn, so the CPU seconds of a page are measured under the same load. Peers
are included where `python -m benchmarks.clean.peers` has made their environments. `--dump` writes a line a page and
reader, with scores and text, to look at what went wrong; `--ours` asks only this project, `--only` only some of the
sets.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from benchmarks.clean import corpus, peers
from benchmarks.clean.corpus import Page
from benchmarks.clean.process import Reader
from benchmarks.clean.scores import Score, score
from benchmarks.clean.table import Results, tables

OWN = ("ours", "stock", "stock_with_comments")


def measured(pages: Sequence[Page], pythons: dict[str, str], dump: TextIO | None, rounds: int = 1) -> list[Results]:
    """Every page read by every reader (name -> Python), in turns, and scored; further rounds are for the clock only."""
    results = {name: Results(name) for name in pythons}
    with ExitStack() as stack:
        readers = [stack.enter_context(Reader(name, python)) for name, python in pythons.items()]
        for number, page in enumerate(pages):
            for reader in _in_turn(readers, number):
                reading = reader.read(page.file, page.url)
                given = score(page, reading)
                results[reader.name].take(page, reading, given)
                if dump:
                    dump.write(_dumped(page, reader.name, reading, given) + "\n")
        for _ in range(rounds - 1):
            for result in results.values():
                result.cpu.append(0.0)
            for number, page in enumerate(page for page in pages if page.kind == "article"):
                for reader in _in_turn(readers, number):
                    results[reader.name].cpu[-1] += reader.read(page.file, page.url)["cpu"]
    return list(results.values())


def _in_turn(readers: list[Reader], number: int) -> Iterable[Reader]:
    """Another one first for each page: the first finds the page in no cache."""
    first = number % len(readers)
    return readers[first:] + readers[:first]


def _dumped(page: Page, reader: str, reading: dict[str, Any], given: Score) -> str:
    scores = {key: value for key, value in asdict(given).items() if value is not None}
    return json.dumps({"id": page.id, "reader": reader, "kind": page.kind, "scores": scores, "reading": reading})


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clean", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--ours", action="store_true", help="only this project")
    parser.add_argument(
        "--only", default="", metavar="SET,SET", help="only these sets; `kinds` are the pages that are no articles"
    )
    parser.add_argument("--readers", default="", metavar="NAME,NAME", help="only these readers")
    parser.add_argument("--peers", type=Path, default=peers.DEFAULT, metavar="FOLDER", help="environments of the peers")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="read the articles N times, for the speed")
    parser.add_argument("--dump", type=Path, metavar="FILE", help="write what was read of each page, as JSON lines")
    asked = parser.parse_args()
    if not (asked.folder / "truth.jsonl").exists():
        parser.error(
            f"{asked.folder} has no truth.jsonl: name a folder of pages with truth (see benchmarks/clean/corpus.py)"
        )
    pages = corpus.articles(asked.folder) + corpus.others(asked.folder)
    if asked.only:
        pages = [page for page in pages if page.source in asked.only.split(",")]
    pythons = dict.fromkeys(OWN, sys.executable) | peers.installed(asked.peers)
    wanted = ["ours"] if asked.ours else [name for name in asked.readers.split(",") if name] or list(pythons)
    if unknown := [name for name in wanted if name not in pythons]:
        parser.error(f"no such reader: {', '.join(unknown)}; there are {', '.join(pythons)}")
    with ExitStack() as stack:
        dump = stack.enter_context(asked.dump.open("w", encoding="utf-8")) if asked.dump else None
        print(tables(measured(pages, {name: pythons[name] for name in wanted}, dump, asked.rounds)))


if __name__ == "__main__":
    main()
