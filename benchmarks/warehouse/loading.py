"""The process that loads: one for a whole warehouse, as in a flow, so that its memory can be watched."""

from __future__ import annotations

import resource
import time
from datetime import datetime
from typing import Any

from schemas.settings import Settings
from tasks.load import begin_run, end_run, load_batch
from tasks.publish import publish
from tasks.runs.handover import batch_folders
from tasks.workers.step_process import serve

MODULE = "benchmarks.warehouse.loading"


def load_run(run_id: str, candidates: int, settings: dict[str, Any], at: str) -> dict[str, Any]:
    """One run through loading and publishing: [seconds, CPU seconds] of each batch, of its end and of publishing;
    memory in MB.
    """
    given, now = Settings(**settings), datetime.fromisoformat(at)
    begin_run(run_id, ["invented"], candidates, [], False, now, given)
    return {
        "batches": [_timed(load_batch, folder, run_id, given, now) for folder in batch_folders(given.runs / run_id)],
        "end": _timed(end_run, run_id, given, now),
        "publish": _timed(publish, given),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    }


def _timed(step: Any, *given: Any) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    step(*given)
    return time.perf_counter() - wall, time.process_time() - cpu


if __name__ == "__main__":
    serve(load_run)
