"""How the last scheduled run of each flow ended: nobody sat at a terminal then, and a run that failed or found nothing due has no row.

    private/last_ends/<flow>.json

`status` and `doctor` tell of failures and of the last look, `up` of each end as it comes.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.inspect.worker_notes import is_of_a_worker, notes_folder
from schemas.errors import BroadsheetError
from schemas.private_parts import without_passwords
from schemas.settings import Settings
from tasks.files.atomic import read_note, write_note

if TYPE_CHECKING:
    from prefect import Flow
    from prefect.client.schemas.objects import FlowRun, State

_ENDS = "last_ends"
_CURE = "The log in logs/ says where; report it with the words above."
_FAILED = frozenset({"Failed", "TimedOut"})
"""What ends under a name of its own (QualityFailed, SourceFailed) did its work: it has a row, and is told by that."""


@dataclass(frozen=True, slots=True)
class End:
    flow: str
    at: datetime
    state: str
    """The name of the Prefect state: Completed, NothingToDo, Failed, QualityFailed, …"""
    what: str
    cure: str
    """Empty where nothing is to be mended, or the words say it."""
    well_at: datetime | None = None
    """When a run of the flow last ended well."""

    @property
    def is_failure(self) -> bool:
        return self.state in _FAILED

    @property
    def is_well(self) -> bool:
        """With held articles is well, too; that a run which was cut off keeps others waiting (PutOff) is not."""
        return self.state.startswith("Completed") or self.found_nothing

    @property
    def found_nothing(self) -> bool:
        return self.state == "NothingToDo"


async def note_end(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001 - Prefect's form
    """A hook of every flow. Not of runs that were ended from outside: the next one tells what became of them."""
    if not is_of_a_worker():
        return
    what, cure = await _failure(state) if state.name in _FAILED else (state.message or "", "")
    end = End(flow.name, datetime.now(UTC), state.name or "", without_passwords(what), without_passwords(cure))
    path = notes_folder() / _ENDS / f"{flow.name}.json"
    before = _read(path)
    well_at = end.at if end.is_well else before.well_at if before else None
    path.parent.mkdir(parents=True, exist_ok=True)
    note = {"at": end.at.isoformat(), "state": end.state, "what": end.what, "cure": end.cure}
    write_note(path, note | {"well_at": well_at.isoformat() if well_at else None})


async def _failure(state: State[Any]) -> tuple[str, str]:
    from prefect.states import get_state_exception  # noqa: PLC0415 - `status` reads notes without Prefect

    error = await get_state_exception(state)  # type: ignore[misc]  # typed for callers that wait and those that do not
    if isinstance(error, BroadsheetError):
        return error.what, error.cure
    return f"{type(error).__name__}: {error}", _CURE


def last_ends(settings: Settings) -> list[End]:
    """One a flow that a worker ever ran, oldest first."""
    found = map(_read, (settings.private / _ENDS).glob("*.json"))
    return sorted((end for end in found if end), key=lambda end: end.at)


def _read(path: Path) -> End | None:
    with suppress(OSError, ValueError, KeyError):
        note = read_note(path)
        well_at = datetime.fromisoformat(str(note["well_at"])) if note["well_at"] else None
        at = datetime.fromisoformat(str(note["at"]))
        return End(path.stem, at, str(note["state"]), str(note["what"]), str(note["cure"]), well_at)
    return None


def last_failures(settings: Settings) -> list[End]:
    """One a flow whose last scheduled run failed, oldest first."""
    return [end for end in last_ends(settings) if end.is_failure]


def last_look(settings: Settings) -> End | None:
    """When the schedule looked last, where nothing was due then. None where it had something to do, or failed, or never looked."""
    return next((end for end in last_ends(settings) if end.flow == "ingest" and end.found_nothing), None)
