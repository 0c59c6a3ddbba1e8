"""Rows of a table: CSV in its dialects, JSON in its forms, Parquet, Excel and OpenDocument; the text ones also gzipped.

What a file is, its bytes say; its name only where they do not.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from datetime import date, datetime
from itertools import chain, dropwhile
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import orjson
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from schemas.sources import CONTENT_COLUMNS
from tasks.discover.readers.columns import known_among
from tasks.discover.readers.files import suffix
from tasks.files.charset import decode

csv.field_size_limit(2**31 - 1)  # an article's HTML is far above the default of 131,072

_STEP = 1 << 20
_HEAD = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n?$", re.IGNORECASE)
"""What Excel writes, and reads, to say how a file is separated."""
_REMARK = re.compile(r"#(?!\w+[,;\t|])")
"""A line for people; `#id,url` begins with the name of a column."""
_ADDRESS = re.compile(r"\s*https?://", re.IGNORECASE)
_MOST_UNPACKED = 500_000_000
"""Bytes of a workbook: it is held in memory as a whole."""
_SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})
_LISTS = ("articles", "items", "data", "results", "rows", "records", "documents", "docs", "stories", "news", "entries")
"""Where an object holds its rows, as answers of interfaces do."""
_WRAPPERS = ("data", "response", "result", "results", "payload", "body", "feed", "articles", "hits", "_embedded")
_MOST_NESTED = 4


class BadRow(ValueError):
    """A row that cannot be read; the message says why."""


class NoTable(ValueError):
    """The file as a whole is no table; the message says why, and what to do."""


Row = dict[str, Any] | BadRow


def rows_in(path: Path, given: Iterable[str] | None, tell: Callable[[str], None]) -> Iterator[Row]:
    """Every row, a broken one as BadRow. `given` are the names of columns that the declaration says, for a header to be
    known by.

    `tell` hears what a person should know of how the file was read. Raises NoTable, OSError, EOFError, zlib.error,
    duckdb.Error.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PAR1") or suffix(path) == ".parquet":
        return _parquet_rows(path)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or suffix(path) in _SHEETS:
        return _sheet_rows(path, given, tell)
    form = suffix(path)
    if form in {".json", ".jsonl", ".ndjson"} or (form not in {".csv", ".tsv", ".tab"} and _first(path) in "[{"):
        return _json_rows(path, tell)
    return _csv_rows(path, given, tell)


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b" or path.name.lower().endswith(".gz")
    return gzip.open(path) if is_packed else path.open("rb")  # type: ignore[return-value]


def _parts(path: Path) -> Iterator[bytes]:
    """The content of a text file up to its end, or to where it is damaged: whoever reads its rows is told of that."""
    with _open(path) as file, suppress(EOFError, zlib.error, OSError):
        while part := file.read1(_STEP):  # type: ignore[attr-defined]
            yield part


def _head(path: Path) -> bytes:
    head = b""
    for part in _parts(path):
        head += part
        if len(head) >= _HEAD:
            break
    return head


def _first(path: Path) -> str:
    """The first sign that is not blank."""
    head = _head(path)
    return head.decode(_marked(head) or "utf-8", "replace").lstrip("\ufeff \t\r\n")[:1] or " "


def _marked(head: bytes) -> str | None:
    """The encoding that the first bytes say: by a mark, or by every second of them being NUL."""
    if marked := next((name for mark, name in _BOMS if head.startswith(mark)), None):
        return marked
    pairs = head[:400]
    if len(pairs) >= 4 and pairs.count(b"\0") * 3 > len(pairs):
        return "utf-16-le" if pairs[1::2].count(0) > pairs[::2].count(0) else "utf-16-be"
    return None


