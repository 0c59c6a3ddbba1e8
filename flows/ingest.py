"""The way of an article, as a table of contents: read this first.

    discover ─ candidates ─▶ fetch ─ captures ─▶ clean ─ articles ─▶ validate ─ verdicts ─▶ load ─▶ publish ─▶ report

Batches overlap: while one is fetched, another is cleaned and a third is validated; they are loaded one after the other.
Every step finds out from its file whether it was done, so a run that was cut off goes through all steps again.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from datetime import UTC, datetime

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.context import TagsContext
from prefect.runtime import flow_run

from flows.artifacts import Progress, create_tables
from flows.given_addresses import as_given
from flows.hooks import recorded, run_of_worker
from flows.pipeline import PIPELINE_FLOW, begin_pipeline, run_after_recovery, run_name
from flows.steps import BatchFutures, discover, publish, report, submit_batch
from schemas.errors import BroadsheetError, QualityGateClosed, RunTakenOver, SourceBusy, UsageError
from schemas.private_parts import bare_address, without_secrets
from schemas.settings import Settings
from schemas.sources import names_in_group, names_of_all_sources
from tasks.chain.processes import WorkerProcesses
from tasks.chain.steps import Chain, chain_of
from tasks.discover import Discovered
from tasks.load import RunResult, begin_run, end_run
from tasks.load.run_events import note_event
from tasks.logs import ids, log
from tasks.notify.watch import STARTED_BY
from tasks.runs.claims import keep_claims
from tasks.runs.folder import Run, RunRequest, new_run
from tasks.runs.handover import batch_folders
from tasks.runs.recovery import describe_progress, unfinished_sources
from tasks.runs.state import record_stop, update_state


def _flow_run_name() -> str:
    group = flow_run.parameters.get("group")
    return run_name(flow_run.parameters.get("inputs") or [f"sources {group}" if group else "all sources"])


@flow(name="ingest", flow_run_name=_flow_run_name, **PIPELINE_FLOW)
@recorded
async def ingest(
    inputs: list[str] | None = None,
    columns: dict[str, str] | None = None,
    due_only: bool = False,
    again: bool = False,
    source: str = "",
    outlet: str = "",
    group: str = "",
) -> State[RunResult]:
    """Take articles from paths, addresses and declared sources (all declared sources if there are no inputs) to the
    snapshot.

    `columns` maps our column names to those of the manifests in `inputs`. `due_only` leaves out declared sources that
    are not due. `again` asks for everything in full, due or not. `source` is the name of the source that paths and
    addresses in `inputs` are of, `outlet` where their articles appeared. `group`: without inputs, only the sources of
    one group of several (`2-of-4`), so that machines share them. Runs that were cut off are completed first.
    """
    settings = begin_pipeline()
    words = inputs or names_in_group(names_of_all_sources(settings.sources_file), group)
    request = RunRequest(
        inputs=[as_given(bare_address(word)) for word in words],
        columns=columns,
        source=source,
        outlet=outlet,
        due_only=due_only,
        again=again,
        is_named=bool(inputs) and not due_only,
    )

    def work(processes: WorkerProcesses) -> RunResult:
        with new_run(request, settings, _now()) as run:
            return run_pipeline(run, processes, settings)

    return run_after_recovery(work, run_pipeline, settings)


def run_pipeline(run: Run, processes: WorkerProcesses, settings: Settings) -> RunResult:
    """Take one run from its inputs to the snapshot and the quality page.

    Raises the error that stopped it, and records it in the run's folder first.
    """
    # Without the tags of the flow run: for every tag of a task, Prefect asks the server for a place among concurrent
    # tasks.
    with ids(run=run.run_id, flow=run.request.flow), TagsContext(current_tags=set()):
        try:
            ended = _run_pipeline(run, processes, settings)
        except RunTakenOver:
            raise  # the folder is another machine's now
        except BroadsheetError as error:
            record_stop(run.folder, error, _now())
            if isinstance(error, QualityGateClosed):
                keep_claims(run.folder, unfinished_sources(run.folder))
            raise
        log("run").info("run ended", extra={"discovered": ended.discovered, "outcomes": ended.outcomes})
    return ended


def _run_pipeline(run: Run, processes: WorkerProcesses, settings: Settings) -> RunResult:
    if not run.resumed and (flow_run_id := run_of_worker()):
        update_state(run.folder, **{STARTED_BY: {"id": flow_run_id}})
    before = describe_progress(run.folder) if run.resumed else ""
    log("run").info(
        "run resumed" if before else "run begun", extra={"inputs": run.request.inputs[:20], "before": before}
    )
    found = _discover(run, settings)
    if run.request.due_only and not found.candidates and not found.sources_asked:
        run.finish()  # no source is due: there is nothing to record or to publish
        return RunResult(run.run_id, 0, 0, 0, warnings=found.warnings)
    # The first batches are fetched and cleaned meanwhile: opening the warehouse, and making a new one, takes a while.
    with ThreadPoolExecutor(1) as beside:
        begin = beside.submit(copy_context().run, _record_begin, run, found, before, settings)
        _run_batches(run, found, chain_of(run.run_id, processes, settings, lambda: _require_begun(begin)), begin)
    ended = end_run(run.run_id, settings, _now())
    publish(settings)
    run.finish()
    create_tables(ended, settings)
    return replace(ended, warnings=[*ended.warnings, *report(settings)])


def _discover(run: Run, settings: Settings) -> Discovered:
    try:
        return discover(run, settings)
    except (UsageError, SourceBusy):
        # The call is wrong, or a source is in use. Nothing is recorded, and the folder is removed: no later run may
        # resume it.
        if not run.resumed:
            run.finish()
        raise


def _record_begin(run: Run, found: Discovered, before: str, settings: Settings) -> None:
    """`before`: in words, how far the run had come when it was cut off; empty for a new run."""
    request = run.request
    begin_run(
        run.run_id,
        [without_secrets(word) for word in request.inputs],
        found.candidates,
        found.warnings,
        run.resumed,
        run.started_at,
        settings,
        request.flow,
    )
    for warning in found.warnings:
        log("discover").warning("%s", warning)
    if before:
        note_event(run.run_id, "resumed", before, settings, _now())


class RunNotBegun(Exception):
    """The beginning of the run could not be recorded, so nothing of it is loaded. The run ends with the cause."""


def _require_begun(begin: Future[None]) -> None:
    """Return when the beginning is recorded. Raises RunNotBegun: a task that loads does not repeat it."""
    if error := begin.exception():
        raise RunNotBegun from error


def _run_batches(run: Run, found: Discovered, chain: Chain, begin: Future[None]) -> None:
    """Fetch, clean, validate and load every batch, several at a time (setting batches_under_way).

    `begin`: the record of the run's beginning, which is under way. Raises the error that stopped it.
    """
    most = chain.settings.batches_under_way
    progress = Progress(run.run_id, found.batches)
    sent: list[BatchFutures] = []
    for batch, fetched_after in zip(batch_folders(run.folder), found.fetched_after, strict=True):
        if len(sent) >= most:
            begin.result()
            sent[-most].wait()
            progress.advance()
        # `fetched_after` is the number, from 1, of the batch that asks the same hosts before it; 0 for none.
        same_hosts = sent[fetched_after - 1] if fetched_after else None
        sent.append(submit_batch(batch, chain, load_after=sent[-1] if sent else None, fetch_after=same_hosts))
    begin.result()
    for futures in sent[-most:]:
        futures.wait()
        progress.advance()


def _now() -> datetime:
    return datetime.now(UTC)
