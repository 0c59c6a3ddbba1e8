"""Which runs are old enough to remove. Their sums by day stay, and so does the last outcome of every address."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from schemas.settings import Settings
from tasks.store.sql import sql_text


@dataclass(frozen=True, slots=True)
class OldRuns:
    """Numbers of rows that are older than the settings keep."""

    runs: int = 0
    outcomes: int = 0
    fetches: int = 0


def old_runs(database: duckdb.DuckDBPyConnection, settings: Settings, now: datetime) -> OldRuns:
    """Find the rows to remove, for `remove` on the same connection."""
    for name, days in (("runs_from", settings.keep_runs_days), ("fetches_from", settings.keep_fetches_days)):
        limit = now - timedelta(days=days) if days else None
        database.execute(f"SET VARIABLE {name} = ?::TIMESTAMPTZ", [limit])
    database.execute("SET VARIABLE under_way = ?", [[folder.name for folder in settings.runs.glob("*/")]])
    database.execute(sql_text("tasks.maintain", "old_runs"))
    counts = [
        database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index]
        for table in ("old_runs", "old_outcomes", "old_fetches")
    ]
    return OldRuns(*counts)


def remove(database: duckdb.DuckDBPyConnection, going: OldRuns) -> None:
    """Remove the rows found, in one transaction. Done again, it changes nothing. Raises duckdb.Error."""
    if going == OldRuns():
        return
    database.begin()
    try:
        database.execute(sql_text("tasks.maintain", "remove_old_runs"))
        database.commit()
    except BaseException:
        with suppress(duckdb.Error):  # a failed COMMIT has rolled back already
            database.rollback()
        raise
