"""verdicts -> warehouse: the only writer. A batch is one transaction over every table; a batch that is in is not loaded again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from schemas.errors import WarehouseUnusable
from schemas.outcomes import REASONS
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse

_RETRY_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: candidates by status and reason, and the sources that gave nothing but failures."""

    run_id: str
    discovered: int
    fetched: int
    """Candidates whose content was had, new or unchanged."""
    cleaned: int
    """Candidates that an article was made of."""
    outcomes: dict[str, dict[str, int]] = field(default_factory=dict)
    failed_sources: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def total(self, status: str) -> int:
        return sum(self.outcomes.get(status, {}).values())


def load_batch(batch_folder: Path, run_id: str, settings: Settings, now: datetime) -> bool:
    """Load one batch in one transaction; False where it was loaded before.

    Raises WarehouseBusy, WarehouseUnusable; on any error the transaction is rolled back and the batch's files stay.
    """
    batch = int(batch_folder.name)
    with open_warehouse(settings) as database:
        if database.execute("SELECT 1 FROM ops.batches WHERE run_id = ? AND batch = ?", [run_id, batch]).fetchone():
            return False
        _set(
            database,
            run_id=run_id,
            batch=batch,
            now=now,
            retry_after=_RETRY_AFTER,
            **{f"{name}_file": str(batch_folder / f"{name}.parquet")
               for name in ("candidates", "captures", "articles", "verdicts", "results")},
        )  # fmt: skip
        _prepare(database)
        with _transaction(database, settings):
            _run(database, "stage")
            if (batch_folder / "verdicts.parquet").exists():
                _load_judged(database)
            _run(database, "record")
            _reconcile(database, batch)
    return True


def begin_run(
    run_id: str,
    inputs: list[str],
    discovered: int,
    warnings: list[str],
    resumed: bool,
    started_at: datetime,
    settings: Settings,
) -> None:
    """Record that a run is under way. Done before: marks it as resumed."""
    with open_warehouse(settings) as database:
        known = database.execute("SELECT 1 FROM ops.runs WHERE run_id = ?", [run_id]).fetchone()
        if known:
            database.execute("UPDATE ops.runs SET resumed = true WHERE run_id = ?", [run_id])
        else:
            database.execute(
                "INSERT INTO ops.runs VALUES (?, 'ingest', ?, ?, NULL, 'running', ?, ?, ?)",
                [run_id, inputs, started_at, discovered, resumed, warnings],
            )


def end_run(run_id: str, settings: Settings, now: datetime) -> Ended:
    """Check that the outcomes add up to what was discovered, record the end of the run, and say how it went.

    Raises WarehouseUnusable where they do not add up: that is a fault of ours, and must be loud.
    """
    with open_warehouse(settings) as database:
        run = database.execute("SELECT discovered, warnings FROM ops.runs WHERE run_id = ?", [run_id]).fetchone()
        assert run is not None, run_id
        passed = database.execute(_sql("passed"), [run_id]).fetchone()
        assert passed is not None
        outcomes: dict[str, dict[str, int]] = {}
        for status, reason, count in database.execute(_sql("funnel"), [run_id]).fetchall():
            outcomes.setdefault(status, {})[reason] = count
        failed = [name for (name,) in database.execute(_sql("failed_sources"), [run_id]).fetchall()]
        ended = Ended(run_id, run[0], passed[0], passed[1], outcomes, failed, run[1])
        counted = sum(ended.total(status) for status in outcomes)
        if counted != ended.discovered:
            raise WarehouseUnusable(
                f"run {run_id} discovered {ended.discovered} candidates but has {counted} outcomes",
                f"Keep {settings.runs / run_id} and report this: it is a fault of Broadsheet.",
            )
        status = (
            "source_failed" if failed else "completed_with_quarantine" if ended.total("quarantined") else "completed"
        )
        database.execute("UPDATE ops.runs SET ended_at = ?, status = ? WHERE run_id = ?", [now, status, run_id])
    return ended


def _load_judged(database: duckdb.DuckDBPyConnection) -> None:
    _run(database, "judged")
    rounds = database.execute("SELECT coalesce(max(round), 0) FROM judged WHERE NOT held").fetchone()
    for number in range(1, (rounds[0] if rounds else 0) + 1):
        _set(database, round=number)
        _run(database, "decide")
        _run(database, "add_versions")
    _run(database, "hold")


def _reconcile(database: duckdb.DuckDBPyConnection, batch: int) -> None:
    staged, ended = (
        database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index]
        for table in ("staged", "ended")
    )
    if staged != ended:
        raise WarehouseUnusable(
            f"batch {batch}: {staged} candidates but {ended} outcomes; nothing of the batch was loaded",
            "Keep the run's folder and report this: it is a fault of Broadsheet.",
        )


def _prepare(database: duckdb.DuckDBPyConnection) -> None:
    """The reasons as a table, so that SQL and Python share one list of them."""
    known = list(REASONS.values())
    database.execute("CREATE OR REPLACE TEMP TABLE reasons (code VARCHAR, status VARCHAR, retryable BOOLEAN)")
    database.execute(
        "INSERT INTO reasons SELECT unnest(?), unnest(?), unnest(?)",
        [[r.code for r in known], [str(r.status) for r in known], [r.retryable for r in known]],
    )


@contextmanager
def _transaction(database: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[None]:
    """BEGIN … COMMIT, or ROLLBACK; a full disk is told as what it is."""
    database.begin()
    try:
        yield
        database.commit()
    except BaseException as error:
        with suppress(duckdb.Error):  # a failed COMMIT has rolled back already
            database.rollback()
        if isinstance(error, duckdb.Error) and "space" in str(error).lower():
            raise WarehouseUnusable(
                f"the warehouse {settings.warehouse} cannot grow: {str(error).splitlines()[0]}",
                "Free some disk space and run again: the batch was rolled back, its files are kept, the run resumes.",
            ) from error
        raise


def _set(database: duckdb.DuckDBPyConnection, **variables: Any) -> None:
    for name, value in variables.items():
        database.execute(f"SET VARIABLE {name} = ?", [value])


def _run(database: duckdb.DuckDBPyConnection, name: str) -> None:
    database.execute(_sql(name))


def _sql(name: str) -> str:
    return files("tasks.load").joinpath(f"{name}.sql").read_text(encoding="utf-8")
