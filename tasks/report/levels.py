"""How bad something is: a word, a shape and a rank. The shape and the word say it without any colour."""

from __future__ import annotations

from enum import IntEnum


class Level(IntEnum):
    """Ranked: of several levels, the greatest counts."""

    OK = 0
    UNJUDGED = 1
    NOTE = 2
    WARNING = 3
    FAILING = 4

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def mark(self) -> str:
        return _MARKS[self]


_WORDS = {
    Level.OK: "as usual",
    Level.UNJUDGED: "not judged",
    Level.NOTE: "note",
    Level.WARNING: "warning",
    Level.FAILING: "failing",
}
_MARKS = {Level.OK: "●", Level.UNJUDGED: "○", Level.NOTE: "◆", Level.WARNING: "▲", Level.FAILING: "■"}

OF_RUN = {
    "completed": Level.OK,
    "completed_with_quarantine": Level.NOTE,
    "running": Level.UNJUDGED,
    "source_failed": Level.WARNING,
    "given_up": Level.WARNING,
}
"""Status of a run -> level; what is not named here is failing."""
OF_SEVERITY = {"critical": Level.FAILING, "warning": Level.WARNING, "info": Level.NOTE}
