"""The lock of a run: held by its process for as long as that lives.

On one machine it is a flock on `runs/<run_id>/carried`. With a catalogue it is an advisory lock of a session of
PostgreSQL as well: it holds between machines, and ends when the process dies, or half a minute after its machine is cut
off. A process that loses its session makes another and takes the lock again; where another machine has taken the run
over meanwhile, its next step raises RunTakenOver.
"""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.errors import CatalogueUnusable, RunTakenOver
from schemas.settings import Settings
from tasks.files.locks import open_lock, take_lock
from tasks.logs import log
from tasks.runs.state import LOCK_FILE

if TYPE_CHECKING:
    import psycopg

_LOOK_SECONDS = 5.0
_taken_over: set[str] = set()


class RunLock:
    """A lock that is held. `close` releases it."""

    def __init__(self, descriptor: int, session: RunSession | None) -> None:
        self.descriptor = descriptor
        self._session = session

    def close(self) -> None:
        if self._session:
            self._session.close()
        os.close(self.descriptor)


class RunSession:
    """The session of PostgreSQL that holds a run's lock, looked after by a thread of its own."""

    def __init__(self, run_id: str, settings: Settings, connection: psycopg.Connection[Any]) -> None:
        self._run_id = run_id
        self._settings = settings
        self._connection = connection
        self._is_over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name=f"lock of {run_id}", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        self._is_over.set()
        self._watcher.join(2 * _LOOK_SECONDS)
        self._connection.close()
        _taken_over.discard(self._run_id)

    def _watch(self) -> None:
        from tasks.store import catalogue, machines  # noqa: PLC0415 - one machine needs none of it

        while not self._is_over.wait(_LOOK_SECONDS):
            try:
                machines.stay_known(self._connection, self._settings)
            except catalogue.driver().Error:
                self._connection.close()
                try:
                    connection = catalogue.connect(self._settings)
                except CatalogueUnusable:
                    continue
                if not catalogue.take_session_lock(connection, key_of(self._run_id)):
                    connection.close()
                    _taken_over.add(self._run_id)
                    log("run").warning("another machine has taken this run over", extra={"run": self._run_id})
                    return
                self._connection = connection


def take_run_lock(folder: Path, settings: Settings, *, create: bool, run_id: str = "") -> RunLock | None:
    """The lock of the run in this folder; None where a living process has it, or the folder is gone.

    Raises CatalogueUnusable; with `create`, OSError where the file cannot be made.
    """
    try:
        descriptor = open_lock(folder / LOCK_FILE, create=create)
    except OSError:
        if run_id:
            raise
        return None
    if not take_lock(descriptor):
        os.close(descriptor)
        return None
    if not settings.catalogue:
        return RunLock(descriptor, None)
    from tasks.store import catalogue  # noqa: PLC0415 - one machine needs none of it

    name = run_id or folder.name.removeprefix(".new-")
    try:
        connection = catalogue.connect(settings)
        if catalogue.take_session_lock(connection, key_of(name)):
            return RunLock(descriptor, RunSession(name, settings, connection))
    except BaseException:
        os.close(descriptor)
        raise
    connection.close()
    os.close(descriptor)
    return None


def require_held(run_id: str) -> None:
    """Raises RunTakenOver where this process lost the run to another machine."""
    if run_id in _taken_over:
        raise RunTakenOver(
            f"run {run_id} was taken over by another machine while this one did not reach the catalogue",
            "It completes the run there: nothing is lost.",
        )


def key_of(run_id: str) -> int:
    """The key of a run's advisory lock: 64 bits with a sign, as PostgreSQL has them."""
    return int.from_bytes(hashlib.sha256(run_id.encode()).digest()[:8], "big", signed=True)
