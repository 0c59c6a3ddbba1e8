"""A row that crosses a border between steps."""

from __future__ import annotations

from typing import Any, ClassVar, Self


class Record:
    """A frozen row. Values are plain: what Parquet can hold, so that any tool can read the files."""

    __slots__ = ()
    LAYOUT: ClassVar[dict[str, str]]
    """DuckDB's type of each field."""

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.LAYOUT}

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        return cls(**row)
