"""The quality and speed of cleaning on real pages with truth, beside the stock extractor and its peers.

    python -m benchmarks.clean [FOLDER...] [--models FOLDER] [--cases FOLDER] [--ours] [--only SET,SET]
                               [--readers NAME,NAME] [--peers FOLDER] [--rounds N] [--dump FILE] [--known FILE]
                               [--doubtful X]

FOLDER has a truth.jsonl (see benchmarks.clean.corpus; default: ../shared/corpus and ../shared/corpus-more beside the
checkout). Each page is read by the model that was fitted without its site: `--models` has them, written by
`python -m benchmarks.clean.training`. Without these models the shipped one reads, which has seen the pages, and the
table says so. What a run would hold or refuse counts as nothing found. Figures are also given for the sites that
nobody looks at (benchmarks.clean.split).

Every reader is a process of its own and all get each page in turn, so the CPU seconds of a page are measured under the
same load; ours is one process for each fold, which costs caches: `python -m benchmarks.clean.speed` measures the speed.
Peers are included where `python -m benchmarks.clean.peers` has made their environments. `--dump` writes a line a page
and reader, with scores and text, to look at what went wrong; `--known` takes what other readers than ours answered from
such a file, which halves the time and leaves out their speed; `--doubtful` sets `tasks.clean.page.body.DOUBTFUL` where
models of folds read; `--ours` asks only this project, `--only` only some of the sets.
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
from benchmarks.clean.split import FOLDS, MODELS, fold_of
from benchmarks.clean.table import Results, tables

OWN = ("ours", "stock", "stock_with_comments")


class FoldReaders:
    """Ours, a process for each fold: a page is read by the model that did not see its site."""

    name = "ours"

    def __init__(self, readers: Sequence[Reader]) -> None:
        self._readers = readers

    def read(self, page: Page) -> dict[str, Any]:
        return self._readers[fold_of(page)].read(page.file, page.url)


class OneReader:
    def __init__(self, reader: Reader) -> None:
        self.name, self._reader = reader.name, reader

    def read(self, page: Page) -> dict[str, Any]:
        return self._reader.read(page.file, page.url)


class KnownReader:
    """The answers that a reader gave in an earlier run."""

    def __init__(self, name: str, readings: dict[str, dict[str, Any]]) -> None:
        self.name, self._readings = name, readings

    def read(self, page: Page) -> dict[str, Any]:
        return self._readings[page.id] | {"cpu": 0.0}


def known_answers(file: Path, pages: Sequence[Page]) -> list[KnownReader]:
    """The readers but ours that answered for all of the pages in an earlier run."""
    readings: dict[str, dict[str, dict[str, Any]]] = {}
    with file.open(encoding="utf-8") as lines:
        for answer in map(json.loads, lines):
            readings.setdefault(answer["reader"], {})[answer["id"]] = answer["reading"]
    ids = {page.id for page in pages}
    return [KnownReader(name, found) for name, found in readings.items() if name != "ours" and ids <= found.keys()]


def measured(
    pages: Sequence[Page],
    pythons: dict[str, str],
    dump: TextIO | None,
    rounds: int = 1,
    models: Sequence[Path] = (),
    known: Sequence[KnownReader] = (),
    doubtful: float | None = None,
) -> list[Results]:
    """Every page read by every reader (name -> Python), in turns, and scored; further rounds are for the clock only.
    `models` are those of the folds; readers whose answers are `known` are not asked. `doubtful` is the doubt
    from which our reader extracts thoroughly, if not the one in use.
    """
    answered = {reader.name: reader for reader in known}
    results = {name: Results(name) for name in pythons}
    with ExitStack() as stack:
        readers: list[FoldReaders | OneReader | KnownReader] = []
        for name, python in pythons.items():
            if name in answered:
                readers.append(answered[name])
            elif name == "ours" and models:
                ours = [stack.enter_context(Reader(name, python, model, doubtful)) for model in models]
                readers.append(FoldReaders(ours))
            else:
                readers.append(OneReader(stack.enter_context(Reader(name, python))))
        for number, page in enumerate(pages):
            for reader in _in_turn(readers, number):
                reading = reader.read(page)
                given = score(page, reading)
                results[reader.name].take(page, reading, given)
                if dump:
                    dump.write(_dumped(page, reader.name, reading, given) + "\n")
        for _ in range(rounds - 1):
            for result in results.values():
                result.cpu.append(0.0)
            for number, page in enumerate(page for page in pages if page.kind == "article"):
                for reader in _in_turn(readers, number):
                    results[reader.name].cpu[-1] += reader.read(page)["cpu"]
    return list(results.values())


def _in_turn(
    readers: list[FoldReaders | OneReader | KnownReader], number: int
) -> Iterable[FoldReaders | OneReader | KnownReader]:
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
    parser.add_argument("folders", nargs="*", type=Path, default=list(corpus.DEFAULTS), metavar="FOLDER")
    parser.add_argument("--models", type=Path, default=MODELS, metavar="FOLDER", help="the models of the folds")
    parser.add_argument("--cases", type=Path, metavar="FOLDER", help="invented pages, for languages with few others")
    parser.add_argument("--ours", action="store_true", help="only this project")
    parser.add_argument(
        "--only", default="", metavar="SET,SET", help="only these sets; `kinds` are the pages that are no articles"
    )
    parser.add_argument("--readers", default="", metavar="NAME,NAME", help="only these readers")
    parser.add_argument("--peers", type=Path, default=peers.DEFAULT, metavar="FOLDER", help="environments of the peers")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="read the articles N times, for the speed")
    parser.add_argument("--dump", type=Path, metavar="FILE", help="write what was read of each page, as JSON lines")
    parser.add_argument("--known", type=Path, metavar="FILE", help="what others answered in an earlier run: its dump")
    parser.add_argument("--doubtful", type=float, metavar="X", help="extract thoroughly from this doubt on")
    asked = parser.parse_args()
    for folder in asked.folders:
        if not (folder / "truth.jsonl").exists():
            parser.error(
                f"{folder} has no truth.jsonl: name a folder of pages with truth (see benchmarks/clean/corpus.py)"
            )
    models = [asked.models / f"fold-{fold}.npz" for fold in range(FOLDS)]
    if not all(model.exists() for model in models):
        models = []
        print(f"NOT UNSEEN: no models of folds in {asked.models}; the shipped model has seen sites of these pages.\n")
    pages = [page for folder in asked.folders for page in corpus.articles(folder) + corpus.others(folder)]
    if asked.cases:
        pages += [page for page in corpus.cases(asked.cases) if page.language]
    if asked.only:
        pages = [page for page in pages if page.source in asked.only.split(",")]
    pythons = dict.fromkeys(OWN, sys.executable) | peers.installed(asked.peers)
    wanted = ["ours"] if asked.ours else [name for name in asked.readers.split(",") if name] or list(pythons)
    if unknown := [name for name in wanted if name not in pythons]:
        parser.error(f"no such reader: {', '.join(unknown)}; there are {', '.join(pythons)}")
    with ExitStack() as stack:
        dump = stack.enter_context(asked.dump.open("w", encoding="utf-8")) if asked.dump else None
        known = known_answers(asked.known, pages) if asked.known else []
        found = measured(
            pages, {name: pythons[name] for name in wanted}, dump, asked.rounds, models, known, asked.doubtful
        )
        print(tables(found))


if __name__ == "__main__":
    main()
