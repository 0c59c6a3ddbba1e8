"""Reading commands: questions to the published snapshot, as tables for people or JSON for programs."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import duckdb
import orjson
from rich.table import Table

from flows.cli.output.console import err, out
from schemas.settings import Settings
from tasks.store.snapshot import opened
from tasks.store.sql import sql_text

_CELL = 80
"""Characters of a value shown in a table; JSON shows all."""


def opened_snapshot(settings: Settings) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """The snapshot, read-only and locked down. Raises UsageError where there is none, or it is not one."""
    return opened(settings.snapshot)


def fetch_rows(database: duckdb.DuckDBPyConnection, sql: str, values: object = None) -> list[dict[str, Any]]:
    """The answer's rows by column name; `values` are those of the question's parameters, in order or by name."""
    cursor = database.execute(sql, values)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def question(name: str) -> str:
    """The SQL of a question in flows/inspect/questions."""
    return sql_text("flows.inspect", f"questions/{name}")


def in_words(value: Any) -> str:
    """A value in a line for people: times to the minute, lists with commas, nothing for None."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return ", ".join(map(in_words, value)) if isinstance(value, list) else "" if value is None else str(value)


def write_json(value: Any) -> None:
    """For programs: indented, times as ISO 8601, whatever JSON does not know as its text."""
    sys.stdout.buffer.write(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def write_table(rows: list[dict[str, Any]], title: str = "") -> None:
    """For people: the columns of the first row, long values cut; words to stderr where there is no row."""
    if not rows:
        err().print("no rows")
        return
    if title:
        out().print(title, style="italic", markup=False, highlight=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, value in rows[0].items():
        table.add_column(name, justify="right" if isinstance(value, (int, float)) else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row.values()))
    _print_unpadded(table)


def _print_unpadded(table: Table) -> None:
    """Rich fills lines up with blanks, which nobody sees on a terminal and everybody trips over in a file."""
    if out().is_terminal:
        out().print(table, markup=False, highlight=False)
        return
    with out().capture() as printed:
        out().print(table, markup=False, highlight=False)
    out().file.write("".join(f"{line.rstrip()}\n" for line in printed.get().splitlines()))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if isinstance(value, timedelta):
        seconds = value.total_seconds()
        return (
            f"{seconds:.1f} s"
            if seconds < 120
            else f"{seconds / 60:.1f} min"
            if seconds < 7200
            else f"{seconds / 3600:.1f} h"
        )
    if hasattr(value, "isoformat") and hasattr(value, "microsecond"):
        value = value.replace(microsecond=0).isoformat(" ").removesuffix("+00:00")
    text = " ".join(str(value).split()) if not isinstance(value, float) else f"{value:.4g}"
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"
