"""The way of an article, as a table of contents.

    discover ─ candidates ─▶ fetch ─ captures ─▶ clean ─ articles ─▶ validate ─ verdicts ─▶ load ─▶ publish ─▶ report

Batches overlap: while one is fetched another is cleaned and a third is judged; loading is one after the other. Every
step finds out itself whether its work is already done, so a run that was cut off is simply walked through again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.task_runners import ThreadPoolTaskRunner

from flows.artifacts import Progress, leave_tables
from flows.hooks import RUN_END_HOOKS
from flows.logs import set_up_logs
from flows.names import run_name
from flows.recover import RecoveredRuns, complete_cut_off_runs
from flows.states import state_of, stopped
from flows.steps import UnderWay, clean, discover, fetch, load, publish, reported, validate
from flows.worker_processes import WorkerProcesses, worker_processes
from schemas.errors import BroadsheetError, QualityGateClosed, SourceBusy, UsageError
from schemas.private_parts import bare_address
from schemas.settings import Settings, load_settings
from schemas.source_checks import require_sound_checks
from schemas.sources import names_of_all_sources
from tasks.discover import Discovered
from tasks.load import RunResult, begin_run, end_run
from tasks.load.run_events import note_event
from tasks.logs import ids, log
from tasks.runs.claims import keep_claims
from tasks.runs.folder import Run, RunRequest, new_run
from tasks.runs.handover import batch_folders
from tasks.runs.recovery import describe_progress, unfinished_sources
from tasks.runs.stops import record_stop


def _flow_run_name() -> str:
    return run_name(flow_run.parameters.get("inputs") or ["all sources"])


@flow(
    name="ingest",
    flow_run_name=_flow_run_name,
    **RUN_END_HOOKS,
    task_runner=ThreadPoolTaskRunner(max_workers=32),  # type: ignore[arg-type]  # generic in Prefect, without a default
)
async def ingest(
    inputs: list[str] | None = None, columns: dict[str, str] | None = None, due_only: bool = False, again: bool = False
) -> State[RunResult]:
    """Take articles from paths, addresses and declared sources (all declared ones where there are no inputs) to the snapshot.

    `columns` says which columns of manifests named in `inputs` to read (ours -> theirs). `due_only` leaves out declared
    sources whose time has not come, and `again` asks for everything in full, due or not. Runs that were cut off are
    completed first.
    """
    settings = load_settings()
    set_up_logs(settings)
    require_sound_checks(settings)
    wanted = RunRequest(
        inputs=[bare_address(word) for word in inputs or names_of_all_sources(settings.sources_file)],
        columns=columns,
        due_only=due_only,
        again=again,
        is_named=bool(inputs) and not due_only,
    )
    with worker_processes() as steps:
        earlier = RecoveredRuns()
        try:
            earlier = complete_cut_off_runs(lambda run: take_through(run, steps, settings), settings)
            with new_run(wanted, settings, _now()) as run:
                ended = take_through(run, steps, settings)
        except BroadsheetError as error:
            return stopped(earlier.closed or error, settings)
    if earlier.closed:
        return stopped(earlier.closed, settings)
    return state_of(earlier.beside(ended))


def take_through(run: Run, steps: WorkerProcesses, settings: Settings) -> RunResult:
    """One run, from its inputs to the snapshot and its page. Where an error ends it, its folder says why."""
    with ids(run=run.run_id, flow=run.request.flow):
        try:
            ended = _taken_through(run, steps, settings)
        except BroadsheetError as error:
            record_stop(run.folder, error, _now())
            if isinstance(error, QualityGateClosed):
                keep_claims(run.folder, unfinished_sources(run.folder))
            raise
        log("run").info("run ended", extra={"discovered": ended.discovered, "outcomes": ended.outcomes})
    return ended


def _taken_through(run: Run, steps: WorkerProcesses, settings: Settings) -> RunResult:
    before = describe_progress(run.folder) if run.resumed else ""
    log("run").info(
        "run resumed" if before else "run begun", extra={"inputs": run.request.inputs[:20], "before": before}
    )
    found = _discovered(run, settings)
    if run.request.due_only and not found.candidates and not found.sources_asked:
        run.finish()  # nothing's time has come: there is nothing to record, nor to publish
        return RunResult(run.run_id, 0, 0, 0, warnings=found.warnings)
    _record_begin(run, found, before, settings)
    _batch_by_batch(run, found, steps, settings)
    ended = end_run(run.run_id, settings, _now())
    publish(settings)
    run.finish()
    leave_tables(ended, settings)
    return replace(ended, warnings=[*ended.warnings, *reported(settings)])


def _discovered(run: Run, settings: Settings) -> Discovered:
    try:
        return discover(run, settings)
    except (UsageError, SourceBusy):
        # The call itself is wrong, or waits for nobody: nothing of it is recorded, and no later run is to stumble over it.
        if not run.resumed:
            run.finish()
        raise


def _record_begin(run: Run, found: Discovered, before: str, settings: Settings) -> None:
    """`before`: how far the run had come when it was cut off, in words."""
    asked = run.request
    begin_run(
        run.run_id, asked.inputs, found.candidates, found.warnings, run.resumed, run.started_at, settings, asked.flow
    )
    for words in found.warnings:
        log("discover").warning("%s", words)
    if before:
        note_event(run.run_id, "resumed", before, settings, _now())


def _batch_by_batch(run: Run, found: Discovered, steps: WorkerProcesses, settings: Settings) -> None:
    progress = Progress(run.run_id, found.batches)
    sent: list[UnderWay] = []
    for batch, fetched_after in zip(batch_folders(run.folder), found.fetched_after, strict=True):
        if len(sent) >= settings.batches_under_way:
            sent[-settings.batches_under_way].wait()
            progress.advance()
        # Batches are numbered from 1, in the order they are sent.
        sent.append(
            _send(batch, run, steps, settings, after=sent[-1:], same_hosts=sent[fetched_after - 1 : fetched_after])
        )
    for under_way in sent[-settings.batches_under_way :]:
        under_way.wait()
        progress.advance()


def _send(
    batch: Path, run: Run, steps: WorkerProcesses, settings: Settings, after: list[UnderWay], same_hosts: list[UnderWay]
) -> UnderWay:
    """`after`: the batch to be loaded before it; `same_hosts`: the one to be fetched before it."""
    # Batches, not futures, are handed on: for a future among its arguments a task asks the server, which may be gone by then.
    captures = fetch.submit(batch, run.run_id, settings, wait_for=[other.captures for other in same_hosts])  # type: ignore[call-overload]
    articles = clean.submit(batch, steps.cleaner, settings, wait_for=[captures])  # type: ignore[call-overload]
    verdicts = validate.submit(batch, steps.judge, settings, wait_for=[articles])  # type: ignore[call-overload]
    loaded = load.submit(batch, run.run_id, settings, wait_for=[verdicts, *(other.loaded for other in after)])  # type: ignore[call-overload]
    return UnderWay(captures, articles, verdicts, loaded)


def _now() -> datetime:
    return datetime.now(UTC)
