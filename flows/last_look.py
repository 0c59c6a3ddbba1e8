"""When the schedule looked last, where nothing was due: such a run leaves no row, and the schedule would seem to stand still.

private/last_look.json   goes with the next scheduled run that had something to do, or failed
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flows.worker_notes import is_of_a_worker, notes_folder
from schemas.settings import Settings
from tasks.handover import read_note, write_note

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

_NOTE = "last_look.json"


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    words: str
    """What the state of the run said."""


def note_look(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - Prefect's form
    """A hook of ingest, however it ends."""
    if not is_of_a_worker():
        return  # a person's run is no look of the schedule
    note = notes_folder() / _NOTE
    if state.name == "NothingToDo":
        note.parent.mkdir(parents=True, exist_ok=True)
        write_note(note, {"at": datetime.now(UTC).isoformat(), "words": state.message or ""})
    else:
        note.unlink(missing_ok=True)


def last_look(settings: Settings) -> Look | None:
    """None where the last scheduled run had something to do, or there was none."""
    with suppress(OSError, ValueError, KeyError):
        note = read_note(settings.private / _NOTE)
        return Look(datetime.fromisoformat(str(note["at"])), str(note["words"]))
    return None
