"""How the last scheduled run of a flow failed, where it did: a note in the data folder, for a run that failed may have no row.

    private/failures/<flow>.json   goes once a run of that flow ends well

A person at a terminal was told; of a run that a worker started, only Prefect and the worker's log would know.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flows.worker_notes import is_of_a_worker, notes_folder
from schemas.errors import BroadsheetError
from schemas.settings import Settings
from tasks.handover import read_note, write_note

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

_FAILURES = "failures"
_CURE = "The log in logs/ says where; report it with the words above."


@dataclass(frozen=True, slots=True)
class Failure:
    flow: str
    at: datetime
    what: str
    cure: str


async def note_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """A hook of a flow. What ends under a name of its own (QualityFailed, SourceFailed) is told elsewhere: the flow did its work."""
    if state.name != "Failed":
        forget_failure(flow, flow_run, state)
        return
    if not is_of_a_worker():
        return
    from prefect.states import get_state_exception  # noqa: PLC0415 - `status` reads notes without Prefect

    error = await get_state_exception(state)  # type: ignore[misc]  # typed for callers that wait and those that do not
    is_ours = isinstance(error, BroadsheetError)
    what, cure = (error.what, error.cure) if is_ours else (f"{type(error).__name__}: {error}", _CURE)
    folder = notes_folder() / _FAILURES
    folder.mkdir(parents=True, exist_ok=True)
    write_note(folder / f"{flow.name}.json", {"at": datetime.now(UTC).isoformat(), "what": what, "cure": cure})


def forget_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - Prefect's form
    """A hook of a flow that ended well."""
    (notes_folder() / _FAILURES / f"{flow.name}.json").unlink(missing_ok=True)


def last_failures(settings: Settings) -> list[Failure]:
    """One a flow whose last scheduled run failed, oldest first."""
    found = []
    for path in (settings.private / _FAILURES).glob("*.json"):
        with suppress(OSError, ValueError, KeyError):
            note = read_note(path)
            at = datetime.fromisoformat(str(note["at"]))
            found.append(Failure(path.stem, at, str(note["what"]), str(note["cure"])))
    return sorted(found, key=lambda failure: failure.at)
