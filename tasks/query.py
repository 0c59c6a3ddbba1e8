"""One question in SQL to the snapshot, and its answer row by row: read-only, within limits of time, memory and disk."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import duckdb

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.files.atomic import atomic_write
from tasks.store.faults import Fault, classify_error
from tasks.store.snapshots import QueryLimits, open_snapshot

_ROWS_AT_ONCE = 500
_GRACE_SECONDS = 2
"""Between the interrupt of DuckDB and the end of the process: a few functions of DuckDB cannot be interrupted."""
_READS_ONLY = (
    "A question only reads the snapshot: SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE, PIVOT, EXPLAIN."
)

_EXAMPLE = 'Example: broadsheet query "FROM latest_articles LIMIT 5"'


@dataclass(frozen=True, slots=True)
class Answer:
    """Names of the columns, and rows as DuckDB computes them; none is kept."""

    names: list[str]
    """Each is unique: a second `a` is `a_1`."""
    rows: Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Question:
    """SQL, the snapshot that it reads, and the settings with the limits."""

    sql: str
    snapshot: Path
    settings: Settings
    spill: Path | None = None
    """Folder for data beyond the memory limit."""
    ends_process: bool = False
    """Whether SIGALRM ends this process where DuckDB cannot be interrupted. Only in the main thread of a process of its
    own.
    """


@contextmanager
def answered(question: Question) -> Iterator[Answer]:
    """Ask, and read the answer in the block. Raises UsageError, also while rows are read."""
    clock = _TimeLimit(question)
    with _duckdb_errors(question.settings), open_snapshot(question.snapshot, _limits(question)) as database:
        require_reading(database, question.sql)
        with clock.running(database):
            cursor = database.execute(question.sql)
        yield Answer(_named(cursor), _rows(cursor, clock))


def write_parquet(question: Question, target: Path) -> None:
    """Write the answer to a Parquet file, atomically. Raises UsageError, OSError."""
    clock = _TimeLimit(question)
    with (
        atomic_write(target) as draft,
        _duckdb_errors(question.settings),
        open_snapshot(question.snapshot, _limits(question), writable=draft) as database,
    ):
        require_reading(database, question.sql)
        with clock.running(database):
            database.sql(question.sql).write_parquet(str(draft), compression="zstd")


def require_reading(database: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raise UsageError for anything but one statement that only reads."""
    if "\0" in sql or _has_surrogates(sql):
        raise UsageError("the question has characters that no text has (NUL, or half of a pair)", "Write it in UTF-8.")
    statements = database.extract_statements(sql)
    # PIVOT comes as two statements: the first, made by the parser, has no text.
    written = [statement for statement in statements if statement.query or statement is statements[-1]]
    if not written:
        raise UsageError("there is no question", _EXAMPLE)
    if len(written) > 1:
        raise UsageError(f"these are {len(written)} statements", "Ask one at a time.")
    if written[0].type not in {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}:
        raise UsageError(f"{written[0].type.name} is no question", _READS_ONLY)
    if written[0].type == duckdb.StatementType.EXPLAIN:
        _require_select_explained(database, sql)


def _require_select_explained(database: duckdb.DuckDBPyConnection, sql: str) -> None:
    """EXPLAIN ANALYZE runs what it explains. DuckDB calls all of it EXPLAIN, so what follows the word is parsed
    again.
    """
    explained = database.extract_statements(_without_explain(sql))
    kinds = [statement.type for statement in explained]
    if kinds != [duckdb.StatementType.SELECT]:
        names = ", ".join(kind.name for kind in kinds)
        raise UsageError(f"EXPLAIN of {names} is no question: the snapshot is in read-only mode", _READS_ONLY)


