"""A run's folder: what was asked, who carries it, what is left to do after a crash.

runs/<run_id>/run.json    what was asked
runs/<run_id>/carried     locked by the process that carries the run, for as long as that lives

A folder gets its name when it is locked and says what was asked, and loses it before anything of it is removed: under its
name it is always one that can be taken over.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from schemas.settings import Settings
from tasks.files.atomic import sync, write_note
from tasks.files.locks import open_lock, try_lock, write_holder
from tasks.runs.claims import LOCK_FILE

FORM = 1
"""Of the files that steps hand each other: another number whenever a later version could not read what an earlier wrote."""

TAKEN_OVER = "taken-over.json"
"""There while a process completes a run that another began, and after its sudden death."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What a run was asked for; what `due_only` and `again` mean, tasks/discover says."""

    inputs: list[str]
    columns: dict[str, str] | None = None
    due_only: bool = False
    again: bool = False
    is_named: bool = False
    """Somebody named the inputs, and waits for them: a source among them that another run is asking is not just left out."""
    flow: str = "ingest"
    """ingest, or replay: then the captures are chosen from the archive."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that this process carries. Leaving the `with` block gives it up; `finish` removes its folder first."""

    run_id: str
    folder: Path
    request: RunRequest
    started_at: datetime
    resumed: bool
    _lock: int

    def finish(self) -> None:
        """Everything is loaded and recorded: the files between the steps are no longer needed."""
        finished = self.folder.with_name(f".finished-{self.run_id}")
        self.folder.rename(finished)
        shutil.rmtree(finished, ignore_errors=True)  # what is left of it, the next run removes

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # it may be finished
            (self.folder / TAKEN_OVER).unlink()
        os.close(self._lock)


def new_run_id(now: datetime) -> str:
    """Start time and a random part: ids sort by time."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def new_run(request: RunRequest, settings: Settings, now: datetime) -> Run:
    """A run carried by this process. Raises OSError where its folder cannot be made."""
    run_id = new_run_id(now)
    folder, begun = settings.runs / run_id, settings.runs / f".new-{run_id}"
    begun.mkdir(parents=True)
    lock = open_lock(begun / LOCK_FILE)
    try:
        try_lock(lock)
        write_holder(lock)
        note: dict[str, object] = {name: getattr(request, name) for name in RunRequest.__slots__}
        write_note(begun / "run.json", note | {"form": FORM, "started_at": now.isoformat()})
        begun.rename(folder)
        sync(settings.runs)
    except BaseException:
        os.close(lock)
        shutil.rmtree(begun, ignore_errors=True)
        raise
    return Run(run_id, folder, request, now, resumed=False, _lock=lock)
