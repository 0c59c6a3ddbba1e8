"""warehouse -> the same in a new file, without the free blocks that changed rows left behind.

The new file is written beside the old one, compared, synced and renamed: after a kill at any moment, one whole
warehouse is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from schemas.errors import WarehouseError, WarehouseUnusable
from schemas.settings import Settings
from tasks.files.atomic import atomic_write
from tasks.store.copies import require_free_space
from tasks.store.engine import STORAGE_VERSION, attached, quoted
from tasks.store.faults import Fault, classify_error, warehouse_error
from tasks.store.writer_lock import writer_lock


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes of the warehouse file."""

    total: int
    free: int
    """In free blocks: compaction frees at least these."""
    is_outdated: bool
    """Whether it has an older storage version, which does not compress text."""

    def is_worth_it(self, percent: int) -> bool:
        """Whether compaction is due: at least this share of the file is free, or its storage version is old."""
        return self.is_outdated or (self.free > 0 and self.free * 100 >= self.total * percent)


def room(settings: Settings) -> Room:
    """Size and free blocks of the warehouse file. Raises WarehouseBusy, WarehouseUnusable."""
    with writer_lock(settings):
        try:
            with attached(settings.warehouse, "READ_ONLY") as (database, name):
                return _room(database, name)
        except duckdb.Error as error:
            raise warehouse_error(error, settings.warehouse) from error


def compact(settings: Settings) -> None:
    """Write the warehouse to a new file. Raises WarehouseBusy, WarehouseUnusable; then it is unchanged."""
    with writer_lock(settings):
        for draft in settings.private.glob(f".{settings.warehouse.name}.*.draft*"):
            draft.unlink()  # of a killed process
        try:
            # Attached until the new file has its name, so that no program opens the old one for writing in between.
            with attached(settings.warehouse, "READ_ONLY") as (database, name):
                now = _room(database, name)
                require_free_space(settings.private, now.total - now.free, f"{settings.warehouse.name}, written anew,")
                with atomic_write(settings.warehouse) as draft:
                    copy_contents(database, name, draft)
        except duckdb.Error as error:
            raise _failed(error, settings) from error
        except OSError as error:
            raise WarehouseUnusable(
                f"the warehouse {settings.warehouse} cannot be written anew: {error.strerror}", _AS_IT_WAS
            ) from error


_AS_IT_WAS = "Free some disk space and run again; the warehouse is as it was."


def _room(database: duckdb.DuckDBPyConnection, name: str) -> Room:
    found = database.execute(
        """
        SELECT s.block_size * s.total_blocks, s.block_size * s.free_blocks, d.tags['storage_version']
        FROM pragma_database_size() AS s
        JOIN duckdb_databases() AS d ON d.database_name = s.database_name
        WHERE s.database_name = ?
        """,
        [name],
    ).fetchone()
    assert found is not None, name
    return Room(found[0], found[1], is_outdated=not found[2].startswith(STORAGE_VERSION))


def copy_contents(database: duckdb.DuckDBPyConnection, name: str, draft: Path) -> None:
    """Write the database, attached as `name`, to a new file. Raises WarehouseUnusable where the copy differs."""
    database.execute(
        f"ATTACH '{quoted(str(draft))}' AS written_anew (TYPE duckdb, STORAGE_VERSION '{STORAGE_VERSION}')"
    )
    try:
        database.execute(f"COPY FROM DATABASE {name} TO written_anew")
        if (before := _contents(database, name)) != (after := _contents(database, "written_anew")):
            unlike = next(a for a, b in zip(before, [*after, None], strict=False) if a != b)
            raise WarehouseUnusable(
                f"the copy of the warehouse differs from it: {unlike}",
                "It was not taken; report this: it is a fault of Broadsheet.",
            )
    finally:
        database.execute("DETACH written_anew")


def _contents(database: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
    """Every table with its columns, comments and number of rows; every view and macro."""
    described = database.execute(
        """
        SELECT schema_name, table_name, comment, NULL FROM duckdb_tables() WHERE database_name = $name
        UNION ALL
        SELECT schema_name || '.' || table_name, column_name, comment,
            concat_ws(' ', data_type, is_nullable, column_default)
        FROM duckdb_columns() WHERE database_name = $name
        UNION ALL
        SELECT schema_name, view_name, comment, sql FROM duckdb_views() WHERE database_name = $name AND NOT internal
        UNION ALL
        SELECT schema_name, function_name, comment, parameters::VARCHAR || macro_definition
        FROM duckdb_functions() WHERE database_name = $name AND NOT internal
        ORDER BY ALL
        """,
        {"name": name},
    ).fetchall()
    tables = database.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ? ORDER BY ALL", [name]
    ).fetchall()
    counts = [
        (schema, table, database.execute(f'SELECT count(*) FROM {name}."{schema}"."{table}"').fetchone())
        for schema, table in tables
    ]
    return [*described, *counts]


def _failed(error: duckdb.Error, settings: Settings) -> WarehouseError:
    told = classify_error(error)
    if told.fault is Fault.NO_SPACE:
        return WarehouseUnusable(f"the warehouse {settings.warehouse}, written anew, {told.words}", _AS_IT_WAS)
    return warehouse_error(error, settings.warehouse)
