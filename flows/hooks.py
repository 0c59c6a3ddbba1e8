"""What a flow does when its run ends, whatever the flow is: record the end in the data folder, note a failure for the
messages, send an event to the server.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from prefect.events import emit_event
from prefect.settings import get_current_settings
from prefect.states import get_state_exception

from schemas.errors import BroadsheetError, UsageError
from schemas.private_parts import without_secrets
from schemas.settings import Settings, load_settings
from tasks.files.locks import LockHeld
from tasks.logs import log
from tasks.notify import note_end, note_failure
from tasks.notify.incidents import Failure
from tasks.report import write_report_or_warn
from tasks.runs.scheduled import FAILED, FlowEnd, write_end

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

P = ParamSpec("P")
R = TypeVar("R")

RUN_ENDED = "broadsheet.run.ended"
_HEARTBEAT = "prefect.flow-run.heartbeat"
_FLOW_RUN = "PREFECT__FLOW_RUN_ID"
_recorded: set[str] = set()
"""Ids of flow runs of this process whose end is recorded."""
_CURE = "The log in logs/ says where; report it with the words above."


def started_by_worker() -> bool:
    """Whether a Prefect worker started this process: it sets this variable to the id of the flow run."""
    return bool(run_of_worker())


def run_of_worker() -> str:
    """The id of the flow run that a worker started in this process; empty for a run of a command."""
    return os.environ.get(_FLOW_RUN, "")


def recorded(body: Callable[P, Coroutine[Any, Any, State[R]]]) -> Callable[P, Coroutine[Any, Any, State[R]]]:
    """Decorator of the body of a flow, below `@flow`: record how it ends, before Prefect is told.

    Prefect calls hooks only after its server has taken the state. Where the server's database is locked it does not,
    and the end of the run would be lost.
    """

    @wraps(body)
    async def run(*args: P.args, **kwargs: P.kwargs) -> State[R]:
        try:
            state = await body(*args, **kwargs)
        except Exception as error:
            _record(body.__name__, "Failed", *_words_of(error))
            raise
        what, cure = await _failure(state) if state.name in FAILED else (state.message or "", "")
        _record(body.__name__, state.name or "", what, cure)
        return state

    # Prefect would look for the names in annotations in this module.
    run.__annotations__ = inspect.get_annotations(body, eval_str=True)
    run.__signature__ = inspect.signature(body, eval_str=True)  # type: ignore[attr-defined]
    return run


async def record_run_end(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - Prefect's signature
    """Hook: the same for a run that ended outside the body of its flow, such as by parameters that are not valid."""
    if run_of_worker() in _recorded:
        return
    what, cure = await _failure(state) if state.name in FAILED else (state.message or "", "")
    _write(flow.name, state.name or "", what, cure)


def _record(flow: str, state: str, what: str, cure: str) -> None:
    _recorded.add(run_of_worker())
    _write(flow, state, what, cure)


def _write(flow: str, state: str, what: str, cure: str) -> None:
    """Write `private/last_ends/<flow>.json` for a run that a worker started, for `status`, `doctor`, `up` and the
    metrics, and note a failure for the messages.

    They need it because a run that fails before it opens the warehouse, or that finds nothing due, has no row there.
    A crashed run writes nothing: the next run reports what became of it. The quality page is written again when runs
    begin or cease to fail.
    """
    if not started_by_worker():
        return
    end = FlowEnd(flow, datetime.now(UTC), state, without_secrets(what), without_secrets(cure))
    settings = _settings()
    before = write_end(end, settings)
    with logged_errors():
        _note(end, settings)
    if end.is_failure or (before and before.is_failure):
        # A run that broke off published nothing, so no step of it wrote the page.
        for warning in write_report_or_warn(settings, datetime.now(UTC)):
            log("report").warning("%s", warning)


def _note(end: FlowEnd, settings: Settings) -> None:
    """Raises OSError, LockHeld."""
    causes = [f"run/{end.flow}", f"gate/{end.flow}", f"lost/{end.flow}", f"schedule/{end.flow}"]
    if end.is_well or end.state == "SourceFailed":
        note_end(causes, end.at, f"A run of {end.flow} came to its end", settings)
        return
    note_end(causes[2:], end.at, f"A run of {end.flow} ended", settings)
    is_gate = end.state == "QualityFailed"
    if not end.is_failure and not is_gate:
        return
    failure = Failure(
        key=causes[1] if is_gate else causes[0],
        id=run_of_worker(),
        title=f"a quality gate closed in {end.flow}" if is_gate else f"{end.flow} failed",
        what=end.what,
        cure=end.cure,
        at=end.at,
    )
    note_failure(failure, settings, flow=end.flow, state=end.state)


@contextmanager
def logged_errors() -> Iterator[None]:
    """What cannot be noted for the messages goes to the log: it must not end a run."""
    try:
        yield
    except (OSError, LockHeld) as error:
        log("notify").warning("a failure could not be noted: %s", error)


async def _failure(state: State[Any]) -> tuple[str, str]:
    """What failed, and what to do."""
    return _words_of(await get_state_exception(state))  # type: ignore[misc]  # typed for callers that wait and those that do not


def _words_of(error: BaseException) -> tuple[str, str]:
    if isinstance(error, BroadsheetError):
        return error.what, error.cure
    return f"{type(error).__name__}: {error}", _CURE


def _settings() -> Settings:
    """If settings cannot be read, which may be why the run failed: the data folder which `up` gave its worker."""
    try:
        return load_settings()
    except UsageError:
        return Settings.model_validate({"home": os.environ.get("BROADSHEET_HOME") or "data"})


def send_run_end_event(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Hook: send an event that says that the run ended, where runs send heartbeats.

    Prefect's client sends heartbeats through a queue, while the end of the run goes to the server directly. So the
    server may receive the only heartbeat of a very short run after its end. The automation `lost-run.yaml` would then
    wait 90 s for another event of that run, and report it as lost. This event goes through the same queue, after the
    heartbeat. Of eight runs that ended at once, the automation reported two as lost without this hook, and none with it
    (Prefect 3.8.8).
    """
    if get_current_settings().flows.heartbeat_frequency is None:
        return
    resource = {"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.name": flow_run.name}
    # The automation recognises our runs by these tags.
    tags = [{"prefect.resource.id": f"prefect.tag.{tag}", "prefect.resource.role": "tag"} for tag in flow_run.tags]
    # The server may process events in any order, unless an event names the one that it follows. So send a heartbeat
    # first.
    heartbeat = emit_event(_HEARTBEAT, resource, related=tags)
    payload = {"flow": flow.name, "state": state.name}
    emit_event(RUN_ENDED, resource, related=tags, payload=payload, follows=heartbeat)


RUN_END_HOOKS: dict[str, Any] = {
    "on_completion": [record_run_end, send_run_end_event],
    "on_failure": [record_run_end, send_run_end_event],
    "on_crashed": [send_run_end_event],
}
"""The hooks of every flow."""
