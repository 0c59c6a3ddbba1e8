"""Ten questions and a search, asked of the snapshot and of its peers in turns, each time by a connection of its own."""

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

_POOLS = {
    "source": "SELECT name FROM sources ORDER BY hash(name) LIMIT 10",
    "url": "SELECT url FROM articles ORDER BY hash(article_id) LIMIT 10",
    "author": "SELECT name FROM authors ORDER BY hash(name) LIMIT 10",
    "tag": "SELECT name FROM tags ORDER BY hash(name) LIMIT 10",
    "moment": "SELECT quantile_disc(loaded_at, [0.1 * i FOR i IN range(1, 11)]) FROM article_versions",
}
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
SEARCH = "search"


def questions() -> list[str]:
    found = files("benchmarks.warehouse").joinpath("questions").iterdir()
    return sorted(file.name.removesuffix(".sql") for file in found if not file.name.endswith(".sqlite.sql"))


def values(snapshot: Path) -> dict[str, list[Any]]:
    """Ten values for each thing that is asked about, the same every time."""
    with closing(_duckdb(snapshot)) as database:
        pools = {name: [row[0] for row in database.execute(sql).fetchall()] for name, sql in _POOLS.items()}
    pools["moment"] = pools["moment"][0]
    words = invented()
    pools["words"] = [" ".join(words[rank] for rank in ranks) for ranks in _SEARCHED_RANKS]
    return pools


Asker = Callable[[str, str | None, Any], list[Any]]
"""Question, name of its value and the value -> rows."""


def of_snapshot(path: Path) -> Asker:
    def ask(question: str, name: str | None, value: Any) -> list[Any]:
        sql = "SELECT article_id, score FROM search($words, best := 100)" if question == SEARCH else _sql(question)
        with closing(_duckdb(path)) as database:
            return database.execute(sql, {name: value} if name else {}).fetchall()

    return ask


def of_sqlite(path: Path) -> Asker:
    def ask(question: str, name: str | None, value: Any) -> list[Any]:
        if question == SEARCH:
            value = " OR ".join(value.split())
        elif name == "moment":
            value = value.isoformat(sep=" ")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            return database.execute(_sql(question, "sqlite"), {name: value} if name else {}).fetchall()

    return ask


def of_parquet(folder: Path) -> Asker:
    def ask(question: str, name: str | None, value: Any) -> list[Any]:
        with closing(duckdb.connect()) as database:
            database.execute("SET threads = 2; SET TimeZone = 'UTC'")
            for file in folder.glob("*.parquet"):
                database.execute(f"CREATE VIEW {file.stem} AS FROM read_parquet('{file}')")
            return database.execute(_sql(question), {name: value} if name else {}).fetchall()

    return ask


def asked(
    askers: dict[str, Asker], pools: dict[str, list[Any]], rounds: int
) -> Iterator[tuple[str, str, float, float, int]]:
    """Question, who was asked, p50 and p95 in milliseconds, and rows in all: equal rows are a sign of equal work."""
    for question in [*questions(), SEARCH]:
        name = "words" if question == SEARCH else next((name for name in pools if f"${name}" in _sql(question)), None)
        able = {who: ask for who, ask in askers.items() if question != SEARCH or who != "parquet"}
        times: dict[str, list[float]] = {who: [] for who in able}
        rows = dict.fromkeys(able, 0)
        for number in range(rounds):
            value = pools[name][number % len(pools[name])] if name else None
            for who, ask in able.items():
                begun = time.perf_counter()
                rows[who] += len(ask(question, name, value))
                times[who].append(1000 * (time.perf_counter() - begun))
        for who in able:
            parts = quantiles(times[who], n=20, method="inclusive")
            yield question, who, parts[9], parts[18], rows[who]


def _sql(question: str, dialect: str = "") -> str:
    folder = files("benchmarks.warehouse").joinpath("questions")
    own = folder.joinpath(f"{question}.{dialect}.sql")
    return (own if dialect and own.is_file() else folder.joinpath(f"{question}.sql")).read_text(encoding="utf-8")


def _duckdb(path: Path) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(str(path), read_only=True)
    database.execute("SET threads = 2; SET TimeZone = 'UTC'")
    return database
