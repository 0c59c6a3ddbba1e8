"""Which run asks which source. A run claims its sources; the claims hold while its process lives.

    runs/<run_id>/carried       the run's lock, held by its process: the kernel releases it when the process dies
    runs/<run_id>/state.json    `claims`: the names of the sources that the run asks

One lock a run makes all of its claims valid, so there is no lease file a source to clean up, and a thousand sources
need no thousand open files. A process reads the claims of others and makes its own under one lock (`claims_lock`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from os import close
from pathlib import Path

from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.files.locks import Holder, LockHeld, locked, noted_holder, open_lock, read_holder, take_lock
from tasks.runs.run_lock import key_of
from tasks.runs.state import LOCK_FILE, read_state, run_folders, update_state


@dataclass(frozen=True, slots=True)
class RunClaims:
    """A run whose claims hold."""

    run_id: str
    holder: Holder | None
    """The process of the run; None where it is not known, or there is none."""
    claims: frozenset[str]
    """Names of sources, and the addresses and files that somebody named."""
    is_postponed: bool = False
    """It has no process: it stopped at something that its sources would only meet again, and keeps them until then."""

    def __str__(self) -> str:
        if self.is_postponed:
            return f"run {self.run_id}, which stopped and waits (`broadsheet status` says why)"
        return f"run {self.run_id} ({self.holder or 'another process'})"


_DECIDING = 4_806_319_003
"""Key of the advisory lock, where several machines decide."""


@contextmanager
def claims_lock(settings: Settings) -> Iterator[None]:
    """While the block runs, no other process (of any machine of the catalogue) takes runs over or claims sources. Keep
    the block short.

    Raises WarehouseBusy where another process holds the lock for longer than the setting writer_wait_seconds,
    WarehouseUnusable where the lock's file cannot be opened.
    """
    path = settings.private / "leases.lock"
    with ExitStack() as stack:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(locked(path, settings.writer_wait_seconds))
        except LockHeld as held:
            raise _undecided(str(held)) from None
        except OSError as error:
            raise WarehouseUnusable(f"{path}: {error.strerror}", "Make the folder writable.") from error
        if settings.catalogue:
            from tasks.store.catalogue import session_lock  # noqa: PLC0415 - one machine needs none of it

            stack.enter_context(session_lock(settings, _DECIDING, _undecided))
        yield


def _undecided(holder: str) -> WarehouseBusy:
    return WarehouseBusy(
        f"{holder} is deciding which sources to ask, and does not finish",
        "Wake it up or end it (is it stopped by Ctrl-Z?); then run again.",
    )


def live_runs(settings: Settings) -> list[RunClaims]:
    """The runs of living processes, this one's too. Call it inside `claims_lock`: to look, it takes each lock for a
    moment.
    """
    folders = run_folders(settings)
    held = _held(settings) if settings.catalogue and folders else set()
    return [
        RunClaims(
            folder.name,
            noted_holder(folder / LOCK_FILE) if key_of(folder.name) in held else read_holder(folder / LOCK_FILE),
            claims_of(folder),
        )
        for folder in folders
        if key_of(folder.name) in held or _is_live(folder)
    ]


def _held(settings: Settings) -> set[int]:
    """Keys of the locks that processes of any machine hold in the catalogue."""
    from tasks.store.catalogue import connect, held_locks  # noqa: PLC0415 - one machine needs none of it

    with connect(settings) as connection:
        return set(held_locks(connection))


def claims_of(folder: Path) -> frozenset[str]:
    """What the run claims; nothing where it has claimed nothing yet, or its state cannot be read."""
    try:
        found = read_state(folder).get("claims")
    except OSError:
        return frozenset()
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()


def claim(folder: Path, names: Iterable[str]) -> None:
    """Claim these names for the run in place of its former claims. Call it inside `claims_lock`. Raises OSError."""
    update_state(folder, claims=sorted(set(names)), are_claims_kept=None)


def keep_claims(folder: Path, names: Iterable[str], **parts: object) -> None:
    """Claim these names until the run is completed or given up, even without a process. Raises OSError.

    For a closed gate and for repeated failures: each further run would fetch the same pages, to the same end.
    `parts`: other parts of the run's state, written at the same time.
    """
    update_state(folder, claims=sorted(set(names)), are_claims_kept=True, **parts)


def claimed_by_others(folder: Path, settings: Settings) -> dict[str, RunClaims]:
    """Name -> the other run that claims it, live or stopped with its claims kept. Call it inside `claims_lock`."""
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
        return read_state(folder).get("are_claims_kept") is True
    except OSError:
        return False


def _is_live(folder: Path) -> bool:
    try:
        descriptor = open_lock(folder / LOCK_FILE, create=False)
    except FileNotFoundError:
        return False  # finished a moment ago
    except PermissionError:
        return True  # a file of another user: the process may be alive
    try:
        return not take_lock(descriptor)
    finally:
        close(descriptor)
