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

from schemas.settings import Settings
from tasks.handover import read_note, write_note


@dataclass(frozen=True, slots=True)
class Run:
    """A run that this process carries. Leaving the `with` block gives it up; `finish` removes its folder first."""

    run_id: str
    folder: Path
    inputs: list[str]
    columns: dict[str, str] | None
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


def new_run(inputs: list[str], columns: dict[str, str] | None, settings: Settings, now: datetime) -> Run:
    run_id = f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    folder = settings.runs / run_id
    folder.mkdir(parents=True)
    lease = _lease(folder)
    assert lease is not None
    write_note(folder / "run.json", {"inputs": inputs, "columns": columns, "started_at": now.isoformat()})
    return Run(run_id, folder, inputs, columns, now, False, lease)


def cut_off_runs(settings: Settings) -> list[Run]:
    """Runs whose process is gone, oldest first, now carried by this one. Folders that hold nothing to resume are removed."""
    found = []
    for folder in sorted(settings.runs.glob("*")) if settings.runs.exists() else []:
        lease = _lease(folder) if folder.is_dir() else None
        if lease is None:
            continue  # carried by a living process
        note = folder / "run.json"
        if not note.exists():
            os.close(lease)
            shutil.rmtree(folder)
            continue
        asked = read_note(note)
        started_at = datetime.fromisoformat(str(asked["started_at"]))
        found.append(Run(folder.name, folder, asked["inputs"], asked["columns"], started_at, True, lease))  # type: ignore[arg-type]
    return found


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
