"""`broadsheet runs`: the history of runs, or one run in full; and what the snapshot knows of a run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from flows.cli.output.console import out, print_notes
from flows.cli.output.formats import write_json
from flows.cli.output.funnel import print_funnel
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows, opened_snapshot, question
from flows.inspect.under_way import unfinished_runs
from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.load import RunResult
from tasks.load.statements import sql

_SHOWN = 20
"""Losses of a run that are printed; `--json` has all."""
_COLUMNS = ("run_id", "flow", "started_at", "took", "status", "discovered", "loaded", "unchanged", "alias",
            "quarantined", "refused", "failed", "resumed")  # fmt: skip


def show_runs(settings: Settings, limit: int, *, as_json: bool) -> None:
    """Print the last runs, the newest first."""
    with opened_history(settings) as database:
        rows = fetch_rows(database, "SELECT * FROM run_history ORDER BY started_at DESC, run_id DESC LIMIT ?", [limit])
    if as_json:
        write_json(rows)
    else:
        write_table([{name: row[name] for name in _COLUMNS} for row in rows])


def show_run(settings: Settings, text: str, *, as_json: bool) -> None:
    """Print one run, by its id or the beginning of it. Raises UsageError if no run, or more than one, has it."""
    with opened_history(settings) as database:
        found = fetch_rows(database, "SELECT * FROM run_history WHERE starts_with(run_id, ?) ORDER BY run_id", [text])
        if len(found) != 1:
            raise _none_or_many(settings, text, [row["run_id"] for row in found])
        [head] = found
        facts = facts_of(database, head["run_id"])
        ended = ended_of(database, head["run_id"])
        assert ended is not None
    if as_json:
        write_json({**head, "outcomes": ended.outcomes, **facts})
        return
    words = ("flow", "status", "started_at", "ended_at", "took", "resumed")
    write_table([{name: head[name] for name in words}])
    out().print(f"asked for: {', '.join(head['inputs']) or 'unknown'}\n", highlight=False, markup=False)
    print_funnel(ended, out())
    out().print()
    for name in ("sources", "steps", "events", "losses"):
        _show(facts[name], name)
    print_notes(head["warnings"])


def _show(rows: list[dict[str, Any]], name: str) -> None:
    if not rows:
        return
    titles = {
        "sources": "by source",
        "steps": "what each step took (batches overlap)",
        "events": "what happened to it",
        "losses": "lost or held"
        + (f", the first {_SHOWN} of {len(rows)} (--json has all)" if len(rows) > _SHOWN else ""),
    }
    write_table([{key: value for key, value in row.items() if key != "run_id"} for row in rows[:_SHOWN]], titles[name])
    out().print()


def _none_or_many(settings: Settings, text: str, found: list[str]) -> UsageError:
    if found:
        return UsageError(f"{len(found)} runs begin with {text}: {', '.join(found[:5])}", "Give more of the id.")
    unfinished = unfinished_runs(settings)
    here = [run["run_id"] for run in (*unfinished.carried, *unfinished.waiting) if run["run_id"].startswith(text)]
    if here:
        return UsageError(
            f"run {here[0]} is not finished, and nothing of it is published yet", "See `broadsheet status`."
        )
    return UsageError(f"no run has an id that begins with {text}", "`broadsheet runs` lists them.")


def ended_of(database: duckdb.DuckDBPyConnection, run_id: str) -> RunResult | None:
    """How a run ended, as the run itself printed it; None if the snapshot does not have the run."""
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
    """The details of a run: its events, how the candidates of each source ended, what was lost or held, what each step
    took.
    """
    given = {"run_id": run_id}
    return {
        "events": fetch_rows(database, question("run_events"), {**given, "most": None}),
        "sources": fetch_rows(database, question("run_sources"), given),
        "steps": fetch_rows(database, question("run_steps"), given),
        "losses": fetch_rows(database, question("run_losses"), given),
    }


@contextmanager
def opened_history(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The snapshot. Raises UsageError for one of an earlier version, which has no such history."""
    try:
        with opened_snapshot(settings) as database:
            yield database
    except duckdb.CatalogException as error:
        raise UsageError(
            f"the snapshot {settings.snapshot} was published by an earlier version: {str(error).splitlines()[0]}",
            "The next run of `broadsheet ingest` publishes a new one.",
        ) from error
