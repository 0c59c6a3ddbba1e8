"""A row that one step hands to another, as a frozen dataclass whose fields know their type in DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints

_SQL_TYPES = {
    int: "INTEGER",
    float: "DOUBLE",
    str: "VARCHAR",
    bool: "BOOLEAN",
    bytes: "BLOB",
    datetime: "TIMESTAMPTZ",
    date: "DATE",
    list[str]: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class SqlType:
    """DuckDB's type of a field, where the annotation does not tell it: `Annotated[int, SqlType("BIGINT")]`."""

    sql: str


class Record:
    """A frozen row. Values are plain: what Parquet can hold, so that any tool can read the files."""

    __slots__ = ()
    LAYOUT: ClassVar[dict[str, str]]
    """DuckDB's type of each field, in order; made from the annotations."""

    def __init_subclass__(cls) -> None:
        hints = get_type_hints(cls, include_extras=True)
        cls.LAYOUT = {name: _sql_type(hints[name]) for name in cls.__annotations__}

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.LAYOUT}

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        return cls(**row)


def _sql_type(annotation: Any) -> str:
    """Raises KeyError for a type that needs an SqlType and has none."""
    if get_origin(annotation) is Annotated:
        plain, *notes = get_args(annotation)
        return next((note.sql for note in notes if isinstance(note, SqlType) and note.sql), None) or _sql_type(plain)
    if get_origin(annotation) in {Union, UnionType}:
        (annotation,) = (one for one in get_args(annotation) if one is not NoneType)
    return _SQL_TYPES[annotation]