def _without_explain(sql: str) -> str:
    """The statement behind EXPLAIN, its ANALYZE or VERBOSE and its options in brackets, by DuckDB's own tokens."""
    text = sql.encode()
    starts = [start for start, _ in duckdb.tokenize(sql)]
    words = [_word(text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    place = 1
    while words[place] in {"ANALYZE", "ANALYSE", "VERBOSE"}:
        place += 1
    # An opening bracket may begin a statement too: (SELECT 1). Its first word tells.
    if words[place] == "(" and words[place + 1] in _OPTIONS:
        place = words.index(")", place) + 1
    return text[starts[place] :].decode()


_OPTIONS = {"ANALYZE", "ANALYSE", "FORMAT", "VERBOSE"}


def _word(token: bytes) -> str:
    """A token without what follows it: letters, or one other character."""
    text = token.decode("utf-8", "replace")
    letters = "".join(takewhile(str.isalpha, text))
    return letters.upper() or text[:1]


def _has_surrogates(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _limits(question: Question) -> QueryLimits:
    settings = question.settings
    return QueryLimits(settings.query_memory_mb, settings.query_threads, question.spill, settings.query_disk_mb)


def _rows(cursor: duckdb.DuckDBPyConnection, clock: _TimeLimit) -> Iterator[tuple[Any, ...]]:
    while True:
        with clock.running(cursor):
            rows = cursor.fetchmany(_ROWS_AT_ONCE)
        if not rows:
            return
        yield from rows


def _named(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    names: list[str] = []
    for column in cursor.description or ():
        name, number = column[0], 0
        while name in names:
            number += 1
            name = f"{column[0]}_{number}"
        names.append(name)
    return names


class _TimeLimit:
    """Limits the time in which DuckDB works. The time between two reads of rows does not count."""

    def __init__(self, question: Question) -> None:
        self._left = question.settings.query_seconds
        self._ends_process = question.ends_process

    @contextmanager
    def running(self, database: duckdb.DuckDBPyConnection) -> Iterator[None]:
        begun = time.monotonic()
        left = max(self._left, 0.001)
        stop = threading.Timer(left, database.interrupt)
        stop.daemon = True
        stop.start()
        if self._ends_process:
            signal.setitimer(signal.ITIMER_REAL, left + _GRACE_SECONDS)
        try:
            yield
        finally:
            stop.cancel()
            if self._ends_process:
                signal.setitimer(signal.ITIMER_REAL, 0)
            self._left -= time.monotonic() - begun


@contextmanager
def _duckdb_errors(settings: Settings) -> Iterator[None]:
    """Raise errors of DuckDB as UsageError: what happened, and the cure."""
    try:
        yield
    except (duckdb.Error, MemoryError) as error:
        raise UsageError(*_words(error, settings)) from error


def _words(error: duckdb.Error | MemoryError, settings: Settings) -> tuple[str, str]:
    said = str(error)
    if "INTERRUPT" in said:
        return took_too_long(settings)
    if isinstance(error, MemoryError) or "Out of Memory" in said:
        return took_too_much(settings)
    if classify_error(error).fault is Fault.NO_SPACE:
        return said.splitlines()[0], "Free some disk space, and ask again."
    if isinstance(error, duckdb.PermissionException):
        return said.splitlines()[0], "A question reads the snapshot only: no files, no network, no settings."
    if "read-only mode" in said:
        return said.splitlines()[0], _READS_ONLY
    place = _PLACE.search(said)
    where = f"In line {place[1]}, at: {_at_caret(place)}" if place else ""
    first, *more = said.splitlines()
    hints = [line for line in more if line.startswith(_HINTS)]
    if place and (quoted := _NO_COLUMN.search(first)) and quoted[1] in place[2]:
        hints.insert(0, f"If it is a text, it needs single quotes: '{quoted[1][1:-1]}'")
    if isinstance(error, duckdb.CatalogException) and not hints:
        hints = ["`broadsheet tables` names all that can be asked, `broadsheet tables NAME` the columns of one."]
    return first, ". ".join(filter(None, (where, *hints))) or _EXAMPLE


def took_too_long(settings: Settings) -> tuple[str, str]:
    """What happened, and the cure."""
    return (
        f"the question took longer than {settings.query_seconds:g} seconds",
        "Narrow it down, or raise the setting query_seconds.",
    )


def took_too_much(settings: Settings) -> tuple[str, str]:
    """What happened, and the cure."""
    return (
        f"the question needs more than {settings.query_memory_mb} MB of memory and {settings.query_disk_mb} MB of disk",
        "Ask for fewer rows or columns, or raise the settings query_memory_mb and query_disk_mb.",
    )


_HINTS = ("Candidate", "Did you mean", "Either add it to the GROUP BY")
_PLACE = re.compile(r"^LINE (\d+): (.*)\n( *)\^", re.MULTILINE)
_NO_COLUMN = re.compile(r'Referenced column ("[^"]+") not found')
_SHOWN = 60


def _at_caret(place: re.Match[str]) -> str:
    before = len(f"LINE {place[1]}: ")
    rest = place[2][max(len(place[3]) - before, 0) :]
    return rest if len(rest) <= _SHOWN else rest[: _SHOWN - 1] + "…"
