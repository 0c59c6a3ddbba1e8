"""The SQL of this folder, run in a transaction: what loading a batch and releasing a held article share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import duckdb

from schemas.errors import DiskFull, DoesNotAddUp
from schemas.settings import Settings
from tasks.load.stems import add_stems
from tasks.runs.handover import StepTime
from tasks.store.faults import Fault, classify_error
from tasks.store.sql import sql_text


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decided, and why."""

    who: str
    reason: str | None


def sql(name: str) -> str:
    return sql_text("tasks.load", name)


def run_sql(database: duckdb.DuckDBPyConnection, name: str) -> None:
    database.execute(sql(name))


def set_variables(database: duckdb.DuckDBPyConnection, **variables: Any) -> None:
    for name, value in variables.items():
        database.execute(f"SET VARIABLE {name} = ?", [value])


def loading_time(database: duckdb.DuckDBPyConnection, now: datetime) -> datetime:
    """`now`, or just after the last load if that is later: a run that waited for the lock began earlier, and exports
    continue from the last load they saw.

    A last load more than a day ahead is ignored: its clock was wrong.
    """
    last = database.execute("SELECT max(loaded_at) FROM ops.batches WHERE loaded_at < ?", [now + _AHEAD]).fetchone()
    return max(now, last[0] + timedelta(microseconds=1)) if last and last[0] else now


_AHEAD = timedelta(days=1)


def add_in_rounds(database: duckdb.DuckDBPyConnection) -> None:
    """Decide and add what passed of the table `judged`: an address that comes twice in it is loaded in two rounds."""
    rounds = database.execute("SELECT coalesce(max(round), 0) FROM judged WHERE NOT held").fetchone()
    for number in range(1, (rounds[0] if rounds else 0) + 1):
        set_variables(database, round=number)
        run_sql(database, "decide")
        run_sql(database, "add_versions")
        run_sql(database, "find")
        add_stems(database)


def reconcile(database: duckdb.DuckDBPyConnection, batch: int) -> None:
    """Raises DoesNotAddUp where a candidate of the batch has no outcome, or two."""
    staged, ended = (
        database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index]
        for table in ("staged", "ended")
    )
    if staged != ended:
        raise DoesNotAddUp(
            f"batch {batch}: {staged} candidates but {ended} outcomes; nothing of the batch was loaded",
            "Keep the run's folder and report this: it is a fault of Broadsheet.",
        )


def record_times(database: duckdb.DuckDBPyConnection, run_id: str, batch: int, times: list[StepTime]) -> None:
    """Record the seconds that each step of a batch took, in place of earlier ones."""
    database.execute("DELETE FROM ops.step_times WHERE run_id = ? AND batch = ?", [run_id, batch])
    for time in times:
        row = [run_id, batch, time.step, time.began_at, time.seconds]
        database.execute(
            "INSERT INTO ops.step_times (run_id, batch, step, began_at, seconds) VALUES (?, ?, ?, ?, ?)", row
        )


@contextmanager
def transaction(database: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[None]:
    """BEGIN … COMMIT, or ROLLBACK. A full disk raises DiskFull."""
    database.begin()
    try:
        yield
        database.commit()
    except BaseException as error:
        with suppress(duckdb.Error):  # a failed COMMIT has rolled back already
            database.rollback()
        if isinstance(error, duckdb.Error) and classify_error(error).fault is Fault.NO_SPACE:
            raise DiskFull(
                f"the warehouse {settings.warehouse} cannot grow: {str(error).splitlines()[0]}",
                "Free some disk space and run again: this was rolled back, the run's files are kept, and the run"
                " resumes.",
            ) from error
        raise
