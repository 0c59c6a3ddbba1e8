"""The warehouse of several machines, opened for writing; and the copy of it that each machine keeps for its readers.

    lake (tasks/store/lake.py) ─▶ private/warehouse.duckdb of each machine ─▶ snapshot, as on one machine

The copy is a whole warehouse in one file. It takes over what changed since the last time: of a table that only grew,
the new rows; of another, all. An empty lake begins with the rows of the machine that opens it, where it has any.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import duckdb

from schemas.errors import WarehouseUnusable
from schemas.settings import Settings
from tasks.load.migrations import COPIED, has_newest_marks, migrate, waiting_steps
from tasks.load.search_index import find_missing
from tasks.load.statements import transaction
from tasks.logs import log
from tasks.store.catalogue import place
from tasks.store.engine import STORAGE_VERSION, attached
from tasks.store.faults import warehouse_error
from tasks.store.forgotten import share_key
from tasks.store.lake import attached_lake, is_there, warehouse_lock
from tasks.store.writer_lock import writer_lock

_OWN_TABLES = {("main", "schema_migrations")}
"""What is of the file and not of the rows."""
_GREW = {"tables_inserted_into", "inlined_insert"}
_NO_ROWS = {
    "schemas_created", "views_created", "views_dropped", "scalar_macros_created", "scalar_macros_dropped",
    "table_macros_created", "table_macros_dropped", "merge_adjacent", "inline_flush", "flushed_inlined",
}  # fmt: skip
"""Changes of a lake's snapshot, as ducklake_snapshots() names them. For any that is in neither set its table is copied
anew.
"""


@contextmanager
def open_shared_warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """As open_warehouse, for the warehouse of several machines: one writer of all of them.

    Raises WarehouseBusy, WarehouseUnusable, CatalogueUnusable.
    """
    with writer_lock(settings), warehouse_lock(settings), attached_lake(settings) as (database, name):
        is_new_form = bool(waiting_steps(database))
        if is_new_form or not has_newest_marks(database):
            migrate(database, name, settings, is_lake=True)
        if is_new_form:
            _begin_with_own_rows(database, name, settings)
            find_missing(database, settings)
        yield database


def refresh_copy(settings: Settings) -> None:
    """Bring this machine's copy to the newest state of the lake; nothing is done where it is there already.

    Raises WarehouseBusy, WarehouseUnusable, CatalogueUnusable.
    """
    if not is_there(settings):
        return  # nobody has loaded anything yet
    with writer_lock(settings), attached_lake(settings, "READ_ONLY") as (lake, name):
        newest = _newest(lake, name)
        if newest is None:
            return
        with _own_file(settings) as (copy, copy_name):
            is_new = bool(waiting_steps(copy))
            migrate(copy, copy_name, settings)
            copied = None if is_new else _copied(copy)
            if copied is None and not is_new and _has_rows(copy):
                raise _of_its_own(settings)
            if copied != newest:
                _take_over(copy, copy_name, name, copied, newest, settings)


@contextmanager
def _own_file(settings: Settings) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """The file of this machine, open for writing under its lock. Raises WarehouseBusy, WarehouseUnusable."""
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(attached(settings.warehouse, f"STORAGE_VERSION '{STORAGE_VERSION}'"))
        except duckdb.Error as error:
            raise warehouse_error(error, settings.warehouse) from error
        yield opened


def _newest(lake: duckdb.DuckDBPyConnection, name: str) -> int | None:
    if waiting_steps(lake):
        return None
    [(newest,)] = lake.execute("SELECT max(snapshot_id) FROM ducklake_snapshots(?)", [name]).fetchall()
    return int(newest)


def _copied(copy: duckdb.DuckDBPyConnection) -> int | None:
    """The snapshot of the lake that the copy has; None where it is no copy of a lake."""
    found = copy.execute("SELECT name FROM schema_migrations WHERE starts_with(name, ?)", [COPIED]).fetchone()
    return int(found[0].removeprefix(COPIED)) if found else None


def _has_rows(copy: duckdb.DuckDBPyConnection) -> bool:
    return bool(copy.execute("SELECT EXISTS (FROM ops.runs) OR EXISTS (FROM articles)").fetchall()[0][0])


def _take_over(
    copy: duckdb.DuckDBPyConnection, copy_name: str, lake: str, copied: int | None, newest: int, settings: Settings
) -> None:
    """In one transaction: after a kill the copy has the state of before, and says so."""
    changed = None if copied is None else _changes(copy, lake, copied, newest)
    with transaction(copy, settings):
        for table, columns in _tables(copy, copy_name).items():
            kind = "all" if changed is None else changed.get(table, "")
            if kind:
                _copy_table(copy, lake, table, columns, (copied, newest) if kind == "grew" else None, newest)
        copy.execute("DELETE FROM schema_migrations WHERE starts_with(name, ?)", [COPIED])
        copy.execute("INSERT INTO schema_migrations (name, applied_at) VALUES (?, now())", [f"{COPIED}{newest}"])
    log("load").info("copy of the shared warehouse renewed", extra={"state": newest})


def _copy_table(
    copy: duckdb.DuckDBPyConnection,
    lake: str,
    table: tuple[str, str],
    columns: list[str],
    since: tuple[int | None, int] | None,
    newest: int,
) -> None:
    schema, name = table
    names = ", ".join(f'"{column}"' for column in columns)
    whole = f'{lake}."{schema}"."{name}" AT (VERSION => {newest})'
    if since and since[0] is not None:
        added = f"ducklake_table_insertions('{lake}', '{schema}', '{name}', {since[0] + 1}, {newest})"
        copy.execute(f'INSERT INTO "{schema}"."{name}" ({names}) SELECT {names} FROM {added}')
        counts = copy.execute(
            f'SELECT (SELECT count(*) FROM "{schema}"."{name}"), (SELECT count(*) FROM {whole})'
        ).fetchall()
        if counts[0][0] == counts[0][1]:
            return
    copy.execute(f'DELETE FROM "{schema}"."{name}"')
    copy.execute(f'INSERT INTO "{schema}"."{name}" ({names}) SELECT {names} FROM {whole}')


def _changes(copy: duckdb.DuckDBPyConnection, lake: str, copied: int, newest: int) -> dict[tuple[str, str], str] | None:
    """Table -> `grew` or `all`; None where every table is to be copied: the states in between are no longer kept."""
    states = copy.execute(
        "SELECT changes FROM ducklake_snapshots(?) WHERE snapshot_id > ? AND snapshot_id <= ?", [lake, copied, newest]
    ).fetchall()
    if len(states) != newest - copied:
        return None
    names = {
        str(number): (schema, table)
        for number, schema, table in copy.execute(
            f"""
            SELECT table_id, schema_name, table_name
            FROM __ducklake_metadata_{lake}.lake.ducklake_table AS t
            JOIN __ducklake_metadata_{lake}.lake.ducklake_schema AS s USING (schema_id)
            WHERE t.end_snapshot IS NULL AND s.end_snapshot IS NULL
            """
        ).fetchall()
    }
    found: dict[tuple[str, str], str] = {}
    for (changes,) in states:
        for kind, numbers in (changes or {}).items():
            if kind in _NO_ROWS:
                continue
            if not all(number in names for number in numbers):
                return None
            for number in numbers:
                is_growth = kind in _GREW and found.get(names[number], "grew") == "grew"
                found[names[number]] = "grew" if is_growth else "all"
    return found


def _tables(database: duckdb.DuckDBPyConnection, name: str) -> dict[tuple[str, str], list[str]]:
    """Table -> its columns, of all tables with rows of the warehouse."""
    found: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in database.execute(
        "SELECT c.schema_name, c.table_name, column_name FROM duckdb_columns() AS c JOIN duckdb_tables() AS t"
        " USING (database_name, schema_name, table_name) WHERE database_name = ? ORDER BY ALL",
        [name],
    ).fetchall():
        if (schema, table) not in _OWN_TABLES:
            found.setdefault((schema, table), []).append(column)
    return found


def _begin_with_own_rows(database: duckdb.DuckDBPyConnection, name: str, settings: Settings) -> None:
    """An empty lake takes the rows of the warehouse that this machine has, where it has one of its own."""
    if not settings.warehouse.exists() or _has_rows(database):
        return
    with _own_file(settings) as (copy, own):
        migrate(copy, own, settings)
        if _copied(copy) is not None:
            raise WarehouseUnusable(
                f"the catalogue {place(settings)} is empty, and {settings.warehouse} is a copy of another one",
                "Mend the setting catalogue. To begin with nothing, set BROADSHEET_HOME to another folder.",
            )
        share_key(settings)
        with transaction(database, settings):
            for (schema, table), columns in _tables(database, name).items():
                names = ", ".join(f'"{column}"' for column in columns)
                database.execute(f'DELETE FROM "{schema}"."{table}"')
                database.execute(
                    f'INSERT INTO "{schema}"."{table}" ({names}) SELECT {names} FROM {own}."{schema}"."{table}"'
                )
        [(state,)] = database.execute("SELECT max(snapshot_id) FROM ducklake_snapshots(?)", [name]).fetchall()
        copy.execute("INSERT INTO schema_migrations (name, applied_at) VALUES (?, now())", [f"{COPIED}{state}"])
    log("load").info("the shared warehouse begins with the rows of this machine", extra={"state": state})


def _of_its_own(settings: Settings) -> WarehouseUnusable:
    return WarehouseUnusable(
        f"{settings.warehouse} is a warehouse of its own, and that of the catalogue {place(settings)} has rows already",
        "Move the folder away and begin with an empty one; what its archive has, `broadsheet replay` can load.",
    )
