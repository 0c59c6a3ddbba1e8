"""How the last scheduled run of each flow ended, as flows/hooks.py records it in `private/last_ends/<flow>.json`.

`status` and `doctor` show failures and when the schedule last found nothing due; `up` prints each end.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schemas.settings import Settings
from tasks.files.atomic import read_note

LAST_ENDS = "last_ends"
FAILED = frozenset({"Failed", "TimedOut"})
"""States of a run that broke off. A run that ended as QualityFailed or SourceFailed did its work, and has a row in
`ops.runs`.
"""


@dataclass(frozen=True, slots=True)
class FlowEnd:
    """How the last scheduled run of one flow ended."""

    flow: str
    at: datetime
    state: str
    """The name of the Prefect state: Completed, NothingToDo, Failed, QualityFailed, …"""
    what: str
    cure: str
    """What to do; empty if there is nothing to do, or `what` says it."""
    well_at: datetime | None = None
    """When a run of the flow last succeeded."""

    @property
    def is_failure(self) -> bool:
        return self.state in FAILED

    @property
    def is_well(self) -> bool:
        """Whether the run succeeded, also with held articles. A run that had to wait for an interrupted one (PutOff)
        did not.
        """
        return self.state.startswith("Completed") or self.found_nothing

    @property
    def found_nothing(self) -> bool:
        return self.state == "NothingToDo"


def last_ends(settings: Settings) -> list[FlowEnd]:
    """The last end of each flow that a worker has run, the oldest first."""
    found = map(read_end, (settings.private / LAST_ENDS).glob("*.json"))
    return sorted((end for end in found if end), key=lambda end: end.at)


def read_end(path: Path) -> FlowEnd | None:
    """The end in this file; None if there is none that can be read."""
    with suppress(OSError, ValueError, KeyError):
        note = read_note(path)
        well_at = datetime.fromisoformat(str(note["well_at"])) if note["well_at"] else None
        at = datetime.fromisoformat(str(note["at"]))
        return FlowEnd(path.stem, at, str(note["state"]), str(note["what"]), str(note["cure"]), well_at)
    return None


def last_failures(settings: Settings) -> list[FlowEnd]:
    """The last end of each flow whose last scheduled run failed, the oldest first."""
    return [end for end in last_ends(settings) if end.is_failure]


def last_look(settings: Settings) -> FlowEnd | None:
    """The last scheduled look for due sources, if it found nothing due. None if it had work, failed, or never
    happened.
    """
    return next((end for end in last_ends(settings) if end.flow == "ingest" and end.found_nothing), None)
