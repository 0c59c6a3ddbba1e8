"""A temporary Prefect server that stays for some minutes after its command (setting keep_server_minutes), so that the
next command need not start one.

    private/prefect/kept.json   its process, port, password, and what it was made by; readable by the owner alone
    private/prefect/in-use      each command that uses a temporary server holds this lock, shared

The server ends by itself: when no command has used it for that time, or when its note is gone or names another process
(the data folder was removed, or another server took its place). A note is used only by the same Broadsheet, Prefect and
Python in the same data folder.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Self

from flows.service.prefect_api import PrefectApi
from flows.service.prefect_database import made_by
from tasks.files.atomic import read_note, write_note
from tasks.files.locks import open_lock, take_lock

IN_USE = "in-use"
_NOTE = "kept.json"
_LOOK_SECONDS = 2


@dataclass(frozen=True, slots=True)
class KeptServer:
    """What a later command needs to use the server. `made_by`: versions and places that it was started with."""

    pid: int
    port: int
    password: str
    made_by: str

    @classmethod
    def started(cls, pid: int, port: int, password: str, home: Path) -> Self:
        return cls(pid, port, password, _identity(home))

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    def write(self, home: Path) -> None:
        """Write the note. Raises OSError."""
        write_note(home / _NOTE, asdict(self))
        (home / _NOTE).chmod(0o600)


def find_kept_server(home: Path) -> KeptServer | None:
    """The server that an earlier command left and that answers, if this command may use it. Call it while holding the
    lock `in-use`: a server takes that lock before it ends.
    """
    try:
        note = read_note(home / _NOTE)
        found = KeptServer(int(str(note["pid"])), int(str(note["port"])), str(note["password"]), str(note["made_by"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if found.made_by != _identity(home):
        return None
    try:
        PrefectApi(found.api, timeout=20, password=found.password).get("/admin/version")
    except Exception:  # whatever is wrong with it: another one is started
        return None
    return found


def end_when_unused(home: Path, minutes: float) -> None:
    """For a thread of the server: end this process once no command has used it for that time, or its note is gone."""
    last_use = time.monotonic()
    while True:
        time.sleep(_LOOK_SECONDS)
        try:
            lock = open_lock(home / IN_USE, create=False)
        except OSError:
            break  # the folder was removed
        if not take_lock(lock):
            last_use = time.monotonic()
            os.close(lock)
            continue
        # Nobody uses it now, and nobody can begin to while this process holds the lock: until it ends.
        is_ours = _pid_in_note(home) == os.getpid()
        if is_ours and time.monotonic() - last_use < minutes * 60:
            os.close(lock)
            continue
        if is_ours:
            with suppress(OSError):
                (home / _NOTE).unlink()
        break
    os.kill(os.getpid(), signal.SIGKILL)


def _pid_in_note(home: Path) -> object:
    try:
        return read_note(home / _NOTE).get("pid")
    except (OSError, ValueError):
        return None


def _identity(home: Path) -> str:
    """Of the code and the folder: where one differs, the server is of no use to this command."""
    return f"{version('broadsheet')} {Path(__file__).parent} {made_by()} {sys.executable} {home.stat().st_ino} {home}"
