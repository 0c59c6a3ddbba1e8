"""What programs read: JSON on stdout for every command with --json, and JSON or CSV of an answer to SQL, written as its
rows come.
"""

from __future__ import annotations

import base64
import csv
import io
import sys
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flows.cli.output.console import write_out
from schemas.cells import text_cell
from schemas.controls import escaped_json

if TYPE_CHECKING:
    from tasks.query import Answer

_AS_IT_IS = {int, float, type(None)}


def write_json(value: Any) -> None:
    """Indented, times as ISO 8601; a type that JSON does not have is written as its text."""
    import orjson

    _write_json(orjson.dumps(value, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def write_answer_json(answer: Answer) -> None:
    """A list of objects, as other reading commands write it."""
    import orjson

    options = orjson.OPT_NON_STR_KEYS | orjson.OPT_INDENT_2
    write, between = _write_json, b"[\n  "
    for row in answer.rows:
        write(between + _json(dict(zip(answer.names, row, strict=True)), options).replace(b"\n", b"\n  "))
        between = b",\n  "
    write(b"[]\n" if between.startswith(b"[") else b"\n]\n")


def write_answer_csv(answer: Answer) -> None:
    """RFC 4180 with a header. NULL is an empty field; lists and structs are JSON.

    A text that a spreadsheet would take for a formula has an apostrophe before it.
    """
    lines = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=False)
    try:
        writer = csv.writer(_TerminalLines() if sys.stdout.isatty() else lines)
        writer.writerow(map(text_cell, answer.names))
        writer.writerows(
            [
                value if type(value) in _AS_IT_IS else text_cell(value if type(value) is str else _csv_cell(value))
                for value in row
            ]
            for row in answer.rows
        )
        lines.flush()
    finally:
        lines.detach()  # otherwise stdout would be closed with it


class _TerminalLines:
    """Lines of CSV on a terminal: without control characters."""

    def write(self, line: str) -> None:
        write_out(line.replace("\r\n", "\n"))


def _write_json(chunk: bytes) -> None:
    if sys.stdout.isatty():
        sys.stdout.write(escaped_json(chunk.decode()))
    else:
        sys.stdout.buffer.write(chunk)


def _csv_cell(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    import orjson

    plain = _json(value, orjson.OPT_NON_STR_KEYS).decode()
    return plain if isinstance(value, list | tuple | dict) else plain.strip('"')


def _json(value: Any, option: int) -> bytes:
    import orjson

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
    """The value with integers of more than 64 bits, and keys that are not text, as text."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): _tame(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_tame(item) for item in value]
    return str(value) if isinstance(value, int) and not -(2**63) <= value < 2**64 else value
