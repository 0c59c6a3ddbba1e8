"""An answer's rows to stdout as they come: a table for people, JSON or CSV for programs."""

from __future__ import annotations

import base64
import csv
import io
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

import orjson

from flows.cli.output.console import err, out
from flows.cli.output.table import Layout, laid_out, one_line
from schemas.errors import UsageError
from tasks.query import Answer, Question, answered, write_parquet

_MEASURED = 500
"""Rows that a table's columns are measured by."""
_JSON = orjson.OPT_NON_STR_KEYS | orjson.OPT_INDENT_2


def answer_question(question: Question, form: str, parquet: Path | None) -> None:
    """The answer to stdout as `form` (table, json, csv), or into a Parquet file. Raises UsageError."""
    if parquet:
        try:
            write_parquet(question, parquet)
        except OSError as error:
            raise UsageError(f"{parquet} cannot be written: {error.strerror}", "Name another file.") from error
        err().print(f"{parquet} is written", markup=False, highlight=False)
        return
    with answered(question) as answer:
        {"json": write_json, "csv": write_csv, "table": write_table}[form](answer)


def write_json(answer: Answer) -> None:
    """A list of objects, as other reading commands write it."""
    write, between = sys.stdout.buffer.write, b"[\n  "
    for row in answer.rows:
        write(between + _json(dict(zip(answer.names, row, strict=True)), _JSON).replace(b"\n", b"\n  "))
        between = b",\n  "
    write(b"[]\n" if between.startswith(b"[") else b"\n]\n")


def write_csv(answer: Answer) -> None:
    """RFC 4180 with a header; nothing for null, JSON for lists and structs."""
    lines = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(lines)
        writer.writerow(answer.names)
        writer.writerows(
            [value if type(value) in _AS_IT_IS else _csv_cell(value) for value in row] for row in answer.rows
        )
        lines.flush()
    finally:
        lines.detach()  # or stdout would be closed with it


def write_table(answer: Answer) -> None:
    """Columns as wide as the first rows need, and as the terminal lets them be; what is left out is told on stderr."""
    first = [[one_line(value) for value in row] for row in islice(answer.rows, _MEASURED)]
    if not first:
        err().print("no rows")
        return
    width = out().width if out().is_terminal else None
    table = laid_out(answer.names, first, width)
    if len(first) == 1 and table.left_out:
        _write_record(answer.names, first[0], width)
        return
    out().print(table.header(), style="bold", markup=False, highlight=False, soft_wrap=True)
    _write_lines(table, chain(first, ([one_line(value) for value in row] for row in answer.rows)))
    if table.left_out:
        err().print(
            f"{len(table.left_out)} of {len(answer.names)} columns find no room: {', '.join(table.left_out)}."
            " Name fewer, or ask with --json or --csv.",
            markup=False,
            highlight=False,
        )


def _write_lines(table: Layout, rows: Iterator[list[str]]) -> None:
    for row in rows:
        sys.stdout.write(table.line(row) + "\n")


def _write_record(names: list[str], row: list[str], width: int | None) -> None:
    """One row that is too wide for a line: a line a column."""
    record = laid_out(["", ""], [[name, value] for name, value in zip(names, row, strict=True)], width)
    _write_lines(record, ([name, value] for name, value in zip(names, row, strict=True)))


_AS_IT_IS = {str, int, float, type(None)}


def _csv_cell(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    plain = _json(value, orjson.OPT_NON_STR_KEYS).decode()
    return plain if isinstance(value, list | tuple | dict) else plain.strip('"')


def _json(value: Any, option: int) -> bytes:
    try:
        return orjson.dumps(value, default=_plain, option=option)
    except TypeError:
        return orjson.dumps(_tame(value), default=_plain, option=option)


def _plain(value: Any) -> Any:
    """What JSON has no form for: bytes in base64, durations in seconds, all else as its text."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value.total_seconds() if isinstance(value, timedelta) else str(value)


def _tame(value: Any) -> Any:
    """Integers of more than 64 bits, and keys that are no text, as text."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _tame(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tame(item) for item in value]
    return str(value) if isinstance(value, int) and not -(2**63) <= value < 2**64 else value
