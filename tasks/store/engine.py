"""The one in-memory DuckDB of the process, through which files are read, written and attached. Opening another takes 15
ms.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import orjson

from tasks.store.faults import damage_raised

STORAGE_VERSION = "v1.5.0"
"""The first that compresses text with zstd: DuckDB's default version ignores that setting of a column without a
word.
"""
_numbers = count()


def cursor() -> duckdb.DuckDBPyConnection:
    """A new connection to the DuckDB of this process, with its own temporary tables, variables and transaction; times
    are UTC.
    """
    return _engine().cursor()


@contextmanager
def attached(path: Path, options: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A cursor with the database file attached and in use, and the name it has there.

    `options`: of ATTACH, such as READ_ONLY. On leaving it is detached, which merges its log into the file.
    Raises duckdb.Error for a file that cannot be attached, DatabaseDamaged where damage is found while it is read.
    """
    name = f"attached_{next(_numbers)}"
    database = cursor()
    try:
        # Without a type, DuckDB looks for an extension that reads a file of another kind.
        database.execute(f"ATTACH '{quoted(str(path))}' AS {name} (TYPE duckdb, {options})")
        is_whole = False
        try:
            database.execute(f"USE {name}")
            with damage_raised(path):
                yield database, name
            is_whole = True
        finally:
            # A damaged database cannot be detached in order; the error that led here says more.
            with damage_raised(path) if is_whole else suppress(duckdb.Error):
                database.execute("USE memory")
                database.execute(f"DETACH {name}")
    finally:
        database.close()
        give_memory_back()


def give_memory_back() -> None:
    """Return to the system what DuckDB freed: its allocator keeps it, after some loads 100 MB. Setting the limit of
    memory, here to what it is, makes it do so (BufferPool::SetLimit).
    """
    _engine().cursor().execute(f"SET GLOBAL memory_limit = '{_memory_limit()}'")


@cache
def _memory_limit() -> str:
    ((limit,),) = _engine().cursor().execute("SELECT current_setting('memory_limit')").fetchall()
    return str(limit)


@contextmanager
def without_pandas() -> Iterator[None]:
    """Let no import of pandas succeed in the block, unless it is imported already.

    DuckDB imports it before it looks at the first parameter of a statement, in case that is one of pandas' missing
    values: 0.25 s of processor time and 45 MB, in a process that has no such value. In the block it tries again at each
    element of a list, 10 to 15 µs: give it long lists by `as_json`.
    """
    if "pandas" in sys.modules:
        yield
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]  # documented: the import raises ModuleNotFoundError
    try:
        yield
    finally:
        if sys.modules.get("pandas") is None:
            sys.modules.pop("pandas", None)


def as_json(values: Iterable[Any]) -> str:
    """Plain values as one parameter, for `from_json` in SQL."""
    return orjson.dumps(list(values)).decode()


def quoted(text: str) -> str:
    """Text for use between single quotes, in places of SQL that take no parameter."""
    return text.replace("'", "''")


def literal(text: str) -> str:
    """A text as a literal of SQL, for queries that a person reads or types, and places that take no parameter."""
    return f"'{quoted(text)}'"


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"})
    # The cache knows a file by path and size: one written again with the same size would be read as it was.
    database.execute("SET GLOBAL enable_external_file_cache = false")
    database.execute("SET GLOBAL TimeZone = 'UTC'")
    # Steps read and write small files: sharing one out costs as much as the work, as the waiting threads spin. Several
    # steps run at once, which keeps the cores busy.
    database.execute("SET GLOBAL threads = 1")
    return database
