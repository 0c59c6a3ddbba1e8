"""What earlier runs left: looked up in the published snapshot, so that nobody opens the private warehouse for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import duckdb

from schemas.errors import WarehouseUnusable
from schemas.identity import SourceNames
from schemas.records import DocumentRead, Record, SourceState
from schemas.settings import Settings
from tasks.store.engine import as_json, attached
from tasks.store.forgotten import Tombstones
from tasks.store.sql import sql_text

R = TypeVar("R", bound=Record)

_NEEDED = "0006_asking.sql"


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of one address; see ops.addresses."""

    payloads: list[str]
    status: str
    reason: str
    url: str | None
    asked_at: datetime | None
    ask_again_at: datetime | None
    answered_url: str | None
    etag: str | None
    last_modified: str | None
    answered_at: datetime | None
    captured_url: str | None
    captured_at: datetime | None
    changed_at: datetime | None = None
    said_modified: datetime | None = None
    """When it changed, as its source said when it was asked last."""
    manifest_digest: str | None = None

    @property
    def is_said_falsely(self) -> bool:
        """Whether it was asked after such a change, and was what it had been."""
        said, changed, asked = self.said_modified, self.changed_at, self.asked_at
        return bool(said and changed and asked and changed < said <= asked)


@dataclass(frozen=True, slots=True)
class ComingBack:
    """An address whose time has come, of a source that need not offer it any more; with what was said of it last."""

    source_name: str
    source_kind: str
    source_location: str
    url: str
    said_title: str | None
    said_author: str | None
    said_summary: str | None
    said_language: str | None
    said_published: str | None
    """In ISO 8601, as exactly as it was said."""
    said_modified: str | None


class SnapshotLookup:
    """Questions to the snapshot. Without one, everything is new."""

    def __init__(self, database: duckdb.DuckDBPyConnection | None = None) -> None:
        self._database = database

    def addresses(self, address_ids: Iterable[str]) -> dict[str, Remembered]:
        return {str(row[0]): Remembered(*row[1:]) for row in self._ask("addresses", [as_json(address_ids)])}

    def coming_back(self, now: datetime, sources: Iterable[str] | None = None) -> Iterator[ComingBack]:
        """Of the sources named, or of all: what waited for this moment, the longest wait first."""
        names = None if sources is None else list(sources)
        return (ComingBack(*row) for row in self._ask("coming_back", {"now": now, "names": names}))

    def disbelieved(self) -> frozenset[str]:
        """Ids of the sources whose reports of changes mostly proved false."""
        try:
            return frozenset(str(row[0]) for row in self._ask("disbelieved", {}))
        except duckdb.CatalogException:
            return frozenset()  # the snapshot of an earlier release

    def source_states(self) -> dict[str, SourceState]:
        """By source id."""
        return {state.source_id: state for state in self._records(SourceState, "ops.source_states")}

    def names(self) -> SourceNames:
        """Which source each name means. A snapshot of an earlier release knows no former names."""
        if self._database is None:
            return SourceNames()
        sql = "SELECT source_id::VARCHAR, name, former_names FROM sources"
        there = (
            "SELECT 1 FROM duckdb_columns() WHERE database_name = current_database() AND column_name = 'former_names'"
        )
        if not self._database.execute(there).fetchone():
            sql = "SELECT source_id::VARCHAR, name, NULL FROM sources"
        return SourceNames(self._database.execute(sql).fetchall())

    def tombstones(self, settings: Settings) -> Tombstones | None:
        """What must never be taken again; None where nothing is known of the past."""
        return Tombstones(self._database, settings) if self._database is not None else None

    def documents(self) -> dict[tuple[str, str], DocumentRead]:
        """By source id and address."""
        return {(read.source_id, read.url): read for read in self._records(DocumentRead, "ops.documents")}

    def _ask(self, question: str, values: list[object] | dict[str, object]) -> list[tuple]:  # type: ignore[type-arg]
        if self._database is None:
            return []
        sql = sql_text("tasks.discover", question)
        return self._database.execute(sql, values).fetchall()

    def _records(self, kind: type[R], table: str) -> list[R]:
        if self._database is None:
            return []
        columns = ", ".join(f"{name}::{sql} AS {name}" for name, sql in kind.LAYOUT.items())
        rows = self._database.execute(f"SELECT {columns} FROM {table}").fetchall()
        return [kind.of(dict(zip(kind.LAYOUT, row, strict=True))) for row in rows]


@contextmanager
def open_lookup(snapshot: Path) -> Iterator[SnapshotLookup]:
    """A memory over the snapshot; an empty one where nothing was published yet, or by an earlier Broadsheet.

    Raises WarehouseUnusable for a snapshot that cannot be read: without it, every address would be asked for anew.
    """
    if not snapshot.exists():
        yield SnapshotLookup()
        return
    with ExitStack() as stack:
        try:
            database, _ = stack.enter_context(attached(snapshot, "READ_ONLY"))
            known = database.execute("SELECT 1 FROM schema_migrations WHERE name = ?", [_NEEDED]).fetchone()
        except duckdb.Error as error:
            raise WarehouseUnusable(
                f"the snapshot {snapshot} cannot be read: {str(error).splitlines()[0]}",
                "`broadsheet maintain` publishes a new one from the warehouse; then run again.",
            ) from error
        yield SnapshotLookup(database if known else None)
