"""What the snapshot knows of one run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from flows.inspect.reading import fetch_rows, opened_snapshot, question
from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.load import RunResult
from tasks.load.statements import sql


def ended_of(database: duckdb.DuckDBPyConnection, run_id: str) -> RunResult | None:
    """How a run ended, as the run itself told it; None where it is not known."""
    [*found] = fetch_rows(database, "SELECT * FROM run_history WHERE run_id = ?", [run_id])
    if not found:
        return None
    run = found[0]
    outcomes: dict[str, dict[str, int]] = {}
    for row in fetch_rows(database, "SELECT status, reason, candidates FROM run_funnel WHERE run_id = ?", [run_id]):
        outcomes.setdefault(row["status"], {})[row["reason"]] = row["candidates"]
    failed = [row["name"] for row in fetch_rows(database, sql("failed_sources"), {"run_id": run_id})]
    return RunResult(run_id, run["discovered"], run["fetched"], run["cleaned"], outcomes, failed, run["warnings"])


def facts_of(database: duckdb.DuckDBPyConnection, run_id: str) -> dict[str, Any]:
    """Everything beside its head: events, how each source's candidates ended, what was lost or held, what each step took."""
    given = {"run_id": run_id}
    return {
        "events": fetch_rows(database, question("run_events"), {**given, "most": None}),
        "sources": fetch_rows(database, question("run_sources"), given),
        "steps": fetch_rows(database, question("run_steps"), given),
        "losses": fetch_rows(database, question("run_losses"), given),
    }


@contextmanager
def opened_history(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The snapshot. Raises UsageError for one that was published before there was such a history."""
    try:
        with opened_snapshot(settings) as database:
            yield database
    except duckdb.CatalogException as error:
        raise UsageError(
            f"the snapshot {settings.snapshot} was published by an earlier version: {str(error).splitlines()[0]}",
            "The next run of `broadsheet ingest` publishes a new one.",
        ) from error
