"""A run is taken over after a crash, or given up with an outcome for every candidate."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

from schemas.records import Capture
from schemas.settings import Settings
from tasks.load import load_batch
from tasks.load.statements import run_sql, set_variables, transaction
from tasks.load.warehouse import open_warehouse
from tasks.runs.handover import batch_folders, write_rows
from tasks.store.engine import cursor

_MADE_LATER = ("verdicts.parquet", "results.parquet", "articles.parquet", "captures.parquet")


def note_event(run_id: str, event: str, detail: str, settings: Settings, now: datetime) -> None:
    """Raises WarehouseBusy, WarehouseUnusable."""
    with open_warehouse(settings) as database:
        database.execute(
            "INSERT INTO ops.run_events (run_id, happened_at, event, detail) VALUES (?, ?, ?, ?)",
            [run_id, now, event, detail],
        )


def give_up(
    run_id: str, folder: Path, why: str, settings: Settings, now: datetime, *, are_asked_again: bool = False
) -> None:
    """End the run as given up. Where its inputs are not asked again anyway, every candidate that is not loaded gets the
    outcome `not_resumed`; those that cannot be read any more are not counted as discovered either, and the run says so.

    Done again, it changes nothing. Raises WarehouseBusy, WarehouseUnusable.
    """
    loaded = _loaded_batches(run_id, settings)
    for batch in [] if are_asked_again else batch_folders(folder):
        if int(batch.name) not in loaded and _end_batch(batch, why, now):
            load_batch(batch, run_id, settings, now)
    with open_warehouse(settings) as database:
        set_variables(database, run_id=run_id, now=now, why=why)
        with transaction(database, settings):
            run_sql(database, "give_up")


def _loaded_batches(run_id: str, settings: Settings) -> set[int]:
    with open_warehouse(settings) as database:
        return {
            batch
            for (batch,) in database.execute("SELECT batch FROM ops.batches WHERE run_id = ?", [run_id]).fetchall()
        }


def _end_batch(batch: Path, why: str, now: datetime) -> bool:
    """Write captures that only say how each candidate ended; False where the candidates cannot be read."""
    question = (
        "SELECT position, coalesce(reason, 'not_resumed'), CASE WHEN reason IS NULL THEN $why ELSE detail"
        " END FROM read_parquet($file, hive_partitioning = false)"
    )
    try:
        rows = cursor().execute(question, {"why": why, "file": str(batch / "candidates.parquet")}).fetchall()
    except duckdb.Error:
        return False
    for name in _MADE_LATER:
        (batch / name).unlink(missing_ok=True)
    captures = (Capture(position=at, reason=reason, detail=detail, fetched_at=now) for at, reason, detail in rows)
    write_rows(batch / "captures.parquet", Capture, captures)
    return True
