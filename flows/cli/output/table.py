"""The tables that commands print: rows as dictionaries, and answers to SQL that may have millions of rows.

Columns are as wide as their values. On a terminal they shrink to its width: a table folds long values over several
lines, an answer to SQL cuts them off. In a pipe or a file nothing is folded, and lines have no blanks at their ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from flows.cli.output.console import err, out, write_out

if TYPE_CHECKING:
    from tasks.query import Answer

LONGEST = 80
"""Terminal cells that a value may take; JSON has all of it."""
_NARROWEST = 12
"""Terminal cells to which a wide column shrinks before another column is left out."""
_GAP = "  "
_MEASURED = 500
"""Rows of an answer that set the widths of its columns."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of a table are. `widths` are terminal cells, of the first columns: the others found no room."""

    names: list[str]
    widths: list[int]
    is_number: list[bool]
    is_bound: bool
    """Whether a later, longer value is cut to the width of its column."""

    @property
    def left_out(self) -> list[str]:
        """Names of the columns that found no room."""
        return self.names[len(self.widths) :]

    def header(self) -> str:
        return self.line(self.names)

    def line(self, cells: list[str]) -> str:
        """One line for a row. A value that is cut ends in an ellipsis."""
        most = self.widths if self.is_bound else [LONGEST] * len(self.widths)
        return _GAP.join(map(_cell, map(_cut, cells, most), self.widths, self.is_number)).rstrip()

    def folded(self, cells: list[str]) -> Iterator[str]:
        """The lines for a row whose long values continue below themselves."""
        parts = [_folded(cell, width) for cell, width in zip(cells, self.widths, strict=True)]
        for number in range(max(map(len, parts))):
            line = [part[number] if number < len(part) else "" for part in parts]
            yield _GAP.join(map(_cell, line, self.widths, self.is_number)).rstrip()


def laid_out(names: list[str], rows: list[list[str]], width: int | None, *, keeps_all: bool = False) -> Layout:
    """The layout for these rows (at least one) in `width` terminal cells; None for no limit.

    With `keeps_all` no column is left out, however narrow the terminal is.
    """
    columns = list(zip(names, *rows, strict=True))
    natural = [max(map(cell_len, column)) for column in columns]
    if not keeps_all:
        natural = [min(one, LONGEST) for one in natural]
    is_number = [all(map(_is_number, column[1:])) and any(column[1:]) for column in columns]
    widths = natural if width is None else _fitting(natural, width, keeps_all=keeps_all)
    return Layout(names, widths, is_number, is_bound=width is not None)


def write_table(rows: list[dict[str, Any]], title: str = "") -> None:
    """Print rows with the columns of the first one. Without a row, print "no rows" on stderr."""
    if not rows:
        err().print("no rows")
        return
    if title:
        out().print(title, style="italic", markup=False, highlight=False, soft_wrap=True)
    cells = [[_cut(one_line(_duration(value)), LONGEST) for value in row.values()] for row in rows]
    layout = laid_out(list(rows[0]), cells, out().width if out().is_terminal else None, keeps_all=True)
    for line in layout.folded(layout.names):
        out().print(line, style="bold", markup=False, highlight=False, soft_wrap=True)
    _write_lines(line for row in cells for line in layout.folded(row))


def write_list(rows: list[list[str]], styles: dict[str, str]) -> None:
    """Print rows without a header. The text of the first column is coloured by `styles`; only the last column is
    folded.
    """
    layout = laid_out([""] * len(rows[0]), rows, out().width if out().is_terminal else None, keeps_all=True)
    for row in rows:
        for line in layout.folded(row):
            shown = Text(line)
            if style := styles.get(row[0] if line.startswith(row[0]) else ""):
                shown.stylize(style, 0, len(row[0]))
            out().print(shown, highlight=False, soft_wrap=True)


def write_answer(answer: Answer) -> None:
    """Print the answer to a question as its rows come. Columns that find no room are named on stderr."""
    first = [[one_line(value) for value in row] for row in islice(answer.rows, _MEASURED)]
    if not first:
        err().print("no rows")
        return
    width = out().width if out().is_terminal else None
    layout = laid_out(answer.names, first, width)
    if len(first) == 1 and layout.left_out:
        record = [[name, value] for name, value in zip(answer.names, first[0], strict=True)]
        upright = laid_out(["", ""], record, width)
        _write_lines(upright.line(row) for row in record)
        return
    out().print(layout.header(), style="bold", markup=False, highlight=False, soft_wrap=True)
    later = ([one_line(value) for value in row] for row in answer.rows)
    _write_lines(layout.line(row) for row in chain(first, later))
    if layout.left_out:
        err().print(
            f"{len(layout.left_out)} of {len(answer.names)} columns find no room: {', '.join(layout.left_out)}."
            " Name fewer, or ask with --json or --csv.",
            markup=False,
            highlight=False,
        )


def one_line(value: Any) -> str:
    """A value as a cell: one line, no character that a terminal acts on, times without parts of seconds."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    if hasattr(value, "isoformat") and hasattr(value, "microsecond"):
        value = value.replace(microsecond=0).isoformat(" ").removesuffix("+00:00")
    text = f"{value:.4g}" if isinstance(value, float) else " ".join(str(value).split())
    shown = text[: LONGEST + 1]
    return (
        shown
        if shown.isprintable()
        else "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in shown)
    )


def _duration(value: Any) -> Any:
    if not isinstance(value, timedelta):
        return value
    seconds = value.total_seconds()
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.1f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def _write_lines(lines: Iterable[str]) -> None:
    for line in lines:
        write_out(line + "\n")


def _fitting(natural: list[int], width: int, *, keeps_all: bool) -> list[int]:
    """Make the widest columns equally narrow; where that is not enough, leave out the last ones."""
    widths = list(natural)
    while not keeps_all and len(widths) > 1 and _needed([min(one, _NARROWEST) for one in widths]) > width:
        widths.pop()
    while (excess := _needed(widths) - width) > 0:
        widest = max(widths)
        if widest <= 1:
            break
        of_them = [number for number, one in enumerate(widths) if one == widest]
        next_width = max([one for one in widths if one < widest], default=0)
        down_to = max(next_width, widest - -(-excess // len(of_them)), 1)
        for number in of_them:
            widths[number] = down_to
    return widths


def _needed(widths: list[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _cut(text: str, most: int) -> str:
    return text if cell_len(text) <= most else set_cell_size(text, most - 1).rstrip() + "…"


def _folded(text: str, width: int) -> list[str]:
    """The text in lines of so many cells, folded between words where that is possible."""
    if cell_len(text) <= width:
        return [text]
    return [line.plain.rstrip() for line in Text(text).wrap(out(), width, overflow="fold")]


def _cell(text: str, width: int, is_number: bool) -> str:
    padding = " " * (width - cell_len(text))
    return padding + text if is_number else text + padding


def _is_number(text: str) -> bool:
    return not text or text.lstrip("-").replace(".", "", 1).replace("e+", "").replace("e-", "").isdecimal()
