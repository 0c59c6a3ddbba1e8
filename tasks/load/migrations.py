"""The tables and views of schemas/, brought into a database: numbered steps, recorded, one transaction each."""

from __future__ import annotations

from importlib.resources import files

import duckdb

from schemas.errors import WarehouseUnusable


def migrate(database: duckdb.DuckDBPyConnection, attached_as: str) -> None:
    """Bring the database in use, attached as `attached_as`, to the newest form; views are made anew each time there was something to do.

    Raises WarehouseUnusable for a database that is newer than this code.
    """
    steps = sorted(entry.name for entry in files("schemas").joinpath("tables").iterdir() if entry.name.endswith(".sql"))
    done = _done(database, attached_as)
    if unknown := [name for name in done if name not in steps]:
        raise WarehouseUnusable(
            f"the warehouse has migration {unknown[-1]}, which this version of Broadsheet does not know",
            "Upgrade Broadsheet, or point BROADSHEET_HOME to another folder.",
        )
    waiting = [name for name in steps if name not in done]
    for name in waiting:
        database.begin()
        try:
            database.execute(files("schemas").joinpath("tables", name).read_text(encoding="utf-8"))
            if name == steps[0]:
                database.execute(_LEDGER)
            database.execute("INSERT INTO schema_migrations VALUES (?, now())", [name])
            database.commit()
        except BaseException:
            database.rollback()
            raise
    if waiting:
        _make_views(database)


_LEDGER = """
CREATE TABLE schema_migrations (name VARCHAR NOT NULL, applied_at TIMESTAMPTZ NOT NULL);
COMMENT ON TABLE schema_migrations IS 'Which numbered steps of schemas/tables made this database.';
COMMENT ON COLUMN schema_migrations.name IS 'File name of the step.';
COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was done.';
"""


def _done(database: duckdb.DuckDBPyConnection, attached_as: str) -> list[str]:
    found = database.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND table_name = 'schema_migrations'",
        [attached_as],
    ).fetchone()
    if not found or not found[0]:
        return []
    return [row[0] for row in database.execute("SELECT name FROM schema_migrations ORDER BY name").fetchall()]


def _make_views(database: duckdb.DuckDBPyConnection) -> None:
    views = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in files("schemas").joinpath("views").iterdir()
        if entry.name.endswith(".sql")
    }
    # latest_articles first: other views stand on it.
    for name in sorted(views, key=lambda name: (name != "latest_articles.sql", name)):
        database.execute(views[name])
