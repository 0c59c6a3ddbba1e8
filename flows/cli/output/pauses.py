"""Why a command that asks one site stands still: manners. Said on stderr, as somebody waits."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flows.cli.output.console import err
from tasks.logs import log

_NOTICED = 2.0
"""Seconds from which on a pause is worth a line."""


class _Told(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        said = vars(record)
        if said.get("seconds", 0.0) > _NOTICED:
            words = f"waiting {said['seconds']:.0f} s, the pause between two requests to {said['host']}"
            err().print(words, style="dim", highlight=False, markup=False)


@contextmanager
def pauses_told() -> Iterator[None]:
    """While the block runs, each pause that a host is given is told before it is waited for."""
    pace, told = log("pace"), _Told()
    before = pace.level
    pace.addHandler(told)
    pace.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        pace.removeHandler(told)
        pace.setLevel(before)
