"""The plain functions of tasks/ as Prefect tasks, with their retries.

A task works on one batch and passes on its folder. Prefect caches nothing: every step finds out from its file whether
it was done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.tasks import exponential_backoff

from schemas.errors import WarehouseBusy
from schemas.settings import Settings
from tasks.chain.steps import CLEAN, FETCH, LOAD, VALIDATE, BatchStep, Chain
from tasks.discover import Discovered
from tasks.discover import discover as discover_all
from tasks.fetch import check_contact
from tasks.publish import publish as publish_snapshot
from tasks.report import report as write_report
from tasks.runs.folder import Run
from tasks.runs.handover import timed
from tasks.workers.step_process import StepKilled


def _is_busy(_task: Any, _run: Any, state: Any) -> bool:
    """Retry only a busy warehouse; any other error would happen again."""
    return isinstance(state.result(raise_on_failure=False), WarehouseBusy)


def _was_killed(_task: Any, _run: Any, state: Any) -> bool:
    """Retry only where the worker process was killed: the next call starts a new one. Other errors would happen
    again.
    """
    return isinstance(state.result(raise_on_failure=False), StepKilled)


RETRY_BUSY_WAREHOUSE: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(10),
    "retry_jitter_factor": 0.3,
    "retry_condition_fn": _is_busy,
}
"""After about 10, 20 and 40 seconds. Each try also waits for the warehouse's lock (setting writer_wait_seconds)."""
_RETRY_KILLED_WORKER: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": exponential_backoff(1),
    "retry_jitter_factor": 0.3,
    "retry_condition_fn": _was_killed,
}


@task(name="discover", cache_policy=NO_CACHE)
def discover(run: Run, settings: Settings) -> Discovered:
    """Write the candidates of a run, in batches. Raises UsageError, SourceBusy."""
    request = run.request
    with timed("discover", run.folder, "documents.parquet"):
        found = discover_all(
            run.folder,
            request.inputs,
            request.columns,
            settings,
            source=request.source,
            outlet=request.outlet,
            due_only=request.due_only,
            again=request.again,
            is_named=request.is_named,
            renew=(lambda: publish_snapshot(settings)) if settings.catalogue else None,
        )
    check_contact(run.folder, settings)
    return found


ChainOf = Callable[[], Chain]
"""Gives the chain. Prefect looks for futures in every field of an argument, also in those of settings; not in a
function.
"""


def _task_of(step: BatchStep, **retries: Any) -> Task[[ChainOf, Path], Path]:
    def run(chain_of: ChainOf, batch: Path) -> Path:
        step.run(chain_of(), batch)
        return batch

    run.__qualname__ = step.name  # Prefect makes the key of a task from it
    decorate: Any = task(name=step.name, task_run_name=f"{step.name}-{{batch.name}}", cache_policy=NO_CACHE, **retries)
    made: Task[[ChainOf, Path], Path] = decorate(run)
    return made


fetch = _task_of(FETCH)
clean = _task_of(CLEAN, **_RETRY_KILLED_WORKER)
validate = _task_of(VALIDATE, **_RETRY_KILLED_WORKER)
load = _task_of(LOAD, **RETRY_BUSY_WAREHOUSE)


@task(name="publish", cache_policy=NO_CACHE, **RETRY_BUSY_WAREHOUSE)
def publish(settings: Settings) -> bool:
    """Publish the snapshot. False where nothing has changed since the last time."""
    return publish_snapshot(settings)


@task(name="report", cache_policy=NO_CACHE)
def _report(settings: Settings) -> list[str]:
    return write_report(settings, datetime.now(UTC)).warnings


def report(settings: Settings) -> list[str]:
    """Write the quality page. Returns warnings; an error fails the task, but not the run, which has loaded and
    published.
    """
    try:
        return _report(settings)
    except Exception as error:  # any error
        return [f"the quality page was not written: {type(error).__name__}: {error}".splitlines()[0]]


@dataclass(frozen=True, slots=True)
class BatchFutures:
    """The four task runs of one batch, in order."""

    captures: PrefectFuture[Path]
    articles: PrefectFuture[Path]
    verdicts: PrefectFuture[Path]
    loaded: PrefectFuture[Path]

    def wait(self) -> None:
        """Return when the batch is loaded. Raises the error of the first step that failed, not of those that waited for
        it.
        """
        for future in (self.captures, self.articles, self.verdicts, self.loaded):
            future.result()


def submit_batch(
    batch: Path, chain: Chain, *, load_after: BatchFutures | None, fetch_after: BatchFutures | None
) -> BatchFutures:
    """Submit the four steps of a batch.

    `load_after`: the batch before it, so that batches are loaded in order. `fetch_after`: a batch that asks the same
    hosts.
    """

    def submit(step: Task[[ChainOf, Path], Path], *after: PrefectFuture[Path]) -> PrefectFuture[Path]:
        # Arguments are no futures: for a future among its arguments a task asks the server, which may be gone by then.
        return step.submit(lambda: chain, batch, wait_for=after)  # type: ignore[call-overload,no-any-return]

    captures = submit(fetch, *([fetch_after.captures] if fetch_after else []))
    articles = submit(clean, captures)
    verdicts = submit(validate, articles)
    return BatchFutures(
        captures, articles, verdicts, submit(load, verdicts, *([load_after.loaded] if load_after else []))
    )
