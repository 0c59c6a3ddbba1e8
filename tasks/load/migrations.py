"""Database -> the form this code expects: numbered steps, recorded, one transaction each; then views and macros."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files
from typing import Any

import duckdb

from schemas.errors import WarehouseUnusable
from schemas.fields import comments_sql
from schemas.outcomes import REASONS
from schemas.settings import Settings
from tasks.load import old_secrets
from tasks.load.statements import transaction
from tasks.store.sql import with_field_lists

_VIEWS = "views "
"""Prefix of the digest over the SQL of all views, macros and comments. It is recorded like a step; if it differs, all
are created again.
"""
COPIED = "lake "
"""Prefix of the number of the lake's snapshot that a local copy of it has, recorded like a step."""

_MARKS = (_VIEWS, COPIED, old_secrets.MARK)


def waiting_steps(database: duckdb.DuckDBPyConnection) -> list[str]:
    """The steps that the database in use has not seen yet.

    Raises WarehouseUnusable for a database that is newer than this code.
    """
    done = _done(database)
    if unknown := [name for name in done if name not in known_steps() and not name.startswith(_MARKS)]:
        raise WarehouseUnusable(
            f"the warehouse has migration {unknown[-1]}, which this version of Broadsheet does not know",
            "Upgrade Broadsheet, or point BROADSHEET_HOME to another folder.",
        )
    return [name for name in known_steps() if name not in done]


def migrate(
    database: duckdb.DuckDBPyConnection, attached_as: str, settings: Settings, *, is_lake: bool = False
) -> None:
    """Bring the database in use to the newest form. Raises WarehouseUnusable: newer than this code, or no room on the
    disk.

    A lake has no comments: each would be a change of its catalogue, and people read the snapshot. A new one is made in
    one transaction: each that changes tables is a version of them all, which every opening of the lake reads.
    """
    waiting = waiting_steps(database)
    if is_lake and waiting == known_steps():
        with transaction(database, settings):
            for name in waiting:
                _take_step(database, name, is_lake=True)
    else:
        for name in waiting:
            with transaction(database, settings):
                _take_step(database, name, is_lake=is_lake)
    if _views_mark() not in _done(database):
        with transaction(database, settings):
            _make_views(database, attached_as, is_lake=is_lake)
    if old_secrets.CURRENT_MARK not in _done(database):
        with transaction(database, settings):
            old_secrets.hide_old_secrets(database)
            _record_mark(database, old_secrets.MARK, old_secrets.CURRENT_MARK)


def _take_step(database: duckdb.DuckDBPyConnection, name: str, *, is_lake: bool) -> None:
    text = files("schemas").joinpath("tables", name).read_text(encoding="utf-8")
    database.execute(as_a_lake_has_it(text) if is_lake else text)
    if name == known_steps()[0]:
        database.execute(LEDGER)
    database.execute("INSERT INTO schema_migrations (name, applied_at) VALUES (?, now())", [name])


def as_a_lake_has_it(ddl: str) -> str:
    """DuckLake compresses its Parquet files by itself and refuses to be told how. Its macros have no comments, and the
    columns of its views none.
    """
    return re.sub(r"(?m)^COMMENT ON (MACRO|COLUMN) .*;$", "", ddl.replace(" USING COMPRESSION zstd", ""))


def has_newest_marks(database: duckdb.DuckDBPyConnection) -> bool:
    """Whether views and hidden secrets of the database in use are those of this code. It must have been migrated
    before.
    """
    return {_views_mark(), old_secrets.CURRENT_MARK} <= set(_done(database))


def leave_lake(database: duckdb.DuckDBPyConnection) -> None:
    """A copy of a shared warehouse that one machine writes to goes its own way: it takes over nothing any more."""
    database.execute("DELETE FROM schema_migrations WHERE starts_with(name, ?)", [COPIED])


LEDGER = """
CREATE TABLE schema_migrations (name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL);
"""


@cache
def known_steps() -> list[str]:
    return sorted(entry.name for entry in files("schemas").joinpath("tables").iterdir() if entry.name.endswith(".sql"))


def _done(database: duckdb.DuckDBPyConnection) -> list[str]:
    try:
        return [row[0] for row in database.execute("SELECT name FROM schema_migrations ORDER BY name").fetchall()]
    except duckdb.CatalogException:
        return []  # a new database


@cache
def known_views() -> list[str]:
    """The SQL of all views and macros, each in a file of its name, in the order of their dependencies."""
    found = {
        entry.name.removesuffix(".sql"): with_field_lists(entry.read_text(encoding="utf-8"))
        for folder in ("macros", "views")
        for entry in files("schemas").joinpath(folder).iterdir()
        if entry.name.endswith(".sql")
    }
    words = {name: set(re.findall(r"\w+", re.sub(r"'[^']*'|--.*", "", text))) for name, text in sorted(found.items())}
    stand_on = {name: sorted(used & found.keys() - {name}) for name, used in words.items()}
    return [found[name] for name in TopologicalSorter(stand_on).static_order()]


@cache
def _comments() -> list[str]:
    """The comments of tables and columns; those of article columns come from schemas/fields.py."""
    entries = sorted(files("schemas").joinpath("comments").iterdir(), key=lambda entry: entry.name)
    return [*(entry.read_text(encoding="utf-8") for entry in entries if entry.name.endswith(".sql")), comments_sql()]


@cache
def _reasons() -> list[list[Any]]:
    """The columns of ops.reasons."""
    known = list(REASONS.values())
    families = [sorted(map(str, one.families)) for one in known]
    return [
        [r.code for r in known],
        [str(r.status) for r in known],
        [r.words for r in known],
        [r.retryable for r in known],
        families,
    ]


@cache
def _views_mark() -> str:
    return _VIEWS + hashlib.sha256("\n".join([*known_views(), *_comments(), str(_reasons())]).encode()).hexdigest()[:16]


def _make_views(database: duckdb.DuckDBPyConnection, attached_as: str, *, is_lake: bool) -> None:
    """Create all views and macros again, after dropping all, so that none of an earlier release stays."""
    former = database.execute(
        """
        SELECT 'VIEW', schema_name, view_name FROM duckdb_views() WHERE database_name = $name AND NOT internal
        UNION ALL
        SELECT CASE function_type WHEN 'macro' THEN 'MACRO' ELSE 'MACRO TABLE' END, schema_name, function_name
        FROM duckdb_functions() WHERE database_name = $name AND function_type IN ('macro', 'table_macro')
        """,
        {"name": attached_as},
    ).fetchall()
    for kind, schema, name in former:
        database.execute(f'DROP {kind} "{schema}"."{name}"')
    for statements in map(as_a_lake_has_it, known_views()) if is_lake else (*known_views(), *_comments()):
        database.execute(statements)
    write_reasons(database)
    _record_mark(database, _VIEWS, _views_mark())


def _record_mark(database: duckdb.DuckDBPyConnection, prefix: str, mark: str) -> None:
    database.execute("DELETE FROM schema_migrations WHERE starts_with(name, ?)", [prefix])
    database.execute("INSERT INTO schema_migrations (name, applied_at) VALUES (?, now())", [mark])


def write_reasons(database: duckdb.DuckDBPyConnection) -> None:
    """Make ops.reasons equal to schemas/outcomes.py."""
    database.execute("DELETE FROM ops.reasons")
    database.execute(
        "INSERT INTO ops.reasons (reason, status, meaning, retryable, families)"
        " SELECT unnest(?), unnest(?), unnest(?), unnest(?), unnest(?::VARCHAR[][])",
        _reasons(),
    )
