"""Where the cells of a table stand: widths from what is to be shown and what there is room for. Text in, text out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.cells import cell_len, set_cell_size

LONGEST = 80
"""Cells of the terminal that a value may take."""
_NARROWEST = 12
"""To which a wide column may shrink, for the sake of others."""
_GAP = "  "


@dataclass(frozen=True, slots=True)
class Layout:
    names: list[str]
    widths: list[int]
    """Of the columns shown: the first ones."""
    is_number: list[bool]
    is_bound: bool
    """Whether a later, longer value must not take more room than its column has."""

    @property
    def left_out(self) -> list[str]:
        return self.names[len(self.widths) :]

    def header(self) -> str:
        return self.line(self.names)

    def line(self, cells: list[str]) -> str:
        """A value that is cut ends in an ellipsis."""
        most = self.widths if self.is_bound else [LONGEST] * len(self.widths)
        return _GAP.join(map(_cell, cells, self.widths, most, self.is_number)).rstrip()


def laid_out(names: list[str], rows: list[list[str]], width: int | None) -> Layout:
    """A layout for these rows (at least one) in so many cells of a terminal; without a width, every column has its own."""
    columns = list(zip(names, *rows, strict=True))
    natural = [min(max(map(cell_len, column)), LONGEST) for column in columns]
    is_number = [all(map(_is_number, column[1:])) and any(column[1:]) for column in columns]
    widths = natural if width is None else _fitting(natural, width)
    return Layout(names, widths, is_number, is_bound=width is not None)


def one_line(value: Any) -> str:
    """A value as a cell: one line, nothing that a terminal would act on, times without parts of seconds."""
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


def _fitting(natural: list[int], width: int) -> list[int]:
    """Wide columns shrink together; where that does not do, the last ones are left out."""
    widths = list(natural)
    while len(widths) > 1 and _needed([min(one, _NARROWEST) for one in widths]) > width:
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


def _cell(text: str, width: int, most: int, is_number: bool) -> str:
    if cell_len(text) > most:
        text = set_cell_size(text, most - 1).rstrip() + "…"
    padding = " " * (width - cell_len(text))
    return padding + text if is_number else text + padding


def _is_number(text: str) -> bool:
    return not text or text.lstrip("-").replace(".", "", 1).replace("e+", "").replace("e-", "").isdecimal()
