"""snapshot -> one file: an article a row in CSV, Excel, Parquet or JSON lines; or a DuckDB file of several tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.export import BEGIN
from tasks.files.atomic import atomic_write
from tasks.spreadsheets import write_csv, write_xlsx
from tasks.store.engine import attached, quoted
from tasks.store.faults import Fault, classify_error
from tasks.store.snapshots import snapshot_to_read
from tasks.store.sql import sql_text
from tasks.store.tools_file import flat_select, write_tools_file

FORMS = ("csv", "xlsx", "parquet", "jsonl", "duckdb")
_COPIED = {"parquet": "FORMAT parquet, COMPRESSION zstd", "jsonl": "FORMAT json"}
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """What was written: articles, and cells that were cut to what a cell of Excel can hold."""

    path: Path
    rows: int
    cut: int = 0


def export_file(target: Path, form: str, source: str, since: datetime | None, settings: Settings) -> ExportedFile:
    """Write the newest version of each article, or of those loaded after `since` (UTC), to one file, atomically.

    Lists of names are joined, times are UTC without a zone. Raises UsageError: no snapshot, no such source, a file that
    cannot be written, or a form that takes every article.
    """
    snapshot = snapshot_to_read(settings)
    if not snapshot.exists():
        raise UsageError(f"there is no snapshot {settings.snapshot} yet", "Run `broadsheet ingest` first.")
    if form == "duckdb" and (source or since):
        raise UsageError("a DuckDB file for other tools has every article", "Leave out --source and --since.")
    try:
        if form == "duckdb":
            return ExportedFile(target, write_tools_file(snapshot, target))
        with atomic_write(target) as draft, attached(snapshot, "READ_ONLY") as (database, _):
            return ExportedFile(target, *_written(database, form, source, since, draft))
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}", "Name another file.") from error
    except duckdb.Error as error:
        told = classify_error(error)
        cure = "Free some disk space." if told.fault is Fault.NO_SPACE else "The next publication makes it anew."
        raise UsageError(f"exporting {settings.snapshot} into {target}: it {told.words}", cure) from error


def _written(
    database: duckdb.DuckDBPyConnection, form: str, source: str, since: datetime | None, draft: Path
) -> tuple[int, int]:
    values = {"since": since or BEGIN, "until": datetime.max.replace(year=9999, tzinfo=BEGIN.tzinfo), "source": source}
    for name, value in values.items():
        database.execute(f"SET VARIABLE {name} = ?", [value or None])
    newest = f"{sql_text('tasks.export', 'versions')} AND v.version = a.current_version"
    select = flat_select(database, newest)
    if copied := _COPIED.get(form):
        [(rows,)] = database.execute(f"COPY ({select}) TO '{quoted(str(draft))}' ({copied})").fetchall()
        return int(rows), 0
    answer = database.execute(f"{select} ORDER BY source, published_at, url")
    names = [column[0] for column in answer.description or ()]
    if form == "csv":
        return write_csv(draft, names, _rows(answer)), 0
    return write_xlsx(draft, names, _rows(answer))


def _rows(answer: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := answer.fetchmany(_ROWS_AT_ONCE):
        yield from rows
