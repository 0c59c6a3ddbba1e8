"""Rows of a table: CSV in its dialects, JSON in its forms, Parquet, Excel and OpenDocument; the text ones also gzipped.

What a file is, its bytes say; its name only where they do not.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import chain, dropwhile
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from tasks.discover.readers.files import suffix
from tasks.discover.readers.header_rows import known_names, rows_under_header
from tasks.discover.readers.json_tables import json_rows
from tasks.discover.readers.table_text import BadRow, NoTable, Row, encoding_of, first_sign, head_of, opened

csv.field_size_limit(2**31 - 1)  # an article's HTML is far above the default of 131,072

_DELIMITERS = ",;\t|^~\x1f"
_SEP_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n?$", re.IGNORECASE)
"""What Excel writes, and reads, to say how a file is separated."""
_REMARK = re.compile(r"#(?!\w+[,;\t|])")
"""A line for people; `#id,url` begins with the name of a column."""
_ESCAPED = re.compile(r'[^\\",;\t|\r\n]\\"(?=[^",;\t|\r\n])')
_DOUBLED = re.compile(r'[^",;\t|\r\n]""[^"]')
_QUOTED_LINE = re.compile(r'\ufeff?"((?:[^"]|"")*)"\s*')
_LINES_LOOKED_AT = 200
_MOST_UNPACKED = 500_000_000
"""Bytes of a workbook: it is held in memory as a whole."""
_MOST_MERGED = 1_000_000
"""Cells that merged ranges cover."""
_SHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


def rows_in(path: Path, given: Iterable[str] | None, tell: Callable[[str], None]) -> Iterator[Row]:
    """Every row, a broken one as BadRow. `given` are the names of columns that the declaration says, for a header to be
    known by.

    `tell` hears what a person should know of how the file was read. Raises NoTable, OSError, EOFError, zlib.error,
    duckdb.Error.
    """
    form = packed_form(path)
    if form == "parquet":
        return _parquet_rows(path)
    if form == "sheet":
        return _sheet_rows(path, given, tell)
    form = suffix(path)
    if form in {".json", ".jsonl", ".ndjson"} or (form not in {".csv", ".tsv", ".tab"} and first_sign(path) in "[{"):
        return json_rows(path, tell)
    return _csv_rows(path, given, tell)


def packed_form(path: Path) -> str:
    """`parquet`, `sheet` or `gzip`: what a file is read as that can be far smaller than what it holds; empty for plain
    text. Raises OSError.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PAR1") or suffix(path) == ".parquet":
        return "parquet"
    # By its name too: a workbook may have other bytes before it.
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or suffix(path) in _SHEETS:
        return "sheet"
    return "gzip" if head.startswith(b"\x1f\x8b") or path.name.lower().endswith(".gz") else ""


def _csv_rows(path: Path, given: Iterable[str] | None, tell: Callable[[str], None]) -> Iterator[Row]:
    encoding, errors = encoding_of(path, tell)
    sample = head_of(path).decode(encoding, "replace")
    with opened(path) as raw:
        text = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="")
        lines = _from_header(text)
        first = next(lines, "")
        said = _SEP_LINE.match(first)
        if said:
            first = next(lines, "")
        likely = _likely_header(first, sample, given)
        inner = _quoted_as_a_whole(likely, given)
        delimiter = said[1] if said else _delimiter(inner or likely, given)
        has_escapes = bool(_ESCAPED.search(sample)) and not _DOUBLED.search(sample)
        has_blanks = f"{delimiter} " in likely and not re.search(f"{re.escape(delimiter)}[^ ]", likely)
        # Strict: otherwise a quotation mark that is never closed swallows the rest of the file without a word.
        rows = csv.reader(
            _unquoted(chain([first], lines)) if inner else chain([first], lines),
            delimiter=delimiter,
            escapechar="\\" if has_escapes else None,
            skipinitialspace=has_blanks,
            quoting=csv.QUOTE_NONE if delimiter == "\t" and _has_loose_quotes(sample) else csv.QUOTE_MINIMAL,
            strict=True,
        )
        yield from rows_under_header(_parsed(rows), given, tell)


