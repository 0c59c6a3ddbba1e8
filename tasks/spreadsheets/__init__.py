"""Rows -> CSV and Excel files that spreadsheets open as they are meant."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from schemas.cells import flat_cell, text_cell

_LONGEST = 32_767
"""Characters of a cell in Excel."""
_MOST_ROWS = 1_048_576
"""Rows of a sheet in Excel, with the header."""
_FIRST_YEAR = 1900
_MOST_EXACT = 10**15
"""Excel keeps 15 digits of a number: larger whole numbers are written as texts."""
_FORMS: dict[type, str] = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", time: "hh:mm:ss"}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML has no place for."""


def write_csv(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a CSV file; returns the number of rows. Raises OSError.

    UTF-8 with the mark by which Excel knows it, times as `2026-04-02 09:30:00`, no text that is a formula.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(text_cell, names))
        for row in rows:
            writer.writerow([_csv_cell(flat_cell(value)) for value in row])
            count += 1
    return count


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str):
        return text_cell(value)
    return value.isoformat(sep=" ", timespec="seconds") if isinstance(value, datetime) else value


def write_xlsx(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[int, int]:
    """Write an Excel file; returns the numbers of rows, and of cells that were cut to what a cell can hold.

    Texts stay texts: none becomes a formula, link or number. Rows beyond a sheet go into further sheets.
    Raises OSError.
    """
    from xlsxwriter import Workbook  # noqa: PLC0415 - takes long, and few calls need it

    options = {
        "constant_memory": True,
        "tmpdir": str(path.parent),
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    book = Workbook(str(path), options | {"strings_to_numbers": False, "nan_inf_to_errors": True})
    head = book.add_format({"bold": True})
    forms = {kind: book.add_format({"num_format": form}) for kind, form in _FORMS.items()}
    sheet = _begun_sheet(book, names, head)
    line, count, cut = 1, 0, 0
    for row in rows:
        if line == _MOST_ROWS:
            sheet, line = _begun_sheet(book, names, head), 1
        for column, value in enumerate(map(flat_cell, row)):
            cut += _write_cell(sheet, line, column, value, forms)
        line, count = line + 1, count + 1
    book.close()
    return count, cut


def _begun_sheet(book: Any, names: Sequence[str], form: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(names):
        sheet.write_string(0, column, name[:_LONGEST], form)
    return sheet


def _write_cell(sheet: Any, line: int, column: int, value: Any, forms: dict[type, Any]) -> bool:
    """Write one cell; returns whether it was cut."""
    if value is None:
        return False
    form = forms.get(type(value))
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif (isinstance(value, int) and abs(value) < _MOST_EXACT) or (isinstance(value, float) and math.isfinite(value)):
        sheet.write_number(line, column, value)
    elif form and getattr(value, "year", _FIRST_YEAR) >= _FIRST_YEAR:
        sheet.write_datetime(line, column, value, form)
    else:
        text = _CONTROLS.sub("", str(value))
        sheet.write_string(line, column, text[:_LONGEST])
        return len(text) > _LONGEST
    return False
