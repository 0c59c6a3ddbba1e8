"""The steps of a batch, in order, each with the file that it reads and the file that it writes.

    candidates.parquet ─ fetch ─▶ captures.parquet ─ clean ─▶ articles.parquet
    articles.parquet ─ validate ─▶ verdicts.parquet ─ load ─▶ warehouse

The files are in the batch's folder. A step whose file exists has been done and returns at once, so a batch that was cut
off is given to the same steps again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from schemas.settings import Settings
from tasks.chain.processes import WorkerProcesses
from tasks.fetch import fetch_batch
from tasks.load import load_batch
from tasks.runs.handover import has_row, ids_of, note_life, timed
from tasks.runs.run_lock import require_held


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Chain:
    """What the steps of one run's batches need. `clean` and `validate` take the folder of a batch."""

    run_id: str
    settings: Settings
    clean: Callable[[Path], object]
    validate: Callable[[Path], object]
    clock: Callable[[], datetime] = utc_now
    wait_for_begin: Callable[[], object] = lambda: None
    """Returns when the beginning of the run is recorded: before that no batch is loaded. Raises what stopped it."""


def chain_of(
    run_id: str,
    processes: WorkerProcesses,
    settings: Settings,
    wait_for_begin: Callable[[], object] = lambda: None,
) -> Chain:
    """The chain that cleans and validates in worker processes."""
    return Chain(
        run_id,
        settings,
        clean=lambda batch: processes.clean(batch, settings),
        validate=lambda batch: processes.validate(batch, settings),
        wait_for_begin=wait_for_begin,
    )


@dataclass(frozen=True, slots=True)
class BatchStep:
    """One step. `reads` and `writes` are files of the batch's folder; the last step writes to the warehouse (None)."""

    name: str
    reads: str
    writes: str | None
    function: Callable[[Chain, Path], object]
    has_work: Callable[[Path], bool] = lambda _: True
    """Takes the path of the file that the step reads. False: no candidate of the batch needs this step."""

    def run(self, chain: Chain, batch: Path) -> None:
        """Do the step for one batch folder, where it has work. Raises what the step's function raises."""
        require_held(chain.run_id)
        if not self.has_work(batch / self.reads):
            return
        note_life()
        # Loading records its own time, together with those of the other steps.
        with timed(self.name, batch, self.writes) if self.writes else ids_of(batch):
            self.function(chain, batch)


def _has_new_content(captures: Path) -> bool:
    return has_row(captures, "reason IS NULL")


def _load(chain: Chain, batch: Path) -> None:
    chain.wait_for_begin()
    load_batch(batch, chain.run_id, chain.settings, chain.clock())


FETCH = BatchStep(
    "fetch",
    "candidates.parquet",
    "captures.parquet",
    lambda chain, batch: fetch_batch(batch, chain.run_id, chain.settings, chain.clock),
)
CLEAN = BatchStep(
    "clean", "captures.parquet", "articles.parquet", lambda chain, batch: chain.clean(batch), _has_new_content
)
VALIDATE = BatchStep(
    "validate", "articles.parquet", "verdicts.parquet", lambda chain, batch: chain.validate(batch), Path.exists
)
LOAD = BatchStep("load", "captures.parquet", None, _load)
STEPS = (FETCH, CLEAN, VALIDATE, LOAD)


def run_steps(chain: Chain, batch: Path, steps: Sequence[BatchStep] = STEPS) -> None:
    """Take one batch folder through these steps, one after the other. Raises what the first failing step raises."""
    for step in steps:
        step.run(chain, batch)
