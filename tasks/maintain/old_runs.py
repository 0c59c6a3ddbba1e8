"""How long runs are kept one by one: what they add up to stays, and so does what every address ended with last."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb

from schemas.settings import Settings
from tasks.store.sql import sql_text


@dataclass(frozen=True, slots=True)
class OldRuns:
    """How many rows are older than the settings keep them."""

    runs: int = 0
    outcomes: int = 0
    fetches: int = 0


def old_runs(database: duckdb.DuckDBPyConnection, settings: Settings, now: datetime) -> OldRuns:
    """Find what goes, for `remove` on the same connection."""
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
    """In one transaction. Done again, it changes nothing."""
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
