"""Which run asks which source. A run claims what it asks; the claims hold for as long as its process lives.

    runs/<run_id>/carried       locked by the process that carries the run: the kernel gives the lock back when that dies
    runs/<run_id>/claims.json   what the run asks

There is no lease file a source that somebody would have to clean up, and a thousand sources need no thousand open files:
one lock a run makes all of its claims good. Whoever looks at claims and makes some does both under one lock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from os import close
from pathlib import Path

from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.files.atomic import read_note, write_note
from tasks.files.locks import Holder, LockHeld, locked, open_lock, read_holder, try_lock

LOCK_FILE = "carried"
_CLAIMS = "claims.json"
_RUN_ID = re.compile(r"\d{8}T\d{6}-[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class RunClaims:
    """A run that a living process carries, and what it claims."""

    run_id: str
    holder: Holder | None
    claims: frozenset[str]
    is_postponed: bool = False
    """Nobody carries it: it stopped at something that asking its sources once more would only meet again."""

    def __str__(self) -> str:
        if self.is_postponed:
            return f"run {self.run_id}, which stopped and waits (`broadsheet status` says why)"
        return f"run {self.run_id} ({self.holder or 'another process'})"


@contextmanager
def claims_lock(settings: Settings) -> Iterator[None]:
    """Nobody else takes runs over or claims sources while the block runs: it is to be short.

    Raises WarehouseBusy where another process stays in such a block for longer than the setting writer_wait_seconds.
    """
    path = settings.private / "leases.lock"
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(path, settings.writer_wait_seconds))
        except LockHeld as held:
            raise WarehouseBusy(
                f"{held} is deciding which sources to ask, and does not come to an end",
                "Wake it up or end it (is it stopped by Ctrl-Z?); then run again.",
            ) from None
        except OSError as error:
            raise WarehouseUnusable(f"{path}: {error.strerror}", "Make the folder writable.") from error
        yield


def run_folders(settings: Settings) -> list[Path]:
    """The folders of runs, oldest first. Whatever else lies beside them is not ours to touch."""
    if not settings.runs.is_dir():
        return []
    return sorted(folder for folder in settings.runs.iterdir() if _RUN_ID.fullmatch(folder.name) and folder.is_dir())


def live_runs(settings: Settings) -> list[RunClaims]:
    """The runs that living processes carry, this one among them. To be asked inside `claims_lock`: looking takes the lock."""
    return [
        RunClaims(folder.name, read_holder(folder / LOCK_FILE), claims_of(folder))
        for folder in run_folders(settings)
        if _is_carried(folder)
    ]


def claims_of(folder: Path) -> frozenset[str]:
    """What a run claimed; nothing where it did not come to that, or the note cannot be read."""
    try:
        found = read_note(folder / _CLAIMS)["claims"]
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def claim(folder: Path, names: Iterable[str]) -> None:
    """Claim these for the run, instead of what it claimed before. To be called inside `claims_lock`."""
    write_note(folder / _CLAIMS, {"claims": sorted(set(names))})


def keep_claims(folder: Path, names: Iterable[str]) -> None:
    """Let a run that stops keep these claims until it is completed or given up.

    For a closed gate, and for what fails again and again: each further run would fetch the same pages to the same end.
    """
    write_note(folder / _CLAIMS, {"claims": sorted(set(names)), "are_kept": True})


def claimed_by_others(folder: Path, settings: Settings) -> dict[str, RunClaims]:
    """What other runs claim, living ones and those that keep their claims. To be asked inside `claims_lock`."""
    living = {run.run_id: run for run in live_runs(settings)}
    put_off = [
        RunClaims(other.name, None, claims_of(other), is_postponed=True)
        for other in run_folders(settings)
        if other.name not in living and _are_kept(other)
    ]
    others = (run for run in (*put_off, *living.values()) if run.run_id != folder.name)
    return {name: run for run in others for name in run.claims}


def _are_kept(folder: Path) -> bool:
    try:
        return read_note(folder / _CLAIMS).get("are_kept") is True
    except (OSError, ValueError, AttributeError):
        return False


def _is_carried(folder: Path) -> bool:
    try:
        descriptor = open_lock(folder / LOCK_FILE, new=False)
    except FileNotFoundError:
        return False  # finished a moment ago
    except PermissionError:
        return True  # another user's: nothing says that it is not alive
    try:
        return not try_lock(descriptor)
    finally:
        close(descriptor)
