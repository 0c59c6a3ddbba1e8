"""Warehouses of every earlier form, with rows in every table, come to the newest form: nothing is lost, everything
reads.
"""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb
import pytest

from schemas.settings import Settings
from tasks.load.migrations import LEDGER, known_steps
from tasks.load.warehouse import kept_copies, open_warehouse
from tasks.store.engine import attached

_BY_NAME = {"version": "1", "current_version": "1", "status": "'live'", "language": "'en'", "state": "'open'"}
_BY_TYPE = {
    "UUID": "('00000000-0000-5000-8000-' || lpad(i::VARCHAR, 12, '0'))::UUID",
    "JSON": """'{"title": "A title"}'""",
    "BOOLEAN": "i = 1",
    "DATE": "DATE '2026-04-02' + i::INTEGER",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ '2026-04-02 09:30:00+00' + to_days(i::INTEGER)",
    "VARCHAR[]": "['one', 'two']",
    "INTEGER[]": "[i]",
} | dict.fromkeys(("UTINYINT", "SMALLINT", "INTEGER", "BIGINT", "DOUBLE"), "i")

Columns = dict[str, dict[str, tuple[Any, ...]]]
"""Table -> column -> everything that is known of it."""


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Step -> a warehouse that saw the steps up to it and no later one, with three rows in every table and a view of
    then.
    """
    folder = tmp_path_factory.mktemp("earlier")
    found: dict[str, Path] = {}
    for step in known_steps():
        with attached(folder / "warehouse.duckdb", "STORAGE_VERSION 'v1.5.0'") as (database, _):
            database.execute(files("schemas").joinpath("tables", step).read_text(encoding="utf-8"))
            if not found:
                database.execute(LEDGER + "CREATE VIEW view_of_then AS SELECT 1")
            database.execute("INSERT INTO schema_migrations VALUES (?, now())", [step])
            fill(database)
        found[step] = Path(shutil.copy(folder / "warehouse.duckdb", folder / step))
    return found


def fill(database: duckdb.DuckDBPyConnection) -> None:
    """Three rows into each table that has none; the same number has the same id everywhere, so rows join."""
    for table, columns in tables(database).items():
        if table != "main.schema_migrations" and not database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:
            values = (
                _BY_NAME.get(name) or _BY_TYPE.get(kind) or f"'{name} ' || i" for name, kind, *_ in columns.values()
            )
            database.execute(f"INSERT INTO {table} SELECT {', '.join(values)} FROM range(1, 4) AS r(i)")


def tables(database: duckdb.DuckDBPyConnection) -> Columns:
    found: Columns = {}
    for table, *column in database.execute("""
        SELECT schema_name || '.' || table_name, column_name, data_type, is_nullable, comment
        FROM duckdb_columns() SEMI JOIN duckdb_tables() USING (database_name, schema_name, table_name)
        WHERE database_name = current_database() ORDER BY table_name, column_index
    """).fetchall():
        found.setdefault(table, {})[column[0]] = tuple(column)
    return found


def rows(database: duckdb.DuckDBPyConnection, of: Columns) -> dict[str, list[tuple[object, ...]]]:
    """Table -> its rows, in the columns named."""
    return {
        table: database.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY ALL").fetchall()
        for table, columns in of.items()
        if table not in {"main.schema_migrations", "ops.reasons"}  # written by the migration, not by loads
    }


def placed(earlier: Path, settings: Settings) -> Settings:
    settings.private.mkdir(parents=True)
    shutil.copy(earlier, settings.warehouse)
    return settings


@pytest.mark.parametrize("step", known_steps())
def test_a_warehouse_of_that_form_keeps_its_rows_and_becomes_like_a_new_one(step, earlier, empty_warehouse, settings):
    with attached(earlier[step], "READ_ONLY") as (database, _):
        of_then = tables(database)
        before = rows(database, of_then)
    with attached(empty_warehouse, "READ_ONLY") as (database, _):
        of_today = tables(database)
    assert all(before.values())
    with open_warehouse(placed(earlier[step], settings)) as database:
        assert rows(database, of_then) == before
        assert tables(database) == of_today
        for (view,) in database.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            database.execute(f"SELECT * FROM {view}").fetchall()
        assert view != "view_of_then"


def test_articles_from_before_there_was_search_are_found(earlier, settings):
    with open_warehouse(placed(earlier["0009_said_times.sql"], settings)) as database:
        found = database.execute("SELECT title, version FROM search('\"body 2\"')").fetchall()
        documents = database.execute("SELECT document, version FROM search.documents ORDER BY ALL").fetchall()
    assert (found, documents) == ([("title 2", 1)], [(1, 1), (2, 1), (3, 1)])


def test_articles_from_before_there_was_a_day_of_publication_have_that_of_the_zone_that_was_written(earlier, settings):
    path = placed(earlier["0032_agreed_speakers.sql"], settings).warehouse
    with attached(path, "STORAGE_VERSION 'v1.5.0'") as (database, _):
        database.execute(
            "UPDATE article_versions SET published_at = '2026-04-02 22:30:00+00', published_zone = '+05:30'"
        )
    with open_warehouse(settings) as database:
        days = database.execute("SELECT DISTINCT published_on::VARCHAR FROM article_versions").fetchall()
        searched = database.execute("SELECT DISTINCT published_on::VARCHAR FROM search.documents").fetchall()
    assert (days, searched) == ([("2026-04-03",)], [("2026-04-03",)])


def test_before_a_migration_a_copy_is_kept_that_is_named_for_it(earlier, settings):
    first, second, third = known_steps()[:3]
    with open_warehouse(placed(earlier[second], settings)):
        pass
    (copy,) = kept_copies(settings)
    assert copy.name == f"before-{third.removesuffix('.sql')}.duckdb"
    assert copy.read_bytes() == earlier[second].read_bytes()
    with open_warehouse(settings):  # nothing to do any more
        pass
    assert kept_copies(settings) == [copy]
    for step in (first, second):
        shutil.copy(earlier[step], settings.warehouse)
        with open_warehouse(settings.model_copy(update={"keep_migration_copies": 1})):
            pass
    assert [path.name for path in kept_copies(settings)] == [copy.name]


def test_a_new_warehouse_has_nothing_to_keep_a_copy_of(settings):
    with open_warehouse(settings):
        pass
    assert kept_copies(settings) == []


def test_views_that_read_otherwise_are_made_anew_without_a_migration(settings, empty_warehouse):
    placed(empty_warehouse, settings)
    with attached(settings.warehouse, "READ_WRITE") as (database, _):
        database.execute("CREATE OR REPLACE VIEW latest_articles AS SELECT 1; CREATE VIEW no_longer_ours AS SELECT 2")
        database.execute("UPDATE schema_migrations SET name = 'views of then' WHERE starts_with(name, 'views ')")
    with open_warehouse(settings) as database:
        assert database.execute("SELECT count(title) FROM latest_articles").fetchall() == [(0,)]
        assert database.execute("FROM duckdb_views() WHERE view_name = 'no_longer_ours'").fetchall() == []
    assert kept_copies(settings) == []
