"""The two streams of a command: data on stdout, messages on stderr. Rich colours a terminal only, and honours NO_COLOR.

Whatever a command prints goes through this module or `formats.py`, so that no control character of foreign text reaches
a terminal (schemas/controls.py).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Annotated, Any

import typer
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.text import Text

from schemas.controls import shown

AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
"""The option of every command that can print for programs."""
_NOT_A_TERMINAL = 200
"""Columns of a console that is not a terminal."""


class _SafeConsole(Console):
    """A console that writes no control characters but its own; takes no text for markup: `[/x]` may be in a name."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
        for segment in super().render(renderable, options):
            yield segment if segment.control else Segment(shown(segment.text), segment.style)


@cache
def err() -> Console:
    """The console on stderr: messages, progress, the funnel."""
    return _unfolded(_SafeConsole(stderr=True, markup=False))


@cache
def out() -> Console:
    """The console on stdout: what the command was asked for."""
    return _unfolded(_SafeConsole(markup=False))


def write_out(text: str) -> None:
    """Write data for people to stdout as it is, without styles; on a terminal without control characters."""
    sys.stdout.write(shown(text) if sys.stdout.isatty() else text)


def hush() -> None:
    """Print no more messages. Errors are still printed: they are written to stderr without this console."""
    err().quiet = True


def print_notes(lines: Iterable[str]) -> None:
    """Print warnings that do not change the exit code, a line each."""
    for line in lines:
        err().print(Text("note", style="yellow").append(f" {line}", style="default"), soft_wrap=True)


def in_words(value: Any) -> str:
    """A value in a line for people: times to the minute (UTC), lists with commas, nothing for None."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return ", ".join(map(in_words, value)) if isinstance(value, list) else "" if value is None else str(value)


def _unfolded(console: Console) -> Console:
    """Lines of a log or a pipe are not folded at 80 columns."""
    if not console.is_terminal:
        console.width = _NOT_A_TERMINAL
    return console
