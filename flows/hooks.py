"""What a flow does when its run ends, whatever the flow is: record the end in the data folder, send an event to the
server.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prefect.events import emit_event
from prefect.settings import get_current_settings
from prefect.states import get_state_exception

from schemas.errors import BroadsheetError, UsageError
from schemas.private_parts import without_secrets
from schemas.settings import Settings, load_settings
from tasks.logs import log
from tasks.report import write_report_or_warn
from tasks.runs.scheduled import FAILED, FlowEnd, write_end

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

RUN_ENDED = "broadsheet.run.ended"
_HEARTBEAT = "prefect.flow-run.heartbeat"
_CURE = "The log in logs/ says where; report it with the words above."


def started_by_worker() -> bool:
    """Whether a Prefect worker started this process: it sets this variable to the id of the flow run."""
    return bool(os.environ.get("PREFECT__FLOW_RUN_ID"))


async def record_run_end(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - Prefect's signature
    """Hook: write `private/last_ends/<flow>.json` for a run that a worker started, for `status`, `doctor`, `up` and the
    metrics.

    They need it because a run that fails before it opens the warehouse, or that finds nothing due, has no row there.
    A crashed run writes nothing: the next run reports what became of it. The quality page is written again when runs
    begin or cease to fail.
    """
    if not started_by_worker():
        return
    what, cure = await _failure(state) if state.name in FAILED else (state.message or "", "")
    end = FlowEnd(flow.name, datetime.now(UTC), state.name or "", without_secrets(what), without_secrets(cure))
    settings = _settings()
    before = write_end(end, settings)
    if end.is_failure or (before and before.is_failure):
        # A run that broke off published nothing, so no step of it wrote the page.
        for warning in write_report_or_warn(settings, datetime.now(UTC)):
            log("report").warning("%s", warning)


async def _failure(state: State[Any]) -> tuple[str, str]:
    """What failed, and what to do."""
    error = await get_state_exception(state)  # type: ignore[misc]  # typed for callers that wait and those that do not
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
