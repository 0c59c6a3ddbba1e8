"""One in-memory DuckDB a process: files are read, written and attached through it; opening another costs 15 ms each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import duckdb

STORAGE_VERSION = "v1.5.0"
"""Text is only compressed from this storage version on; with DuckDB's default, the column setting is silently ignored."""
_numbers = count()


def cursor() -> duckdb.DuckDBPyConnection:
    """A connection of its own (temporary tables, variables, transaction) to this process's DuckDB; times are UTC."""
    return _engine().cursor()


@contextmanager
def attached(path: Path, options: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A cursor with the database file attached and in use, and the name it has there.

    On leaving it is detached, which writes its log into the file. Raises what DuckDB raises for files it cannot attach.
    """
    name = f"attached_{next(_numbers)}"
    database = cursor()
    try:
        # The type is named, or a file of another kind makes DuckDB look for an extension that reads it.
        database.execute(f"ATTACH '{quoted(str(path))}' AS {name} (TYPE duckdb, {options})")
        try:
            database.execute(f"USE {name}")
            yield database, name
        finally:
            database.execute("USE memory")
            database.execute(f"DETACH {name}")
    finally:
        database.close()


def quoted(text: str) -> str:
    """For places in SQL that take no parameters."""
    return text.replace("'", "''")


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    # It remembers blocks of files by path and size: a file written again the same size would be read as it was.
    database.execute("SET GLOBAL enable_external_file_cache = false")
    database.execute("SET GLOBAL TimeZone = 'UTC'")
    # What steps read and write is too small to be shared out, and whoever waits for another thread to do it waits busily,
    # at the price of the work itself. Several steps under way at once are what keeps the cores busy.
    database.execute("SET GLOBAL threads = 1")
    return database
