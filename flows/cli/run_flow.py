"""Run a flow in this process: start the server and the worker processes, wait for them, return how the run ended.

The server and the worker processes start while the flow is imported: on two processors this saves about two seconds.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from flows.cli.output.console import err
from flows.cli.output.progress import watching
from flows.cli.process_exit import leave_without_waiting
from flows.inspect.reading import fetch_rows
from flows.inspect.runs import ended_of, opened_history
from flows.polite_stop import end_by_signals, has_stuck_threads
from flows.service.claim import api_of_up, password_of_up
from flows.service.environment import settings_files_unseen
from flows.service.prefect_server import serving
from schemas.errors import BroadsheetError
from schemas.private_parts import without_secrets
from schemas.settings import Settings
from tasks.chain.processes import WorkerProcesses, worker_processes
from tasks.checks.lazy_import import without_collector
from tasks.store.disk import no_room_left, require_room
from tasks.store.writer_lock import make_home

if TYPE_CHECKING:
    from prefect import Flow

    from tasks.load import RunResult

BY_HAND = "broadsheet-by-hand"
"""The tag of runs that a command starts. On a server that stays, automations/lost-run.yaml finds them by it."""
_NEWEST = (
    "SELECT run_id FROM run_history WHERE started_at >= ? AND ended_at IS NOT NULL ORDER BY started_at DESC LIMIT 1"
)
_NEVER_REACHED = "Failed to reach API"
"""Prefect's words when its server is gone before a run begins."""


def run_flow(import_flow: Callable[[], Flow[..., Any]], parameters: dict[str, Any], settings: Settings) -> RunResult:
    """Run the flow that `import_flow` returns, with these parameters. Raises the error that stopped it."""
    end_by_signals()
    with _started(settings) as (processes, wait_for_server):
        with without_collector(), settings_files_unseen():
            flow = import_flow()
            import fastapi.encoders  # noqa: F401 - Prefect would when the run begins: here the server starts meanwhile
        # Not before: on two processors it would take time from the server and from this import.
        processes.prepare_validator(settings)
        wait_for_server()
        try:
            with watching(settings):
                return result_without_server(lambda: asyncio.run(_result(flow, parameters)), settings)
        finally:
            if has_stuck_threads():
                leave_without_waiting()


async def _result(flow: Any, parameters: dict[str, Any]) -> RunResult:
    from prefect import tags

    with tags(BY_HAND):
        state = await flow(**parameters, return_state=True)
    if state.name == "SourceFailed":
        return await state.result(raise_on_failure=False)  # type: ignore[no-any-return]
    return await state.result()  # type: ignore[no-any-return]


@contextmanager
def _started(settings: Settings) -> Iterator[tuple[WorkerProcesses, Callable[[], None]]]:
    """Start what a flow needs. Yields the worker processes, and a function that returns when the server answers.

    Raises DiskFull before anything is written: each start of a server would take more of a full disk.
    """
    require_room(settings)
    make_home(settings)
    is_named = bool(os.environ.get("PREFECT_API_URL"))
    api = "" if is_named else api_of_up(settings)
    if api or is_named:
        # On such a server an automation ends runs that were lost; it finds them by their heartbeats.
        os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")
    with (
        serving(
            settings.private / "prefect", api, password_of_up(settings) if api else "", settings.keep_server_minutes
        ) as server,
        worker_processes(early=True) as processes,
        _announced(api, is_named) as clear,
    ):

        def wait() -> None:
            server.wait()
            clear()

        yield processes, wait


@contextmanager
def _announced(api: str, is_named: bool) -> Iterator[Callable[[], None]]:
    """Say at once which server is used or started. On a terminal the line is cleared when the server answers."""
    words = f"using the Prefect of `broadsheet up` at {api.removesuffix('/api')}" if api else "starting Prefect …"
    if not err().is_terminal:
        if not is_named:
            err().print(words, highlight=False, markup=False)
        yield lambda: None
        return
    spinner = err().status(words)
    spinner.start()
    try:
        yield spinner.stop
    finally:
        spinner.stop()


def result_without_server(run: Callable[[], RunResult], settings: Settings) -> RunResult:
    """What `run` returns. If the Prefect server is gone at the end of the run: the result as the snapshot has it.

    The steps go on without the server, so the articles are usually loaded and published. Without this function the
    command would end with a traceback of httpx and exit code 1, as if nothing had been loaded.
    Raises DiskFull or BroadsheetError if the server is gone and the run did not end.
    """
    started_at = datetime.now(UTC)
    try:
        return run()
    except RuntimeError as error:
        if _NEVER_REACHED not in str(error):
            raise
        leave_without_waiting()
        raise BroadsheetError(
            f"the Prefect server at {_server()} went away before the run began", "Nothing was begun: run again."
        ) from error
    except httpx.HTTPError as error:  # from Prefect's client: errors of our own requests become outcomes
        leave_without_waiting()
        # The lines below the first are advice of httpx for developers.
        gone = f"the Prefect server at {_server()} went away ({without_secrets(str(error).partition(chr(10))[0])})"
        ended = _recorded(settings, started_at)
        if ended is None:
            if full := no_room_left(settings.home):
                raise full from None
            raise BroadsheetError(
                gone, "What was fetched, cleaned and judged is kept: run again, and the run is completed."
            ) from None
        return replace(ended, warnings=[*ended.warnings, f"{gone}: its page does not know how this run ended"])


def _server() -> str:
    return without_secrets(os.environ.get("PREFECT_API_URL", "this machine"))


def _recorded(settings: Settings, started_at: datetime) -> RunResult | None:
    """The newest run in the snapshot that started since then and has ended; None if there is none."""
    if not settings.snapshot.exists():
        return None
    with opened_history(settings) as database:
        found = fetch_rows(database, _NEWEST, [started_at])
        return ended_of(database, found[0]["run_id"]) if found else None
