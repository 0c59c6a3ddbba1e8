"""The plain functions of tasks/ as Prefect tasks: retries and time limits stand here, beside the flows they serve.

A task handles a batch and hands on its folder. Nothing is cached: each step knows by its file whether it is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.tasks import exponential_backoff

from schemas.errors import WarehouseBusy
from schemas.settings import Settings
from tasks.discover import Discovered
from tasks.discover import discover as discover_all
from tasks.fetch import check_contact, fetch_batch
from tasks.load import load_batch
from tasks.logs import ids
from tasks.publish import publish as publish_snapshot
from tasks.report import report as write_report
from tasks.runs.folder import Run
from tasks.runs.handover import has_row
from tasks.runs.step_times import timed
from tasks.workers.step_process import StepKilled, StepProcess


def _now() -> datetime:
    return datetime.now(UTC)


def _is_busy(_task: Any, _run: Any, state: Any) -> bool:
    """Only a busy warehouse passes by itself; every other error would be the same again."""
    return isinstance(state.result(raise_on_failure=False), WarehouseBusy)


def _was_killed(_task: Any, _run: Any, state: Any) -> bool:
    """A companion that is gone is started again by the next call; what it could not do or was too slow for, it cannot do then."""
    return isinstance(state.result(raise_on_failure=False), StepKilled)


WAITS_FOR_WRITER: dict[str, Any] = {
    "retries": 3,
    "retry_delay_seconds": exponential_backoff(10),
    "retry_jitter_factor": 0.3,
    "retry_condition_fn": _is_busy,
}
"""10, 20, 40 seconds, more or less, after the wait of the lock itself."""
_MAY_DIE: dict[str, Any] = {
    "retries": 2,
    "retry_delay_seconds": exponential_backoff(1),
    "retry_jitter_factor": 0.3,
    "retry_condition_fn": _was_killed,
}


@task(name="discover", cache_policy=NO_CACHE)
def discover(run: Run, settings: Settings) -> Discovered:
    asked = run.request
    with timed("discover", run.folder, "discovered.json"):
        found = discover_all(
            run.folder,
            asked.inputs,
            asked.columns,
            settings,
            due_only=asked.due_only,
            again=asked.again,
            is_named=asked.is_named,
        )
    check_contact(run.folder, settings)
    return found


@task(name="fetch", task_run_name="fetch-{batch.name}", cache_policy=NO_CACHE)
def fetch(batch: Path, run_id: str, settings: Settings) -> Path:
    with timed("fetch", batch, "captures.parquet"):
        fetch_batch(batch, run_id, settings, _now)
    return batch


@task(name="clean", task_run_name="clean-{batch.name}", cache_policy=NO_CACHE, **_MAY_DIE)
def clean(batch: Path, cleaner: StepProcess, settings: Settings) -> Path:
    if has_row(batch / "captures.parquet", "reason IS NULL"):
        with timed("clean", batch, "articles.parquet"):
            cleaner.call(batch_folder=str(batch), settings=settings.model_dump(mode="json"))
    return batch


@task(name="validate", task_run_name="validate-{batch.name}", cache_policy=NO_CACHE, **_MAY_DIE)
def validate(batch: Path, judge: StepProcess, settings: Settings) -> Path:
    if (batch / "articles.parquet").exists():
        with timed("validate", batch, "verdicts.parquet"):
            judge.call(batch_folder=str(batch), settings=settings.model_dump(mode="json"))
    return batch


@task(name="load", task_run_name="load-{batch.name}", cache_policy=NO_CACHE, **WAITS_FOR_WRITER)
def load(batch: Path, run_id: str, settings: Settings) -> Path:
    with ids(run=run_id, batch=int(batch.name)):
        load_batch(batch, run_id, settings, _now())
    return batch


@task(name="publish", cache_policy=NO_CACHE, **WAITS_FOR_WRITER)
def publish(settings: Settings) -> bool:
    return publish_snapshot(settings)


@task(name="report", cache_policy=NO_CACHE)
def report(settings: Settings) -> list[str]:
    return write_report(settings, _now()).warnings


def reported(settings: Settings) -> list[str]:
    """The quality page, and what a person should know of it. Where it fails its task says so, and the run does not fail with it."""
    try:
        return report(settings)
    except Exception as error:  # whatever it is: what was loaded is loaded and published
        return [f"the quality page was not written: {type(error).__name__}: {error}".splitlines()[0]]


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The four steps of one batch, in order."""

    captures: PrefectFuture[Path]
    articles: PrefectFuture[Path]
    verdicts: PrefectFuture[Path]
    loaded: PrefectFuture[Path]

    def wait(self) -> None:
        """Until the batch is loaded. Raises the error of the first step that failed, not of those that waited for it."""
        for step in (self.captures, self.articles, self.verdicts, self.loaded):
            step.result()
