"""Runs that stand still, and why: an error that ends a run leaves a note in its folder, and whoever reports reads it there.

    runs/<run_id>/stopped.json   what the error said; it goes with the folder once the run is completed

Nothing of such a run is published, so no table that people can open knows of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schemas.errors import BroadsheetError, QualityGateClosed
from schemas.settings import Settings
from tasks.files.atomic import read_note, write_note
from tasks.runs.claims import claims_lock, live_runs, run_folders

_NOTE = "stopped.json"


@dataclass(frozen=True, slots=True)
class StoppedRun:
    """A run that nobody carries and that did not reach its end; `what` is empty where its process was simply gone."""

    run_id: str
    what: str = ""
    cure: str = ""
    at: datetime | None = None
    is_gate: bool = False
    """Whether a check stopped it."""


def record_stop(folder: Path, error: BroadsheetError, now: datetime) -> None:
    """Say in the run's folder why it ends here. A disk that is full takes no note, and the error is told without."""
    if not folder.exists():
        return
    is_gate = isinstance(error, QualityGateClosed)
    write_note(folder / _NOTE, {"what": error.what, "cure": error.cure, "at": now.isoformat(), "is_gate": is_gate})


def stopped_runs(settings: Settings) -> list[StoppedRun]:
    """Runs that wait for a later one to complete them, oldest first. Nothing is changed, none is taken over.

    Raises WarehouseBusy where another process decides over them and does not come to an end.
    """
    folders = run_folders(settings)
    if not folders:
        return []
    with claims_lock(settings):
        living = {run.run_id for run in live_runs(settings)}
    return [_stop(folder) for folder in folders if folder.name not in living and (folder / "run.json").exists()]


def _stop(folder: Path) -> StoppedRun:
    try:
        told = read_note(folder / _NOTE)
        at = datetime.fromisoformat(str(told["at"]))
        return StoppedRun(folder.name, str(told["what"]), str(told["cure"]), at, bool(told["is_gate"]))
    except (OSError, ValueError, KeyError):
        return StoppedRun(folder.name)
