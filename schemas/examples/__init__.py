"""Questions that people ask the database, each a .sql file that begins with the question; tests run every one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Example:
    name: str
    question: str
    sql: str
    """Without the question."""

    def uses(self, name: str) -> bool:
        """Whether it asks this table, view or macro."""
        return re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", re.sub(r"'[^']*'", "", self.sql)) is not None


@cache
def examples() -> tuple[Example, ...]:
    """All of them, in the order that they are best read in."""
    found = {
        entry.name.removesuffix(".sql"): entry.read_text(encoding="utf-8")
        for entry in files("schemas").joinpath("examples").iterdir()
        if entry.name.endswith(".sql")
    }
    told = {name: text.partition("\n") for name, text in found.items()}
    return tuple(
        Example(name, told[name][0].removeprefix("-- "), told[name][2].strip())
        for name in sorted(found, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
    )


_ORDER = ("latest", "about", "by_day", "authors", "topics", "corrected", "changes", "as_of", "linked", "incomplete")
"""The ten that people ask most: docs/queries.md begins with them, and benchmarks measure them."""
