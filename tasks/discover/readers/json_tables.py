"""Rows of JSON: an object a line, one behind another, in a list, or in an object around that list."""

from __future__ import annotations

import codecs
import io
import json
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson

from schemas.sources import CONTENT_COLUMNS
from tasks.discover.readers.columns import known_among
from tasks.discover.readers.files import suffix
from tasks.discover.readers.table_text import BadRow, NoTable, Row, encoding_of, head_of, marked_encoding, opened
from tasks.feeds.json_items import without_idle_commas
from tasks.files.charset import decode

_STEP = 1 << 20
_LISTS = (
    "articles",
    "items",
    "data",
    "results",
    "rows",
    "records",
    "documents",
    "docs",
    "stories",
    "news",
    "entries",
    "hits",
)
"""Where an object holds its rows, as answers of interfaces do."""
_WRAPPERS = ("data", "response", "result", "results", "payload", "body", "feed", "articles", "hits", "_embedded")
_MOST_NESTED = 4
_HOLDERS = ("_source", "fields", "attributes", "article", "data", "document", "doc", "story", "item", "properties")
"""Where an object keeps its own fields: hits of Elasticsearch, JSON:API, answers of newspapers."""
_BETWEEN = "\ufeff \t\r\n,\x1e"
_BETWEEN_VALUES = re.compile(f"[{_BETWEEN}]*+")
"""What stands between two values; U+001E begins a record of RFC 7464."""
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def json_rows(path: Path, tell: Callable[[str], None]) -> Iterator[Row]:
    """An object a line; or one list of objects, an object with such a list, or objects over several lines."""
    head = head_of(path)
    if (marked := marked_encoding(head)) and marked != "utf-8-sig":
        with opened(path) as file:
            yield from _json_of(_values(io.TextIOWrapper(file, encoding=marked, errors="replace")))
        return
    start = head.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\x1e")
    if suffix(path) == ".json" and start[:1] not in b"[{":
        raise NoTable("it holds neither an object nor a list of objects")
    line = start.partition(b"\n")[0]
    if not start or (start.startswith(b"{") and (_is_json(line) or not _is_json_begun(path))):
        yield from _json_lines(path, tell)
        return
    encoding, errors = encoding_of(path, tell)
    with opened(path) as file:
        yield from _json_of(_values(io.TextIOWrapper(file, encoding=encoding, errors=errors)))


def _is_json(line: bytes) -> bool:
    try:
        value = json.loads(decode(line).text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and not _rows_of(value)


def _is_json_begun(path: Path) -> bool:
    """Whether the file begins with a whole value, over however many lines."""
    with opened(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")
        try:
            next(_values(text), None)
        except (ValueError, EOFError, zlib.error, OSError):
            return False
    return True


def _json_lines(path: Path, tell: Callable[[str], None]) -> Iterator[Row]:
    told = False
    with opened(path) as lines:
        for line in lines:
            line = line.strip(b" \t\r\n\x1e")  # noqa: PLW2901
            if not line:
                continue
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                found = decode(line)
                if found.charset != "utf-8" and not told:
                    told = True
                    tell(f"lines of it are not UTF-8 and were read as {found.charset}; save it as UTF-8")
                row = _lenient(found.text, error)
            yield _lifted(row) if isinstance(row, (dict, BadRow)) else BadRow("not an object")


def _lenient(line: str, error: Exception) -> Row:
    """The standard library reads lone surrogates and NaN, which strict JSON refuses."""
    try:
        row = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return BadRow(f"not JSON: {error}")
    return row if isinstance(row, dict) else BadRow("not an object")


def _json_of(values: Iterator[Any]) -> Iterator[Row]:
    begun = False
    try:
        for value in values:
            begun = True
            if not isinstance(value, dict):
                yield BadRow(f"not an object but {json.dumps(value)[:80]}")
            elif rows := _rows_of(value):
                yield from (_lifted(row) if isinstance(row, dict) else BadRow("not an object") for row in rows)
            else:
                yield _lifted(value)
    except json.JSONDecodeError as error:
        if not begun:
            raise NoTable(f"it is no JSON: {error}") from error
        yield BadRow(f"not JSON from here on: {error}")


def _rows_of(value: dict[str, Any]) -> list[Any] | None:
    """The rows of an object that is none itself: in a list, or each under its address."""
    if value and all(isinstance(row, dict) and _ADDRESS.match(name) for name, row in value.items()):
        return [{"url": name} | row for name, row in value.items()]
    return _list_in(value)


def _list_in(value: object, depth: int = _MOST_NESTED) -> list[Any] | None:
    """The rows of an object that has them in a list, or in an object within it, and is no article itself."""
    if not depth or not isinstance(value, dict) or any(name in value for name in CONTENT_COLUMNS):
        return None
    lists = [value[name] for name in _LISTS if isinstance(value.get(name), list)]
    rows: list[Any] | None = next((rows for rows in lists if any(isinstance(row, dict) for row in rows)), None)
    return rows or next((found for name in _WRAPPERS if (found := _list_in(value.get(name), depth - 1))), None)


def _values(text: io.TextIOBase) -> Iterator[Any]:
    """The JSON values of a stream, one after the other or in a list. Raises json.JSONDecodeError."""
    decoder = json.JSONDecoder(strict=False)
    buffer, at, size, is_over = "", 0, _STEP, False
    in_list = None
    while True:
        # From where the last value ended: cutting that off would copy the rest of the buffer for each value.
        at = _BETWEEN_VALUES.match(buffer, at).end()  # type: ignore[union-attr]
        if in_list is None and at < len(buffer):
            in_list = buffer.startswith("[", at)
            at += in_list
            continue
        if in_list and buffer.startswith("]", at):
            return
        if at < len(buffer):
            try:
                value, end = decoder.raw_decode(buffer, at)
            except json.JSONDecodeError:
                if is_over:
                    yield from _forgiven(buffer[at:], in_list=bool(in_list))
                    return
            except RecursionError as error:
                raise json.JSONDecodeError(f"nested too deep: {error}", "", 0) from error
            else:
                # A number at the very end may go on in the next part.
                if end < len(buffer) or is_over:
                    yield value
                    at = end
                    continue
        if is_over:
            return
        buffer, at = buffer[at:], 0
        part = text.read(size)
        # Twice as much each time: a value of many megabytes is not tried from its beginning for every megabyte.
        size = max(_STEP, len(buffer) + len(part))
        buffer, is_over = buffer + part, not part


def _forgiven(rest: str, *, in_list: bool) -> Iterator[Any]:
    """The values of a text that is JSON but for commas behind which nothing comes. Raises json.JSONDecodeError."""
    text = without_idle_commas(f"[{rest}" if in_list else rest)
    decoder = json.JSONDecoder(strict=False)
    try:
        value, end = decoder.raw_decode(text)
    except RecursionError as error:
        raise json.JSONDecodeError(f"nested too deep: {error}", "", 0) from error
    yield from value if in_list else [value]
    if text[end:].strip(_BETWEEN):
        raise json.JSONDecodeError("more behind its end", text, end)


def _lifted(row: Row) -> Row:
    """A row with the fields that stand in an object of it, where it has none of that name itself."""
    if isinstance(row, BadRow):
        return row
    for holder in _HOLDERS:
        inner = row.get(holder)
        if isinstance(inner, dict) and known_among(inner):
            row = {name: value for name, value in row.items() if name != holder}
            row |= {name: value for name, value in inner.items() if name not in row}
    return row
