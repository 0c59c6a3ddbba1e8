"""A source gets another name, becomes one with another, or goes: in one transaction, with who and why.

The id of a source is made of its first name and stays. Whatever later names it by a former name, or by the id that is
made of one, means the same source: runs that were under way, a sources file that was not changed yet, old manifests.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb

from schemas.errors import UsageError
from schemas.identity import SourceNames
from schemas.settings import Settings
from tasks.load.statements import Decision, transaction
from tasks.load.warehouse import open_warehouse

_ONE_ROW_EACH = {
    "ops.source_states": "true",
    "ops.documents": "kept.url = gone.url",
    "quality.audit_results": "kept.run_id = gone.run_id AND kept.day = gone.day AND kept.check_id = gone.check_id",
    "quality.audit_days": "kept.day = gone.day AND kept.check_id = gone.check_id",
}
"""Tables with one row a source and something else: of two that meet, that of the source which stays is kept."""


@dataclass(frozen=True, slots=True)
class SourceChange:
    """What became of a source: `articles` are those that it has now."""

    source_id: str
    name: str
    former_names: list[str]
    articles: int
    is_done_before: bool = False


def names_of_sources(database: duckdb.DuckDBPyConnection) -> SourceNames:
    """Which source each name means."""
    return SourceNames(database.execute("SELECT source_id::VARCHAR, name, former_names FROM sources").fetchall())


def use_present_ids(database: duckdb.DuckDBPyConnection, *tables: str) -> None:
    """Replace ids that were made of former names in the column source_id of these tables."""
    for made, identity in names_of_sources(database).moved.items():
        for table in tables:
            _move(database, table, made, identity)


def rename_source(old: str, new: str, decision: Decision, settings: Settings, now: datetime) -> SourceChange | None:
    """Give a source another name; None where the warehouse does not know it. Done before: changes nothing.

    Raises UsageError: the name is, or was, that of another source. Raises WarehouseBusy, WarehouseUnusable.
    """
    with open_warehouse(settings) as database:
        names = names_of_sources(database)
        identity = _known_id(database, names, old)
        if identity is None:
            if _known_id(database, names, new):
                raise UsageError(
                    f"there is, or was, a source {new} already", "`broadsheet sources merge` makes two one."
                )
            return None
        if names.current(old) == new:
            return _described(database, identity, is_done_before=True)
        if _known_id(database, names, new) not in {None, identity}:
            raise UsageError(f"there is, or was, a source {new} already", "`broadsheet sources merge` makes two one.")
        with transaction(database, settings):
            database.execute(
                "UPDATE sources SET former_names = list_filter(list_distinct(list_append(coalesce(former_names, []),"
                " name)), lambda one: one <> $new), name = $new WHERE source_id = $id",
                {"new": new, "id": identity},
            )
            _note(database, "renamed", old, new, identity, decision, now)
        return _described(database, identity)


def merge_sources(old: str, into: str, decision: Decision, settings: Settings, now: datetime) -> SourceChange:
    """Give all that one source has to another, with its names. Done before: changes nothing.

    Raises UsageError: one of them is not known. Raises WarehouseBusy, WarehouseUnusable.
    """
    with open_warehouse(settings) as database:
        names = names_of_sources(database)
        gone, kept = _known_id(database, names, old), _known_id(database, names, into)
        for name, found in ((old, gone), (into, kept)):
            if found is None:
                raise UsageError(f"there is no source {name}", "`broadsheet sources` lists those that are known.")
        assert gone is not None
        assert kept is not None
        if gone == kept:
            return _described(database, kept, is_done_before=True)
        with transaction(database, settings):
            for table in _tables_of_sources(database):
                _move(database, table, gone, kept)
            database.execute(
                "UPDATE sources SET former_names = list_distinct(coalesce(former_names, []) || (SELECT list_append("
                "coalesce(former_names, []), name) FROM sources WHERE source_id = $gone)), first_seen_at = least("
                "first_seen_at, (SELECT first_seen_at FROM sources WHERE source_id = $gone)) WHERE source_id = $kept",
                {"gone": gone, "kept": kept},
            )
            database.execute("DELETE FROM sources WHERE source_id = ?", [gone])
            _note(database, "merged", old, names.current(into), kept, decision, now)
        return _described(database, kept)


def note_removal(name: str, decision: Decision, settings: Settings, now: datetime) -> SourceChange | None:
    """Note that a source is declared no more; None where the warehouse does not know it."""
    with open_warehouse(settings) as database:
        identity = _known_id(database, names_of_sources(database), name)
        if identity is None:
            return None
        with transaction(database, settings):
            _note(database, "removed", name, None, identity, decision, now)
        return _described(database, identity)


def _known_id(database: duckdb.DuckDBPyConnection, names: SourceNames, name: str) -> str | None:
    identity = names.identity(name)
    return identity if database.execute("SELECT 1 FROM sources WHERE source_id = ?", [identity]).fetchone() else None


def _tables_of_sources(database: duckdb.DuckDBPyConnection) -> list[str]:
    """Every table with a column source_id, but `sources` itself and what was noted of names."""
    return [
        name
        for (name,) in database.execute(
            "SELECT c.schema_name || '.' || c.table_name FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING"
            " (database_name, schema_name, table_name) WHERE c.database_name = current_database() AND c.column_name ="
            " 'source_id' AND c.table_name NOT IN ('sources', 'source_changes') ORDER BY ALL"
        ).fetchall()
    ]


def _move(database: duckdb.DuckDBPyConnection, table: str, gone: str, kept: str) -> None:
    if alike := _ONE_ROW_EACH.get(table):
        database.execute(
            f"DELETE FROM {table} AS gone WHERE gone.source_id = $gone AND EXISTS (SELECT 1 FROM {table} AS kept WHERE"
            f" kept.source_id = $kept AND {alike})",
            {"gone": gone, "kept": kept},
        )
    database.execute(f"UPDATE {table} SET source_id = $kept WHERE source_id = $gone", {"gone": gone, "kept": kept})


def _note(
    database: duckdb.DuckDBPyConnection,
    change: str,
    name: str,
    new_name: str | None,
    identity: str,
    decision: Decision,
    now: datetime,
) -> None:
    database.execute(
        "INSERT INTO ops.source_changes (changed_at, change, name, new_name, source_id, who, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [now, change, name, new_name, identity, decision.who, decision.reason],
    )


def _described(database: duckdb.DuckDBPyConnection, identity: str, *, is_done_before: bool = False) -> SourceChange:
    [(name, former, articles)] = database.execute(
        "SELECT name, coalesce(former_names, []), (SELECT count(*) FROM articles WHERE source_id = s.source_id)"
        " FROM sources AS s WHERE source_id = ?",
        [identity],
    ).fetchall()
    return SourceChange(identity, name, former, articles, is_done_before)
