"""The last word of a run, so that nobody takes it for lost that it is silent from then on.

A heartbeat goes to the server through a queue of the client's, while the server itself says in which state the run ended. A run
that is over at once (a setting is wrong) overtakes its first heartbeat: the server hears of the end, then of the heartbeat, which
makes it expect another word (automations/lost-run.yaml), and of nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prefect.events import emit_event
from prefect.settings import get_current_settings

from flows.inspect.last_ends import note_end

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

ENDED = "broadsheet.run.ended"
_HEARTBEAT = "prefect.flow-run.heartbeat"


def send_run_end_event(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A hook of a flow, however it ends. Where no heartbeats are sent, nobody waits for a word.

    Events that arrive together are looked at together, in any order, unless one says which it follows. So a heartbeat goes ahead:
    the server looks at the end after it, and an earlier heartbeat that is late no longer counts.
    """
    if get_current_settings().flows.heartbeat_frequency is None:
        return
    resource = {"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.name": flow_run.name}
    # By its tags the automation knows a run for one of ours.
    tags = [{"prefect.resource.id": f"prefect.tag.{tag}", "prefect.resource.role": "tag"} for tag in flow_run.tags]
    heartbeat = emit_event(_HEARTBEAT, resource, related=tags)
    payload = {"flow": flow.name, "state": state.name}
    emit_event(ENDED, resource, related=tags, payload=payload, follows=heartbeat)


RUN_END_HOOKS: dict[str, Any] = {
    "on_completion": [note_end, send_run_end_event],
    "on_failure": [note_end, send_run_end_event],
    "on_crashed": [send_run_end_event],
}
"""The hooks of every flow."""
