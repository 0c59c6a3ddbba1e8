"""A run's folder: what was asked, who carries it, what is left to do after a crash.

runs/<run_id>/run.json    what was asked
runs/<run_id>/carried     locked by the process that carries the run, for as long as that lives
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from schemas.settings import Settings
from tasks.handover import read_note, write_note

_FORM = 1
"""Of the files that steps hand each other: another number whenever a later version could not read what an earlier wrote."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that this process carries. Leaving the `with` block gives it up; `finish` removes its folder first."""

    run_id: str
    folder: Path
    inputs: list[str]
    columns: dict[str, str] | None
    due_only: bool
    again: bool
    flow: str
    """ingest, or replay: then the captures are chosen from the archive."""
    started_at: datetime
    resumed: bool
    _lease: int

    def finish(self) -> None:
        """Everything is loaded and recorded: the files between the steps are no longer needed."""
        (self.folder / "run.json").unlink(missing_ok=True)  # first: a folder without it is not resumed
        shutil.rmtree(self.folder)

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._lease)


def new_run_id(now: datetime) -> str:
    """Start time and a random part: ids sort by time."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def new_run(
    inputs: list[str],
    columns: dict[str, str] | None,
    settings: Settings,
    now: datetime,
    *,
    due_only: bool = False,
    again: bool = False,
    flow: str = "ingest",
) -> Run:
    """A run of these inputs, carried by this process; what `due_only` and `again` mean, tasks/discover says."""
    run_id = new_run_id(now)
    folder = settings.runs / run_id
    folder.mkdir(parents=True)
    lease = _lease(folder)
    assert lease is not None
    wanted: dict[str, object] = {
        "form": _FORM,
        "inputs": inputs,
        "columns": columns,
        "due_only": due_only,
        "again": again,
        "flow": flow,
    }
    write_note(folder / "run.json", wanted | {"started_at": now.isoformat()})
    return Run(run_id, folder, inputs, columns, due_only, again, flow, now, False, lease)


def cut_off_runs(settings: Settings) -> list[Run]:
    """Runs whose process is gone, oldest first, now carried by this one. Folders that hold nothing to resume are removed."""
    found = []
    for folder in sorted(settings.runs.glob("*")) if settings.runs.exists() else []:
        lease = _lease(folder) if folder.is_dir() else None
        if lease is None:
            continue  # carried by a living process
        wanted = _wanted(folder)
        if wanted is None:
            os.close(lease)
            shutil.rmtree(folder)
            continue
        wanted["started_at"] = datetime.fromisoformat(str(wanted["started_at"]))
        if wanted.pop("form", None) != _FORM:
            found.append(_begun_anew(folder, wanted, settings))
            os.close(lease)
            continue
        found.append(Run(run_id=folder.name, folder=folder, resumed=True, _lease=lease, **wanted))  # type: ignore[arg-type]
    return found


def _begun_anew(folder: Path, wanted: dict[str, Any], settings: Settings) -> Run:
    """A run whose files another version of Broadsheet wrote: asked again from the start, what it loaded is known by now."""
    run = new_run(wanted["inputs"], wanted["columns"], settings, wanted["started_at"])
    shutil.rmtree(folder)
    return run


def _wanted(folder: Path) -> dict[str, object] | None:
    """What the run was asked for; None where there is nothing to resume."""
    note = folder / "run.json"
    if not note.exists():
        return None
    wanted = read_note(note)
    # A replay that had not chosen its captures yet has recorded nothing, and nobody waits for it.
    return wanted if wanted.get("flow", "ingest") == "ingest" or (folder / "discovered.json").exists() else None


def _lease(folder: Path) -> int | None:
    """An open, locked descriptor, or None where another process holds it. The lock ends with the process, not before."""
    try:
        descriptor = os.open(folder / "carried", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except FileNotFoundError:
        return None  # finished and removed a moment ago
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor
