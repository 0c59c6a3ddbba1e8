"""Batches as the steps before loading hand them over, thousands of candidates at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.warehouse.facts import Facts, Numbers, several
from benchmarks.warehouse.texts import Writer
from schemas.fields import Article
from schemas.records import Candidate, Capture, CheckResult, Verdict
from tasks.store.engine import cursor

SHARES = {
    "new": 0.83,
    "revised": 0.03,
    "same_text": 0.01,
    "same_content": 0.01,
    "same_payload": 0.10,
    "held": 0.01,
    "deadline": 0.01,
}
"""How candidates are to end. An address is offered once a run."""
_BEGUN = datetime(2026, 1, 1, 6, tzinfo=UTC)
_RECENT = 5_000
"""Corrections, and nine tenths of what is offered again, are of the newest articles; the rest of any."""
_LINKS = 6
_LAYOUTS = {
    "candidates": Candidate.LAYOUT,
    "captures": Capture.LAYOUT,
    "articles": Article.LAYOUT,
    "verdicts": Verdict.LAYOUT,
    "results": CheckResult.LAYOUT,
}


@dataclass(frozen=True, slots=True)
class Run:
    """A run to be loaded."""

    run_id: str
    batches: list[Path]
    candidates: int
    articles: int
    """New ones."""
    text_bytes: int
    """Of all bodies that become a version."""
    at: datetime


class Agency:
    """Offers articles, old and new, for ever."""

    def __init__(self) -> None:
        self._writer = Writer()
        self._facts = Facts(self._writer)
        self._dice = np.random.default_rng(7)
        self._versions = np.zeros(0, dtype=np.int32)
        """The current version of each article so far."""
        self._aliases = 0
        self._runs = 0
        self._database = cursor()

    @property
    def articles(self) -> int:
        return self._versions.size

    def run(self, runs: Path, candidates: int, batch_size: int) -> Run:
        """Write the next run's folder."""
        self._runs += 1
        at = _BEGUN + timedelta(minutes=30 * self._runs)
        run_id = f"{at:%Y%m%dT%H%M%S}-{self._runs:06x}"
        kinds = self._dice.choice([*SHARES], size=candidates, p=[*SHARES.values()])
        numbers = self._numbers(kinds)
        before, text_bytes, batches = self.articles, 0, []
        for number, start in enumerate(range(0, candidates, batch_size), 1):
            folder = runs / run_id / f"{number:05}"
            folder.mkdir(parents=True)
            batches.append(folder)
            part = slice(start, start + batch_size)
            text_bytes += self._write(folder, run_id, start, kinds[part], numbers[part], at)
        self._versions = np.append(self._versions, np.ones((kinds == "new").sum(), dtype=np.int32))
        return Run(run_id, batches, candidates, self.articles - before, text_bytes, at)

    def _numbers(self, kinds: npt.NDArray[np.str_]) -> Numbers:
        """Which article each candidate is of; where there are too few yet to offer again, it becomes a new one."""
        is_fresh = np.isin(kinds, ["new", "held", "deadline"])
        again = np.flatnonzero(~is_fresh)
        known = self._known(again.size, kinds[again] == "same_payload")
        kinds[again[known.size :]] = "new"
        numbers = np.zeros(kinds.size, dtype=np.int64)
        numbers[again[: known.size]] = known
        is_new = kinds == "new"
        numbers[is_new] = self.articles + np.arange(is_new.sum())
        # What never becomes an article has numbers of its own, far away.
        lost = np.isin(kinds, ["held", "deadline"])
        numbers[lost] = 10**9 * self._runs + np.flatnonzero(lost)
        self._versions[numbers[kinds == "revised"]] += 1
        return numbers

    def _known(self, count: int, is_any_age: npt.NDArray[np.bool_]) -> Numbers:
        recent = self.articles - 1 - self._dice.integers(min(_RECENT, max(self.articles, 1)), size=count)
        of_any_age = self._dice.integers(max(self.articles, 1), size=count)
        chosen = np.where(is_any_age & (self._dice.random(count) < 0.1), of_any_age, recent)
        return np.unique(chosen)[self._dice.permutation(np.unique(chosen).size)] if self.articles else chosen[:0]

    def _write(
        self, folder: Path, run_id: str, start: int, kinds: npt.NDArray[np.str_], numbers: Numbers, at: datetime
    ) -> int:
        """The five files of a batch; gives the bytes of the texts that are loaded."""
        count = kinds.size
        facts, dice = self._facts, self._dice
        texts = self._writer.texts(count, dice)
        version = np.ones(count, dtype=np.int32)
        is_known = numbers < self._versions.size
        version[is_known] = self._versions[numbers[is_known]]
        given = pd.DataFrame(
            {
                "position": start + np.arange(count),
                "kind": kinds.astype(object),
                "number": numbers,
                "version": version,
                "source": facts.sources[facts.source(numbers)],
                "url": np.array(facts.urls(numbers), dtype=object),
                "title": np.array(facts.phrases(numbers, 9, salt=100), dtype=object),
                "summary": np.array(facts.phrases(numbers, 25, salt=200), dtype=object),
                "body": np.array(texts.bodies, dtype=object),
                "chance": dice.random(count),
                "raw_bytes": dice.lognormal(11, 0.5, count).astype(np.int64),
            }
        )
        nested = {
            "paragraphs": pd.DataFrame(
                {"row": texts.text, "i": texts.position, "char_start": texts.char_start, "char_end": texts.char_end}
            ),
            "people": _named(facts.people(numbers)),
            "topics": _named(facts.topics(numbers)),
            "links": self._links(count, numbers),
        }
        for name, frame in ({"given": given} | nested).items():
            self._database.register(name, frame)
        for name, value in (("run_id", run_id), ("begun", at), ("first_position", start)):
            self._database.execute(f"SET VARIABLE {name} = ?", [value])
        self._database.execute(files("benchmarks.warehouse").joinpath("batch.sql").read_text(encoding="utf-8"))
        for table, layout in _LAYOUTS.items():
            self._save(table, layout, folder / f"{table}.parquet")
        is_loaded = np.isin(kinds, ["new", "revised"])
        return sum(len(body) for body, loaded in zip(texts.bodies, is_loaded, strict=True) if loaded)

    def _save(self, table: str, layout: dict[str, str], path: Path) -> None:
        """A field that the table leaves out is null, or an empty list."""
        told = {row[0] for row in self._database.execute(f"DESCRIBE {table}").fetchall()}
        columns = [
            f"{name if name in told else '[]' if kind.endswith('[]') else 'NULL'}::{kind} AS {name}"
            for name, kind in layout.items()
        ]
        self._database.execute(
            f"COPY (SELECT {', '.join(columns)} FROM {table}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
        )

    def _links(self, count: int, numbers: Numbers) -> pd.DataFrame:
        rows, position = several(self._dice.poisson(_LINKS, count))
        is_internal = self._dice.random(rows.size) < 0.6
        hosts = np.where(
            is_internal,
            self._facts.sources[self._facts.source(numbers)][rows] + ".example",
            self._facts.hosts[(self._dice.random(rows.size) ** 2 * self._facts.hosts.size).astype(np.int64)],
        )
        ranks = self._writer.ranks(rows.size, self._dice)
        words = self._writer.plain[ranks]
        return pd.DataFrame(
            {
                "row": rows,
                "i": position,
                "host": hosts,
                "anchor": words,
                "number": self._dice.integers(10**6, size=rows.size),
            }
        )


def _named(found: tuple[Numbers, Numbers, npt.NDArray[np.object_]]) -> pd.DataFrame:
    rows, position, name = found
    return pd.DataFrame({"row": rows, "i": position, "name": name})
