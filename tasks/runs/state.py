"""The state of a run: one file in its folder, which is replaced as a whole and atomically.

    runs/<run_id>/state.json      all that is known of the run, in the parts below
    runs/<run_id>/carried         the run's lock, named as in release 0.1.0, so that two releases exclude each other
    runs/<run_id>/takeover.json   how often a process took the run over without progress (tasks/runs/recovery.py)
    runs/<run_id>/try-now         an operator makes this empty file: the next run retries this one without its wait

Only the process that holds the run's lock writes state.json, so no update is lost. Others read it at any time: claims
while the run is under way, progress, the reason of a stop. Three things stay outside it: the lock, because a lock lives
on one inode and state.json gets a new one with each write; the takeover count, because removing a file works on a full
disk and rewriting one does not; `try-now`, because a person writes it.

Parts of state.json: `form`, `started_at`, `request` (what was asked for), `claims` and `are_claims_kept` (claims.py),
`discovered` (what discovery found; present once it is complete), `failure` (the last failed recovery), `stop` (the
error that ended the run). Release 0.1.0 kept each part in a file of its own: these are read where there is no
state.json.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.errors import BroadsheetError, QualityGateClosed
from schemas.settings import Settings
from tasks.files.atomic import read_note, write_note

STATE_FILE = "state.json"
LOCK_FILE = "carried"
_RUN_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")
_FILES_OF_0_1_0 = {
    "discovered": "discovered.json",
    "failure": "failures.json",
    "stop": "stopped.json",
    "claims": "claims.json",
    "takeover": "taken-over.json",
    "request": "run.json",
}
"""In the order of their removal: `run.json` says that there are any, so it goes last."""


@dataclass(frozen=True, slots=True)
class StoppedRun:
    """An unfinished run without a process; `what` is empty where the process died without a word."""

    run_id: str
    what: str = ""
    cure: str = ""
    at: datetime | None = None
    is_gate: bool = False
    """Whether a check stopped it."""


def run_folders(settings: Settings) -> list[Path]:
    """The folders of runs, oldest first. Other files and folders in `runs/` are left out."""
    if not settings.runs.is_dir():
        return []
    return sorted(folder for folder in settings.runs.iterdir() if _RUN_ID.fullmatch(folder.name) and folder.is_dir())


def has_state(folder: Path) -> bool:
    """Whether the folder holds a run, of this release or of 0.1.0."""
    return (folder / STATE_FILE).exists() or (folder / _FILES_OF_0_1_0["request"]).exists()


def read_state(folder: Path) -> dict[str, Any]:
    """The parts of the run's state, unchecked; none where the file is damaged or missing. Raises OSError."""
    try:
        return _object_in(folder / STATE_FILE)
    except FileNotFoundError:
        return _state_of_0_1_0(folder)


def read_part(folder: Path, name: str) -> dict[str, Any]:
    """A part that is an object; empty where it is missing or damaged. Raises OSError."""
    part = read_state(folder).get(name)
    return part if isinstance(part, dict) else {}


def update_state(folder: Path, **parts: object) -> None:
    """Replace these parts of the state; None removes one. Only for the process that holds the run's lock. Raises
    OSError.
    """
    state = read_state(folder) | parts
    write_note(folder / STATE_FILE, {name: part for name, part in state.items() if part is not None})
    if (folder / _FILES_OF_0_1_0["request"]).exists():
        for file in _FILES_OF_0_1_0.values():
            (folder / file).unlink(missing_ok=True)


def migrate_state(folder: Path) -> None:
    """Write what release 0.1.0 left as state.json. Call it inside `claims_lock`, where others read claims. Raises
    OSError.
    """
    if not (folder / STATE_FILE).exists():
        update_state(folder)


def is_discovered(folder: Path) -> bool:
    """Whether discovery is complete: the candidates of every batch are written. Raises OSError."""
    return "discovered" in read_state(folder)


def record_discovered(folder: Path, found: dict[str, object]) -> None:
    """Complete discovery: `candidates` (number), `fetched_after` (a number a batch), `warnings`, `sources_asked`
    (number).
    """
    update_state(folder, discovered=found)


def record_stop(folder: Path, error: BroadsheetError, now: datetime) -> None:
    """Note in the run's state why it ends here, for status and the quality page. If the disk is full, the note is
    skipped.
    """
    is_gate = isinstance(error, QualityGateClosed)
    note = {"what": error.what, "cure": error.cure, "at": now.isoformat(), "is_gate": is_gate}
    if folder.exists():
        with suppress(OSError):
            update_state(folder, stop=note)


def read_stop(folder: Path) -> StoppedRun:
    """The run, with the reason of its stop where one was noted."""
    stop = read_part(folder, "stop")
    try:
        at = datetime.fromisoformat(str(stop["at"]))
        return StoppedRun(folder.name, str(stop["what"]), str(stop["cure"]), at, bool(stop["is_gate"]))
    except (ValueError, KeyError):
        return StoppedRun(folder.name)


def _object_in(file: Path) -> dict[str, Any]:
    """The JSON object in the file; an empty one where it is damaged. Raises OSError."""
    try:
        note: object = read_note(file)
    except (ValueError, IsADirectoryError):
        return {}
    return note if isinstance(note, dict) else {}


def _state_of_0_1_0(folder: Path) -> dict[str, Any]:
    found = {name: _object_in(folder / file) for name, file in _FILES_OF_0_1_0.items() if (folder / file).exists()}
    state: dict[str, Any] = {name: part for name, part in found.items() if name in {"discovered", "failure", "stop"}}
    if asked := found.get("request"):
        state |= {name: asked.pop(name) for name in ("form", "started_at") if name in asked} | {"request": asked}
    if claimed := found.get("claims"):
        state |= {"claims": claimed.get("claims"), "are_claims_kept": claimed.get("are_kept")}
    return state
