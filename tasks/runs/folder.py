"""A run: what was asked for, and the folder that its process holds.

A folder gets its name `<run_id>` once it is locked and its state says what was asked for. It loses that name before
anything in it is removed. So every folder with such a name is a run that can be recovered.
"""

from __future__ import annotations

import secrets
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from schemas.settings import Settings
from tasks.files.atomic import sync
from tasks.files.locks import write_holder
from tasks.runs.run_lock import RunLock, take_run_lock
from tasks.runs.state import update_state

FORM = 1
"""Of the files that steps hand each other. Raise it when this release can no longer read those of an earlier one."""
TAKEOVER_FILE = "takeover.json"
"""Written by a process that takes a run over; removed when it gives the run back, so it stays after a sudden death."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What a run was asked for. `due_only` and `again` are explained in tasks/discover."""

    inputs: list[str]
    columns: dict[str, str] | None = None
    source: str = ""
    """The name of the source that paths and addresses among the inputs are of; empty: each is its own."""
    outlet: str = ""
    """Where their articles appeared."""
    due_only: bool = False
    again: bool = False
    is_named: bool = False
    """A person named the inputs: where another run is asking one of them, this run waits for it instead of leaving it
    out.
    """
    flow: str = "ingest"
    """`ingest`, `backfill` or `replay` (its captures are chosen from the archive)."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run of this process, which holds its lock. Leaving the `with` block releases the lock; call `finish` before
    that to end it.
    """

    run_id: str
    folder: Path
    request: RunRequest
    started_at: datetime
    resumed: bool
    _lock: RunLock

    def finish(self) -> None:
        """Remove the run's folder: everything is loaded and recorded. Raises OSError."""
        finished = self.folder.with_name(f".finished-{self.run_id}")
        self.folder.rename(finished)
        shutil.rmtree(finished, ignore_errors=True)  # the next run removes what is left

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # no file, or no folder any more
            (self.folder / TAKEOVER_FILE).unlink()
        self._lock.close()


def new_run_id(now: datetime) -> str:
    """Start time and a random part: ids sort by time."""
    return f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def new_run(request: RunRequest, settings: Settings, now: datetime) -> Run:
    """Begin a run in this process. Raises OSError where its folder cannot be made."""
    run_id = new_run_id(now)
    folder, begun = settings.runs / run_id, settings.runs / f".new-{run_id}"
    begun.mkdir(parents=True)
    lock = take_run_lock(begun, settings, create=True, run_id=run_id)
    assert lock is not None, run_id  # the id is new
    try:
        write_holder(lock.descriptor)
        update_state(begun, form=FORM, started_at=now.isoformat(), request=asdict(request))
        begun.rename(folder)
        sync(settings.runs)
    except BaseException:
        lock.close()
        shutil.rmtree(begun, ignore_errors=True)
        raise
    return Run(run_id, folder, request, now, resumed=False, _lock=lock)
