"""A warehouse that grows: bulk batches in between, and at every size a few batches of the usual size, published."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.warehouse.batches import Agency, Run
from benchmarks.warehouse.loading import MODULE
from schemas.settings import Settings
from tasks.workers.step_process import StepProcess

BULK = 5_000
USUAL = 500
_USUAL_BATCHES = 12
_BULK_BATCHES = 10


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one run cost. Times are [seconds, CPU seconds]."""

    articles: int
    """In the warehouse after it."""
    batch_size: int
    candidates: int
    batches: list[list[float]]
    end: list[float]
    publish: list[float]
    memory: float
    """Megabytes, the loading process's peak until now."""
    text_bytes: int
    """Of all bodies in the warehouse."""
    file_bytes: int


def grown(home: Path, sizes: list[int], log: Path) -> Iterator[Loaded]:
    """Grow from nothing to the last size; each run is also a line of the log."""
    settings = Settings(home=home, keep_snapshots=0)
    settings.runs.mkdir(parents=True)
    agency, text_bytes = Agency(), 0
    with StepProcess(MODULE) as loader, log.open("a", encoding="utf-8") as lines:
        for candidates, batch_size in _plan(agency, sizes):
            run = agency.run(settings.runs, candidates, batch_size)
            text_bytes += run.text_bytes
            loaded = _load(loader, run, settings, agency.articles, batch_size, text_bytes)
            lines.write(json.dumps(asdict(loaded) | {"at": time.time()}) + "\n")
            lines.flush()
            yield loaded


def _plan(agency: Agency, sizes: list[int]) -> Iterator[tuple[int, int]]:
    """Candidates and batch size of the next run, until the last size is reached and measured."""
    yield _USUAL_BATCHES * USUAL, USUAL
    for size in sizes:
        while (missing := size - agency.articles) > USUAL:
            batches = min(_BULK_BATCHES, -(-missing // BULK))
            yield batches * BULK, BULK
        yield _USUAL_BATCHES * USUAL, USUAL


def _load(loader: StepProcess, run: Run, settings: Settings, articles: int, batch_size: int, text_bytes: int) -> Loaded:
    told = loader.call(
        run_id=run.run_id,
        candidates=run.candidates,
        settings=settings.model_dump(mode="json"),
        at=run.at.isoformat(),
    )
    shutil.rmtree(settings.runs / run.run_id)
    return Loaded(
        articles=articles,
        batch_size=batch_size,
        candidates=run.candidates,
        text_bytes=text_bytes,
        file_bytes=settings.warehouse.stat().st_size,
        **told,
    )
