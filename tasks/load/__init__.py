"""verdicts -> warehouse: the only writer. A batch is one transaction over every table; a batch that is in is not loaded
again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from schemas.errors import DoesNotAddUp, SourcesFileError
from schemas.outcomes import Status
from schemas.settings import Settings
from schemas.sources import sources_if_any
from tasks.load.forgotten import leave_out_forgotten
from tasks.load.identity import name_addresses
from tasks.load.search_index import put_in_order
from tasks.load.source_names import names_of_sources, use_present_ids
from tasks.load.statements import (
    add_in_rounds,
    loading_time,
    reconcile,
    record_times,
    run_sql,
    set_variables,
    sql,
    transaction,
)
from tasks.load.warehouse import open_warehouse
from tasks.logs import log
from tasks.runs.handover import PASSED_FILE, StepTime, step_times

_ASKED = {"states": "source_states.parquet", "documents": "documents.parquet"}


@dataclass(frozen=True, slots=True)
class RunResult:
    """How a run ended: candidates by status and reason, and the sources that gave nothing but failures."""

    run_id: str
    discovered: int
    fetched: int
    """Candidates whose content was received, new or unchanged."""
    cleaned: int
    """Candidates that became an article."""
    outcomes: dict[str, dict[str, int]] = field(default_factory=dict)
    failed_sources: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    completed: list[RunResult] = field(default_factory=list)
    """Earlier runs that were cut off and that this run completed."""
    not_completed: list[str] = field(default_factory=list)
    """A message for each earlier run that could not be completed; the warnings contain them too.
    """

    def total(self, status: str) -> int:
        return sum(self.outcomes.get(status, {}).values())

    @property
    def all_held(self) -> int:
        """Articles held, with those of the completed runs."""
        return sum(one.total("quarantined") for one in (self, *self.completed))

    @property
    def all_failed_sources(self) -> list[str]:
        """The failed sources, with those of the completed runs; each once."""
        return [*dict.fromkeys(name for one in (self, *self.completed) for name in one.failed_sources)]

    @property
    def step_counts(self) -> list[tuple[str, int]]:
        """How many articles came through each step, in the order of the steps: (step, articles)."""
        return [
            ("discovered", self.discovered),
            ("fetched", self.fetched),
            ("cleaned", self.cleaned),
            ("validated", self.cleaned - self.total(Status.QUARANTINED)),
            ("loaded", self.total(Status.LOADED)),
        ]

    @property
    def completed_lines(self) -> list[str]:
        """A line for each run that was cut off before and is completed now: its candidates by status."""
        return [f"completed run {one.run_id}, which was cut off: {one.in_words}" for one in self.completed]

    @property
    def in_words(self) -> str:
        """The candidates by status: `3 loaded, 1 held`."""
        counts = [
            f"{total:,} {'held' if status is Status.QUARANTINED else status}"
            for status in Status
            if (total := self.total(status))
        ]
        return ", ".join(counts) or "nothing was to be done"


def load_batch(batch_folder: Path, run_id: str, settings: Settings, now: datetime) -> bool:
    """Load one batch in one transaction; False where it was loaded before.

    Raises WarehouseBusy, WarehouseUnusable; on any error the transaction is rolled back and the batch's files stay.
    """
    batch = int(batch_folder.name)
    begun = time.monotonic()
    with open_warehouse(settings) as database, transaction(database, settings):
        if database.execute("SELECT 1 FROM ops.batches WHERE run_id = ? AND batch = ?", [run_id, batch]).fetchone():
            return False
        set_variables(
            database,
            run_id=run_id,
            batch=batch,
            now=loading_time(database, now),
            most_tries=settings.most_tries,
            look_again_after=timedelta(hours=settings.look_again_hours),
            look_again_for=timedelta(days=settings.look_again_days),
            **{f"{name}_file": str(batch_folder / f"{name}.parquet")
               for name in ("candidates", "captures", "articles", "verdicts", "results")},
        )  # fmt: skip
        run_sql(database, "sieves")
        run_sql(database, "stage")
        use_present_ids(database, "staged")
        leave_out_forgotten(database, batch_folder, settings)
        if (batch_folder / "verdicts.parquet").exists():
            _load_judged(database)
        for step in ("ended", "change_reports", "record", "gone", "remember"):
            run_sql(database, step)
        reconcile(database, batch)
        seconds = round(time.monotonic() - begun, 3)
        record_times(database, run_id, batch, [*step_times(batch_folder), StepTime("load", now, seconds)])
    log("load").info("load done", extra={"seconds": seconds})
    return True


def begin_run(
    run_id: str,
    inputs: list[str],
    discovered: int,
    warnings: list[str],
    resumed: bool,
    started_at: datetime,
    settings: Settings,
    flow: str = "ingest",
) -> None:
    """Record that a run is under way. Done before: marks it as resumed."""
    with open_warehouse(settings) as database:
        known = database.execute("SELECT 1 FROM ops.runs WHERE run_id = ?", [run_id]).fetchone()
        if known:
            database.execute("UPDATE ops.runs SET resumed = true WHERE run_id = ?", [run_id])
        else:
            database.execute(
                "INSERT INTO ops.runs (run_id, flow, inputs, started_at, status, discovered, resumed, warnings)"
                " VALUES (?, ?, ?, ?, 'running', ?, ?, ?)",
                [run_id, flow, inputs, started_at, discovered, resumed, warnings],
            )


def end_run(run_id: str, settings: Settings, now: datetime) -> RunResult:
    """Check that the outcomes add up to what was discovered, record the end of the run, and say how it went.

    Raises DoesNotAddUp if they do not: that is a fault of this program.
    """
    with open_warehouse(settings) as database:
        run = database.execute("SELECT discovered, warnings FROM ops.runs WHERE run_id = ?", [run_id]).fetchone()
        assert run is not None, run_id
        passed = database.execute(sql("passed"), [run_id]).fetchone()
        assert passed is not None
        outcomes: dict[str, dict[str, int]] = {}
        for status, reason, count in database.execute(sql("funnel"), [run_id]).fetchall():
            outcomes.setdefault(status, {})[reason] = count
        failed = [name for (name,) in database.execute(sql("failed_sources"), {"run_id": run_id}).fetchall()]
        ended = RunResult(run_id, run[0], passed[0], passed[1], outcomes, failed, run[1])
        counted = sum(ended.total(status) for status in outcomes)
        if counted != ended.discovered:
            raise DoesNotAddUp(
                f"run {run_id} discovered {ended.discovered} candidates but has {counted} outcomes",
                f"Keep {settings.runs / run_id} and report this: it is a fault of Broadsheet.",
            )
        status = (
            "source_failed" if failed else "completed_with_quarantine" if ended.total("quarantined") else "completed"
        )
        with transaction(database, settings):
            _record_requests(database, run_id, settings.runs / run_id)
            _record_passed(database, run_id, settings.runs / run_id / PASSED_FILE)
            _record_quiet_sources(database, settings, now)
            record_times(database, run_id, 0, step_times(settings.runs / run_id))
            database.execute("UPDATE ops.runs SET ended_at = ?, status = ? WHERE run_id = ?", [now, status, run_id])
        put_in_order(database, settings)
    return ended


def _record_requests(database: duckdb.DuckDBPyConnection, run_id: str, run_folder: Path) -> None:
    """Called when every candidate has its outcome: only a document whose candidates all ended may be skipped later."""
    files_of = {f"{name}_file": run_folder / file for name, file in _ASKED.items()}
    if all(file.exists() for file in files_of.values()):
        set_variables(database, run_id=run_id, **{name: str(file) for name, file in files_of.items()})
        run_sql(database, "asked")
        use_present_ids(database, "ops.source_states", "ops.asks", "ops.documents")


def _record_passed(database: duckdb.DuckDBPyConnection, run_id: str, file: Path) -> None:
    if file.exists():  # a run that an earlier release left has none
        set_variables(database, run_id=run_id, passed_file=str(file))
        run_sql(database, "passed_records")


def _record_quiet_sources(database: duckdb.DuckDBPyConnection, settings: Settings, now: datetime) -> None:
    """Add the declared sources that were asked and offered nothing, such as an empty feed."""
    try:
        names = names_of_sources(database)
        declared = {names.identity(name): source for name, source in sources_if_any(settings.sources_file).items()}
    except SourcesFileError:
        return  # whoever asks the sources next is told
    unknown = database.execute(
        "SELECT source_id::VARCHAR FROM ops.source_states WHERE source_id NOT IN (SELECT source_id FROM sources)"
    ).fetchall()
    for (identity,) in unknown:
        if source := declared.get(identity):
            database.execute(
                "INSERT INTO sources (source_id, name, kind, location, homepage, language, country, first_seen_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    identity,
                    source.name,
                    source.kind,
                    source.location,
                    source.homepage,
                    source.language,
                    source.country,
                    now,
                ],
            )


def _load_judged(database: duckdb.DuckDBPyConnection) -> None:
    name_addresses(database)
    run_sql(database, "identify")
    run_sql(database, "judged")
    add_in_rounds(database)
    run_sql(database, "file_addresses")
    run_sql(database, "hold")
