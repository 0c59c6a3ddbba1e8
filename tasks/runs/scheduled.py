"""Scheduled runs: how often ingest runs, and how the last run of each flow ended (`private/last_ends/<flow>.json`).

`status`, `doctor` and the quality page show failures; `status` shows when the schedule last found nothing due; `up`
prints each end.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from schemas.settings import Settings
from tasks.files.atomic import read_note, write_note

SCHEDULED = ("ingest", "analyse", "audit", "maintain")
"""Flows that a deployment runs on a schedule."""
LAST_ENDS = "last_ends"
_SCHEDULE = "schedule.json"
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
    failures: int = 0
    """How many scheduled runs of the flow broke off in a row, this one included."""
    failing_since: datetime | None = None
    """When the first of these ended."""

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
    """The last end of each flow that a worker has run, the oldest first; none for a user who may not see them."""
    try:
        files = [*(settings.private / LAST_ENDS).glob("*.json")]
    except PermissionError:
        return []
    found = map(read_end, files)
    return sorted((end for end in found if end), key=lambda end: end.at)


def read_end(path: Path) -> FlowEnd | None:
    """The end in this file; None if there is none that can be read."""
    with suppress(OSError, ValueError, KeyError):
        note = read_note(path)
        well_at = datetime.fromisoformat(str(note["well_at"])) if note["well_at"] else None
        at = datetime.fromisoformat(str(note["at"]))
        end = FlowEnd(path.stem, at, str(note["state"]), str(note["what"]), str(note["cure"]), well_at)
        if not end.is_failure:
            return end
        # A release that did not count failures wrote neither of the two.
        since = note.get("failing_since")
        return replace(
            end, failures=int(str(note.get("failures") or 1)), failing_since=datetime.fromisoformat(str(since or at))
        )
    return None


def write_end(end: FlowEnd, settings: Settings) -> FlowEnd | None:
    """Write how a run ended; return how the one before it ended. Raises OSError."""
    path = settings.private / LAST_ENDS / f"{end.flow}.json"
    before = read_end(path)
    well_at = end.at if end.is_well else before.well_at if before else None
    failures = 1 + (before.failures if before else 0) if end.is_failure else 0
    since = (before.failing_since if before else None) or end.at
    path.parent.mkdir(parents=True, exist_ok=True)
    note: dict[str, object] = {"at": end.at.isoformat(), "state": end.state, "what": end.what, "cure": end.cure}
    note |= {"well_at": well_at.isoformat() if well_at else None}
    write_note(path, note | ({"failures": failures, "failing_since": since.isoformat()} if failures else {}))
    return before


def last_failures(settings: Settings) -> list[FlowEnd]:
    """The last end of each flow whose last scheduled run failed, the oldest first."""
    return [end for end in last_ends(settings) if end.is_failure]


def last_look(settings: Settings) -> FlowEnd | None:
    """The last scheduled look for due sources, if it found nothing due. None if it had work, failed, or never
    happened.
    """
    return next((end for end in last_ends(settings) if end.flow == "ingest" and end.found_nothing), None)


def write_schedule(every: timedelta | None, settings: Settings) -> None:
    """Note how often the schedule looks for due sources. None: there is no schedule any more. Raises OSError."""
    path = settings.private / _SCHEDULE
    if every is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_note(path, {"ingest_seconds": every.total_seconds()})


def read_schedule(settings: Settings) -> timedelta | None:
    """The time between two scheduled looks for due sources; None where no schedule is known."""
    with suppress(OSError, ValueError, KeyError, TypeError, OverflowError):
        return timedelta(seconds=float(str(read_note(settings.private / _SCHEDULE)["ingest_seconds"])))
    return None
