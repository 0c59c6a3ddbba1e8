"""Where words go: stderr, coloured on a terminal only, NO_COLOR honoured (both by Rich)."""

from __future__ import annotations

from functools import cache

from rich.console import Console


@cache
def err() -> Console:
    return Console(stderr=True)


@cache
def out() -> Console:
    """For tables of data. Not on a terminal, lines are as long as they must be."""
    console = Console()
    return console if console.is_terminal else Console(width=200)
