"""Rows under a header: which row of a table names its columns, and the rows below it by these names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any

from tasks.discover.readers.columns import columns_among, known_among
from tasks.discover.readers.table_text import BadRow, NoTable, Row

_LOOKED_AT = 10
"""Rows among which the header is: titles, dates and blank rows stand above it."""
_ADDRESS = re.compile(r"\s*https?://", re.IGNORECASE)
_NAMES_OF_PLACES = frozenset({"url", "file", "id"})

Cells = list[Any] | BadRow


def known_names(names: Iterable[object], given: Iterable[str] | None) -> int:
    """How many of the names are columns of ours, or of those that the declaration gives."""
    bare = [_name(name) for name in names]
    if given is not None:
        wanted = {name.strip().lower() for name in given}
        return sum(name.lower() in wanted for name in bare)
    return known_among(bare)


def rows_under_header(rows: Iterator[Cells], given: Iterable[str] | None, tell: Callable[[str], None]) -> Iterator[Row]:
    """Rows as mappings. What stands above the header, and remarks below it, is told and passed over.

    Raises NoTable where no row is a header.
    """
    rows = (row for row in rows if isinstance(row, BadRow) or any(_is_filled(cell) for cell in row))
    first = list(islice(rows, _LOOKED_AT))
    if not first:
        return
    place = _place_of_header(first, given)
    header = first[place]
    if isinstance(header, BadRow):
        raise NoTable(f"its first row is {header}")
    names = [_name(name) for name in header]
    if not known_names(names, given):
        shown = ", ".join(names)[:200]
        if any(_ADDRESS.match(name) for name in names):
            raise NoTable(f"it has no header: write a first line with names such as url,title,text above {shown!r}")
        raise NoTable(f"none of its columns is known: {shown}; say which they are, as --columns url=NAME,text=NAME")
    if place:
        tell(f"{place} {'row' if place == 1 else 'rows'} above the header ({', '.join(names)[:100]}) passed over")
    remarks = 0
    may_have_remarks = not _NAMES_OF_PLACES.isdisjoint(columns_among(names[:1]).theirs)
    for row in chain(first[place + 1 :], rows):
        if isinstance(row, BadRow):
            yield row
        elif _is_remark(row, may_have_remarks=may_have_remarks):
            remarks += 1
        elif any(_is_filled(cell) for cell in row[len(names) :]):
            yield BadRow(f"{len(row) - len(names)} more fields than the header has")
        else:
            yield _by_name(names, row)
    if remarks:
        tell(f"{remarks} {'row that begins' if remarks == 1 else 'rows that begin'} with # passed over as remarks")


def _place_of_header(rows: list[Cells], given: Iterable[str] | None) -> int:
    """The first row, unless that is emptier than one below it whose cells are more of them names of columns."""
    given = None if given is None else list(given)
    known = [0 if isinstance(row, BadRow) else known_names(row, given) for row in rows]
    filled = [0 if isinstance(row, BadRow) else sum(map(_is_filled, row)) for row in rows]
    best = max(range(len(rows)), key=lambda place: (known[place], -place))
    is_header = known[best] > known[0] and known[best] >= min(2, filled[best])
    return best if is_header and (filled[0] < filled[best] or (not known[0] and filled[0] == 1)) else 0


def _by_name(names: list[str], row: list[Any]) -> dict[str, Any]:
    """A name that comes twice is the first that has a value."""
    found: dict[str, Any] = {}
    for name, value in zip(names, row, strict=False):
        if found.get(name) in (None, ""):
            found[name] = value
    found.pop("", None)
    return found


def _is_remark(row: list[Any], *, may_have_remarks: bool) -> bool:
    """Whether a row is a line for people: nothing but a text behind `#`, or such a text where addresses stand."""
    begin = str(row[0]).lstrip() if row else ""
    return begin.startswith("#") and (not any(map(_is_filled, row[1:])) or (may_have_remarks and begin[1:2] == " "))


def _is_filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _name(name: object) -> str:
    return "" if name is None else str(name).strip("\ufeff \t\r\n")
