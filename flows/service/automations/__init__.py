"""Put the automations of this folder on the Prefect server: create the missing ones, update those that differ from
their file.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import yaml
from prefect.client.orchestration import PrefectClient
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectNotFound

from schemas.errors import UsageError

_MESSAGE = ("subject", "body")


def declared() -> list[dict[str, Any]]:
    """The content of each file, in the order of their names. `tell` (subject, body) is the message to a person; `do`
    has other actions.
    """
    found = sorted(
        (f for f in files("flows.service.automations").iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name
    )
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in found]


async def put_automations(client: PrefectClient, notify: Iterable[str] = ()) -> list[str]:
    """Put all automations on the server; return their names. `notify` has the notification blocks, TYPE/NAME, that each
    of them uses; without one their events are only visible on the server.

    Raises UsageError if there is no such block.
    """
    blocks = [await _block(client, block) for block in notify]
    there = {automation.name: automation for automation in await client.read_automations()}
    names = []
    for content in declared():
        automation = automation_of(content, blocks)
        if same := there.get(automation.name):
            # An automation that a person switched off stays off.
            kept = automation.model_copy(update={"enabled": same.enabled})
            # Do not update one that is the same: it would forget which runs it waits for, and what it reported within
            # the hour.
            if kept != AutomationCore.model_validate(same.model_dump(include=set(AutomationCore.model_fields))):
                await client.update_automation(same.id, kept)
        else:
            await client.create_automation(automation)
        names.append(automation.name)
    return names


def automation_of(content: dict[str, Any], blocks: Iterable[str]) -> AutomationCore:
    """The content of a file as an automation of Prefect; `blocks` are the ids of notification blocks."""
    content = dict(content)
    message_parts, actions = content.pop("tell"), [*content.pop("do", [])]
    message = {name: message_parts[name] for name in _MESSAGE}
    actions += [{"type": "send-notification", "block_document_id": block, **message} for block in blocks]
    return AutomationCore.model_validate({**content, "actions": actions or [{"type": "do-nothing"}]})


async def _block(client: PrefectClient, notify: str) -> str:
    kind, _, name = notify.partition("/")
    try:
        return str((await client.read_block_document_by_name(name, kind)).id)
    except ObjectNotFound:
        raise UsageError(
            f"there is no Prefect block {notify}",
            "Make it on this server (docs/running.md), then run `broadsheet automations`; or name another as TYPE/NAME:"
            " slack-webhook/news.",
        ) from None
