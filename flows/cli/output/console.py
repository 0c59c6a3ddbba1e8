"""Where words go: stderr, coloured on a terminal only, NO_COLOR honoured (both by Rich)."""

from __future__ import annotations

from functools import cache

from rich.console import Console

_NOT_A_TERMINAL = 200


@cache
def err() -> Console:
    return _unfolded(Console(stderr=True))


@cache
def out() -> Console:
    return _unfolded(Console())


def hush() -> None:
    """No words from now on; errors are written past the console."""
    err().quiet = True


def _unfolded(console: Console) -> Console:
    """Not on a terminal, lines are as long as they are: nobody wants a log or a pipe folded at 80 columns."""
    if not console.is_terminal:
        console.width = _NOT_A_TERMINAL
    return console
