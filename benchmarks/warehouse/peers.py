"""The rows of a snapshot in SQLite with FTS5, loaded as by batches, and in Parquet files."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import duckdb

from tasks.load.migrations import known_views

_KEYS = {
    "sources": ["UNIQUE (source_id)", "(name)"],
    "articles": ["UNIQUE (article_id)", "(source_id)", "(url)"],
    "article_versions": ["UNIQUE (article_id, version)", "(text_hash)", "(loaded_at)"],
    "article_urls": ["UNIQUE (url, article_id)", "(article_id)"],
    "authors": ["UNIQUE (author_id)", "(name)"],
    "article_authors": ["UNIQUE (article_id, version, position)", "(author_id)"],
    "tags": ["UNIQUE (tag_id)", "(name)"],
    "article_tags": ["UNIQUE (article_id, version, position)", "(tag_id)"],
    "links": ["UNIQUE (article_id, version, position)", "(host)"],
    "paragraphs": ["UNIQUE (article_id, version, position)"],
    "captures": ["UNIQUE (capture_id)", "(address_id)"],
}
"""The tables for analysts, and the indexes that somebody who asks the ten questions would make."""


def into_sqlite(snapshot: Path, path: Path, rows_a_batch: int) -> list[float]:
    """Copy the tables in as many transactions as batches would be; seconds of each. The log is synced at each commit,
    as ours is.

    It is spared what loading is about: deciding what is new, revised or known.
    """
    with closing(_source(snapshot)) as source, closing(sqlite3.connect(path)) as target:
        target.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -200000;")
        columns = {table: _columns(source, table) for table in _KEYS}
        for table, keys in _KEYS.items():
            target.execute(f"CREATE TABLE {table} ({', '.join(name for name, _ in columns[table])})")
            for number, key in enumerate(keys):
                unique, _, on = key.rpartition("(")
                target.execute(f"CREATE {unique} INDEX {table}_{number} ON {table} ({on}")
        target.execute(
            "CREATE VIRTUAL TABLE found USING fts5(title, headline, description, body,"
            " content = 'article_versions', tokenize = 'unicode61 remove_diacritics 2')"
        )
        batches = -(-_count(source, "article_versions") // rows_a_batch)
        return [_batch(source, target, columns, number, batches) for number in range(batches)]


def into_parquet(snapshot: Path, folder: Path) -> None:
    folder.mkdir()
    with closing(_source(snapshot)) as source:
        for table in _KEYS:
            source.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet, COMPRESSION zstd)")


def over_parquet(folder: Path) -> Path:
    """A database without rows: our views and macros over the files."""
    path = folder / "views.duckdb"
    path.unlink(missing_ok=True)
    with closing(duckdb.connect(str(path))) as database:
        database.execute("SET TimeZone = 'UTC'")
        for table in _KEYS:
            database.execute(f"CREATE VIEW {table} AS FROM read_parquet('{folder / table}.parquet')")
        for sql in known_views():
            with suppress(duckdb.CatalogException):  # of runs, checks and the search, which are not in files
                database.execute(sql)
    return path


def _batch(
    source: duckdb.DuckDBPyConnection,
    target: sqlite3.Connection,
    columns: dict[str, list[tuple[str, str]]],
    number: int,
    batches: int,
) -> float:
    """The next part of each table: all are stored in the order of loading."""
    parts = {table: _part(source, table, columns[table], number, batches) for table in _KEYS}
    begun = time.perf_counter()
    with target:
        for table, rows in parts.items():
            if table == "article_versions":
                first = target.execute("SELECT coalesce(max(rowid), 0) FROM article_versions").fetchone()[0]
            if rows:
                target.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        target.execute(
            "INSERT INTO found (rowid, title, headline, description, body)"
            " SELECT rowid, title, headline, description, body FROM article_versions WHERE rowid > ?",
            [first],
        )
    return time.perf_counter() - begun


def _part(
    source: duckdb.DuckDBPyConnection, table: str, columns: list[tuple[str, str]], number: int, batches: int
) -> list[tuple[object, ...]]:
    size = -(-_count(source, table) // batches)
    told = ", ".join(sql for _, sql in columns)
    return source.execute(
        f"SELECT {told} FROM {table} WHERE rowid >= ? AND rowid < ?", [number * size, (number + 1) * size]
    ).fetchall()


def _columns(source: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    """Name, and how its values are read so that SQLite can keep them."""
    return list(_readable(source.execute(f"DESCRIBE {table}").fetchall()))


def _readable(described: list[tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    for name, kind, *_ in described:
        if kind == "UUID":
            yield name, f"unhex(replace({name}::VARCHAR, '-', ''))"
        elif kind.endswith("[]"):
            yield name, f"to_json({name})::VARCHAR"
        elif kind.startswith("TIMESTAMP"):
            yield name, f"{name}::VARCHAR"
        else:
            yield name, name


def _count(source: duckdb.DuckDBPyConnection, table: str) -> int:
    found = source.execute(f"SELECT coalesce(max(rowid), -1) + 1 FROM {table}").fetchone()
    assert found is not None
    return int(found[0])


def _source(snapshot: Path) -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(str(snapshot), read_only=True)
    database.execute("SET threads = 2; SET TimeZone = 'UTC'")
    return database
