"""The ten documented questions and a search of invented words, asked of the snapshot and of its peers in turns, each
time by a connection of its own.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from statistics import quantiles
from typing import Any

import duckdb

from benchmarks.warehouse.texts import invented
from schemas.examples import examples

_SEARCHED_RANKS = [
    (40, 4000),
    (300,),
    (900, 90),
    (3000,),
    (8000, 200),
    (60, 600),
    (20000,),
    (150, 15),
    (5000, 50000),
    (10, 20),
]
"""Of the words of each search in the vocabulary: from what stands in every text to what stands in a few."""
SEARCH = "about"
"""The documented question that searches: its words are replaced, for nobody invented them."""
_SEARCH_SQL = "SELECT rank, score, title, source, published_at, url FROM search($words)"
QUESTIONS = {example.name: example.sql for example in examples()[:10]} | {SEARCH: _SEARCH_SQL}

Asker = Callable[[str, str], list[Any]]
"""Question and the words to search -> rows."""


def searches() -> list[str]:
    words = invented()
    return [" ".join(words[rank] for rank in ranks) for ranks in _SEARCHED_RANKS]


def of_duckdb(path: Path) -> Asker:
    def ask(question: str, words: str) -> list[Any]:
        with closing(duckdb.connect(str(path), read_only=True)) as database:
            database.execute("SET threads = 2; SET TimeZone = 'UTC'")
            return database.execute(QUESTIONS[question], {"words": words} if question == SEARCH else {}).fetchall()

    return ask


def of_sqlite(path: Path) -> Asker:
    def ask(question: str, words: str) -> list[Any]:
        sql = files("benchmarks.warehouse").joinpath("questions", f"{question}.sqlite.sql").read_text(encoding="utf-8")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute(sql, {"words": " OR ".join(words.split())} if question == SEARCH else {}).fetchall()

    return ask


def asked(askers: dict[str, Asker], rounds: int) -> Iterator[tuple[str, str, float, float, int]]:
    """Question, who was asked, p50 and p95 in milliseconds, and rows in all: equal rows are a sign of equal work."""
    pool = searches()
    for question in QUESTIONS:
        able = {who: ask for who, ask in askers.items() if question != SEARCH or who != "Parquet"}
        times: dict[str, list[float]] = {who: [] for who in able}
        rows = dict.fromkeys(able, 0)
        for number in range(rounds):
            for who, ask in able.items():
                begun = time.perf_counter()
                rows[who] += len(ask(question, pool[number % len(pool)]))
                times[who].append(1000 * (time.perf_counter() - begun))
        for who in able:
            parts = quantiles(times[who], n=20, method="inclusive")
            yield question, who, parts[9], parts[18], rows[who]