def _encoding(path: Path, tell: Callable[[str], None]) -> tuple[str, str]:
    """The encoding of a text file and how its faults are dealt with, after a look at all of it."""
    if marked := _marked(_head(path)):
        return marked, "replace"
    strict = codecs.getincrementaldecoder("utf-8")()
    for part in _parts(path):
        try:
            strict.decode(part)
        except UnicodeDecodeError:
            break
    else:
        return "utf-8-sig", "replace"
    found = decode(part)
    if found.charset.startswith("utf-8"):
        tell("some bytes of it are no UTF-8: each became U+FFFD")
        return "utf-8-sig", "replace"
    tell(f"it is not UTF-8 and was read as {found.charset}; where its letters are wrong, save it as UTF-8")
    return found.charset, "replace"


def _json_rows(path: Path, tell: Callable[[str], None]) -> Iterator[Row]:
    """An object a line; or one list of objects, an object with such a list, or objects over several lines."""
    head = _head(path)
    if (marked := _marked(head)) and marked != "utf-8-sig":
        with _open(path) as file:
            yield from _json_of(_values(io.TextIOWrapper(file, encoding=marked, errors="replace")))
        return
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if suffix(path) == ".json" and start[:1] not in b"[{":
        raise NoTable("it holds neither an object nor a list of objects")
    line = start.partition(b"\n")[0]
    if not start or (start.startswith(b"{") and (_is_json(line) or not _is_json_begun(path))):
        yield from _json_lines(path, tell)
        return
    encoding, errors = _encoding(path, tell)
    with _open(path) as file:
        yield from _json_of(_values(io.TextIOWrapper(file, encoding=encoding, errors=errors)))


def _is_json(line: bytes) -> bool:
    try:
        return isinstance(json.loads(decode(line).text), dict) and not _list_in(json.loads(decode(line).text))
    except (ValueError, RecursionError):
        return False


def _is_json_begun(path: Path) -> bool:
    """Whether the file begins with a whole value, over however many lines."""
    with _open(path) as file:
        text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="replace")
        try:
            next(_values(text), None)
        except (ValueError, EOFError, zlib.error, OSError):
            return False
    return True


def _json_lines(path: Path, tell: Callable[[str], None]) -> Iterator[Row]:
    told = False
    with _open(path) as lines:
        for line in lines:
            if not line.strip():
                continue
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                found = decode(line)
                if found.charset != "utf-8" and not told:
                    told = True
                    tell(f"lines of it are not UTF-8 and were read as {found.charset}; save it as UTF-8")
                row = _lenient(found.text, error)
            yield row if isinstance(row, (dict, BadRow)) else BadRow("not an object")


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
            elif rows := _list_in(value):
                yield from (row if isinstance(row, dict) else BadRow("not an object") for row in rows)
            else:
                yield value
    except json.JSONDecodeError as error:
        if not begun:
            raise NoTable(f"it is no JSON: {error}") from error
        yield BadRow(f"not JSON from here on: {error}")


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
    buffer, size, is_over = "", _STEP, False
    in_list = None
    while True:
        buffer = buffer.lstrip("\ufeff \t\r\n,")
        if in_list is None and buffer:
            in_list = buffer.startswith("[")
            buffer = buffer[1:] if in_list else buffer
            continue
        if in_list and buffer.startswith("]"):
            return
        if buffer:
            try:
                value, end = decoder.raw_decode(buffer)
            except json.JSONDecodeError:
                if is_over:
                    raise
            except RecursionError as error:
                raise json.JSONDecodeError(f"nested too deep: {error}", "", 0) from error
            else:
                # A number at the very end may go on in the next part.
                if end < len(buffer) or is_over:
                    yield value
                    buffer = buffer[end:]
                    continue
        if is_over:
            return
        part = text.read(size)
        # Twice as much each time: a value of many megabytes is not tried from its beginning for every megabyte.
        size = max(_STEP, len(buffer) + len(part))
        buffer, is_over = buffer + part, not part


def _csv_rows(path: Path, given: Iterable[str] | None, tell: Callable[[str], None]) -> Iterator[Row]:
    encoding, errors = _encoding(path, tell)
    with _open(path) as raw:
        text = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="")
        lines = _from_header(text)
        first = next(lines, "")
        said = _SEP_LINE.match(first)
        if said:
            first = next(lines, "")
        delimiter = said[1] if said else _delimiter(first, given)
        # Strict: otherwise a quotation mark that is never closed swallows the rest of the file without a word.
        reader = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
        yield from _under_header(_parsed(reader), given)