def _from_header(text: Iterable[str]) -> Iterator[str]:
    """Its lines, without those before the header that are blank or a remark."""

    def is_before(line: str) -> bool:
        bare = line.strip("\ufeff \t\r\n")
        return not bare or _REMARK.match(bare) is not None

    return dropwhile(is_before, text)


def _likely_header(first: str, sample: str, given: Iterable[str] | None) -> str:
    """Of the first lines that with most names of columns, as a title may stand above it."""
    lines = [line for line in sample.splitlines()[:20] if line.strip()]
    return max([first, *lines], key=lambda line: _worth(line, _delimiter(line, given), given)[0])


def _quoted_as_a_whole(header: str, given: Iterable[str] | None) -> str | None:
    """The header within quotation marks around all of it, as where a table was saved as a single column."""
    found = _QUOTED_LINE.fullmatch(header)
    inner = found[1].replace('""', '"') if found else None
    return inner if inner and _worth(inner, _delimiter(inner, given), given)[0] > 1 else None


def _has_loose_quotes(sample: str) -> bool:
    """Whether quotation marks of a table with tabs are signs like others: each line is a row, and some cell only begins
    with one.
    """
    lines = sample.splitlines()[:_LINES_LOOKED_AT]
    if len(lines) > 2 and not sample.endswith(("\n", "\r")):
        lines.pop()  # it may be cut
    rows = [line.split("\t") for line in lines]
    return len({len(row) for row in rows}) == 1 and any(
        cell.startswith('"') and not (cell.endswith('"') and len(cell) > 1) for row in rows for cell in row
    )


def _unquoted(lines: Iterator[str]) -> Iterator[str]:
    return (row[0] for row in csv.reader(lines) if row)


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
    return max(_DELIMITERS, key=lambda delimiter: _worth(header, delimiter, given))


def _worth(header: str, delimiter: str, given: Iterable[str] | None) -> tuple[int, int]:
    """How many names of columns this delimiter finds in a header, and how many fields."""
    try:
        names = next(csv.reader([header], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:
        return 0, 0
    return known_names(names, given), len(names)


def _parquet_rows(path: Path) -> Iterator[Row]:
    with duckdb.connect(":memory:") as database:
        database.execute("SET TimeZone = 'UTC'")
        cursor = database.execute("SELECT * FROM read_parquet(?, hive_partitioning = false)", [str(path)])
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
            yield from rows_under_header(_cells(sheets[0]), given, tell)
    except PasswordError as error:
        raise NoTable("it is locked with a password: save it without") from error
    except CalamineError as error:
        raise NoTable("it is no workbook that can be read (Excel, OpenDocument): save it again, or as CSV") from error


def _check_size(path: Path) -> None:
    """Raises NoTable for a workbook that says of itself that it is larger than memory should hold."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        size = path.stat().st_size  # the old format of Excel is no archive
    if size > _MOST_UNPACKED:
        raise NoTable(f"it is {size / 1e6:.0f} MB unpacked, more than the {_MOST_UNPACKED / 1e6:.0f} that are read")


def _cells(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows of a sheet. A cell that was merged over several rows has its value in each of them."""
    above = _merged_downwards(sheet)
    values: dict[tuple[int, int], object] = {}
    for number, row in enumerate(sheet.iter_rows()):
        cells = [_cell(value) for value in row]
        for column, begin in above.get(number, ()):
            if column >= len(cells):
                continue
            if begin == number:
                values[begin, column] = cells[column]
            else:
                cells[column] = values.get((begin, column))
        yield cells


def _merged_downwards(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """Row -> (column, row in which the value stands) for the first column of each range that spans rows."""
    found: dict[int, list[tuple[int, int]]] = {}
    left = _MOST_MERGED
    for (begin, column), (end, _) in sheet.merged_cell_ranges or ():
        left -= end - begin
        if end > begin and left > 0:
            for row in range(begin, end + 1):
                found.setdefault(row, []).append((column, begin))
    return found


def _cell(value: object) -> object:
    """A cell's value: whole numbers without a point, dates as ISO 8601, days without a time."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return value
