"""The fenced blocks of the documentation, and what to make of them: commands with the output shown, SQL, Python.

A block that no test can run says so in a comment before it: `<!-- not run: it needs a network -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RUNNABLE = ("console", "sql", "python")
_FENCE = re.compile(
    r"(?:<!-- not run: (?P<why>[^\n]+?) -->\n+)?^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_VARIES = (
    (re.compile(r"\b\d{8}T\d{6}-[0-9a-f]{6}\b"), "RUN"),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), "ID"),
    (re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d(:\d\d)?\b(?=.*)"), "TIME"),
    (re.compile(r"\b\d+(\.\d+)? (s|ms|kB|MB|GB)\b"), "AMOUNT"),
)
"""What differs from run to run. Days of articles stay as they are, and are compared."""


@dataclass(frozen=True, slots=True)
class Block:
    page: str
    line: int
    language: str
    text: str
    not_run: str
    """Why no test runs it; empty where one does."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command as it is typed, and the lines shown below it."""

    command: str
    shown: list[str]


def blocks_of(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        if found["language"] in RUNNABLE:
            line = text.count("\n", 0, found.start("language")) + 1
            yield Block(page.name, line, found["language"], found["text"], found["why"] or "")


def steps_of(block: Block) -> Iterator[Step]:
    """The commands of a console block: lines that begin with `$ `, each with its output up to the next."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        while command.endswith("\\"):
            more, _, output = output.partition("\n")
            command = command[:-1] + more.removeprefix(">").strip()
        yield Step(re.sub(r"\s{2,}#.*$", "", command).strip(), output.splitlines())


def is_as_shown(shown: list[str], printed: str) -> bool:
    """Whether the output is what the page shows; a line `…` stands for any number of lines, what varies for
    anything.
    """
    pattern = r"\n".join(
        r"(?:.*\n)*?.*" if line.strip() == "…" else re.escape(line) for line in _steady("\n".join(shown)).splitlines()
    )
    return re.fullmatch(pattern, _steady(printed).strip("\n")) is not None


def _steady(text: str) -> str:
    for pattern, word in _VARIES:
        text = pattern.sub(word, text)
    # Widths of columns follow from what varies, and spaces at the end of lines are nobody's concern.
    return "\n".join(re.sub(r" {2,}", "  ", line.rstrip()) for line in text.strip("\n").splitlines())