def _from_header(text: Iterable[str]) -> Iterator[str]:
    """Its lines, without those before the header that are blank or a remark."""

    def is_before(line: str) -> bool:
        bare = line.strip("\ufeff \t\r\n")
        return not bare or _REMARK.match(bare) is not None

    return dropwhile(is_before, text)


def _parsed(reader: Iterator[list[str]]) -> Iterator[list[str] | BadRow]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRow(f"not CSV: {error}")
            continue
        if any(row):
            yield row


def _delimiter(header: str, given: Iterable[str] | None) -> str:
    """What stands between the names: that by which most of them are known, then that which makes most fields."""

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            names = next(csv.reader([header], delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return _known(names, given), len(names)

    return max(_DELIMITERS, key=worth)


def _known(names: Iterable[str], given: Iterable[str] | None) -> int:
    names = [name.strip("\ufeff \t") for name in names]
    if given is not None:
        wanted = {name.strip().lower() for name in given}
        return sum(name.lower() in wanted for name in names)
    return known_among(names)


def _under_header(rows: Iterator[list[Any] | BadRow], given: Iterable[str] | None) -> Iterator[Row]:
    """Rows as mappings. Raises NoTable where the first row is no header."""
    header = next(rows, None)
    if header is None:
        return
    if isinstance(header, BadRow):
        raise NoTable(f"its first row is {header}")
    names = [str(name).strip("\ufeff \t\r\n") for name in header]
    if not _known(names, given):
        shown = ", ".join(names)[:200]
        if any(_ADDRESS.match(name) for name in names):
            raise NoTable(f"it has no header: write a first line with names such as url,title,text above {shown!r}")
        raise NoTable(f"none of its columns is known: {shown}; say which they are, as --columns url=NAME,text=NAME")
    for row in rows:
        if isinstance(row, BadRow):
            yield row
        elif any(row[len(names) :]):
            yield BadRow(f"{len(row) - len(names)} more fields than the header has")
        else:
            # A name that comes twice is the first that has a value.
            found: dict[str, Any] = {}
            for name, value in zip(names, row, strict=False):
                if found.get(name) in (None, ""):
                    found[name] = value
            found.pop("", None)
            yield found


def _parquet_rows(path: Path) -> Iterator[Row]:
    with duckdb.connect(":memory:") as database:
        database.execute("SET TimeZone = 'UTC'")
        cursor = database.execute("SELECT * FROM read_parquet(?)", [str(path)])
        names = [column[0] for column in cursor.description or ()]
        while rows := cursor.fetchmany(1000):
            yield from (dict(zip(names, row, strict=True)) for row in rows)


def _sheet_rows(path: Path, given: Iterable[str] | None, tell: Callable[[str], None]) -> Iterator[Row]:
    """The rows of the first sheet that has any."""
    _check_size(path)
    try:
        with closing(CalamineWorkbook.from_path(str(path))) as book:
            sheets = [sheet for name in book.sheet_names if (sheet := book.get_sheet_by_name(name)).height]
            if not sheets:
                return
            if len(sheets) > 1:
                others = ", ".join(sheet.name for sheet in sheets[1:])
                tell(f"only its first sheet was read, {sheets[0].name}, not {others}")
            yield from _under_header(([_cell(value) for value in row] for row in sheets[0].iter_rows()), given)
    except PasswordError as error:
        raise NoTable("it is locked with a password: save it without") from error
    except CalamineError as error:
        raise NoTable(f"it is no workbook that can be read: {error}") from error


def _check_size(path: Path) -> None:
    """Raises NoTable for a workbook that says of itself that it is larger than memory should hold."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        size = path.stat().st_size  # the old format of Excel is no archive
    if size > _MOST_UNPACKED:
        raise NoTable(f"it is {size / 1e6:.0f} MB unpacked, more than the {_MOST_UNPACKED / 1e6:.0f} that are read")


def _cell(value: object) -> object:
    """A cell's value: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value
