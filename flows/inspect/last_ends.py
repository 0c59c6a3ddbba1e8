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
        return self.state in FAILED

    @property
    def is_well(self) -> bool:
        """With held articles is well, too; that a run which was cut off keeps others waiting (PutOff) is not."""
        return self.state.startswith("Completed") or self.found_nothing

    @property
    def found_nothing(self) -> bool:
        return self.state == "NothingToDo"


def last_ends(settings: Settings) -> list[End]:
    """One a flow that a worker ever ran, oldest first."""
    found = map(read_end, (settings.private / LAST_ENDS).glob("*.json"))
    return sorted((end for end in found if end), key=lambda end: end.at)


def read_end(path: Path) -> End | None:
    """The end in this file; None if there is none that can be read."""
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
