"""Runs that are not finished: which process runs them and how far they are, and those that wait to be completed."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.errors import WarehouseBusy
from schemas.settings import Settings
from tasks.files.locks import Holder, current_holder
from tasks.runs.claims import RunClaims, claims_lock, live_runs
from tasks.runs.handover import progress_in
from tasks.runs.recovery import describe_failure, describe_progress, stopped_runs
from tasks.store.writer_lock import is_owner, writer_lock_file


@dataclass(frozen=True, slots=True)
class UnfinishedRuns:
    """`carried` (a process runs it) and `waiting` are rows for people and programs. `unknown` says why they cannot be
    read.
    """

    carried: list[dict[str, Any]]
    waiting: list[dict[str, Any]]
    writer: Holder | None
    """The process that is writing the warehouse."""
    set_aside: list[str]
    """Ids of runs that were given up. Their files are kept for a person."""
    unknown: str = ""


def unfinished_runs(settings: Settings) -> UnfinishedRuns:
    """The unfinished runs of the data folder. Nothing is changed, and no run is taken over."""
    if not is_owner(settings):
        return UnfinishedRuns([], [], None, [], "only the owner of the data folder, who can write there, sees them")
    writer = current_holder(writer_lock_file(settings))
    kept = sorted(folder.name for folder in (settings.set_aside).glob("*/"))
    try:
        carried = _carried(settings)
        waiting = [_waiting(settings.runs / stop.run_id, stop.what) for stop in stopped_runs(settings)]
    except WarehouseBusy as busy:
        return UnfinishedRuns([], [], writer, kept, busy.what)
    return UnfinishedRuns([_row(run, settings) for run in carried], waiting, writer, kept)


def is_asleep(holder: Holder | None) -> bool:
    """Whether a process of this machine is stopped (Ctrl-Z). It then keeps its locks until it is woken up or ended."""
    if holder is None or holder.host != socket.gethostname():
        return False
    try:
        # The name in brackets may have any character; the state is the first word after it (proc(5)).
        return Path(f"/proc/{holder.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except (OSError, IndexError):
        return False


def _carried(settings: Settings) -> list[RunClaims]:
    if not settings.runs.is_dir():
        return []
    with claims_lock(settings):
        return live_runs(settings)


def _row(run: RunClaims, settings: Settings) -> dict[str, Any]:
    done, total = progress_in(settings.runs / run.run_id)
    return {
        "run_id": run.run_id,
        "process": run.holder.pid if run.holder else None,
        "host": run.holder.host if run.holder else None,
        "command": run.holder.command if run.holder else None,
        "since": run.holder.since if run.holder else None,
        "is_asleep": is_asleep(run.holder),
        "cleaned": done,
        "candidates": total,
        "asks": sorted(run.claims),
    }


def _waiting(folder: Path, what: str) -> dict[str, Any]:
    return {
        "run_id": folder.name,
        "standing": describe_progress(folder),
        "why": describe_failure(folder)
        or what
        or "its process ended before it was finished; the next run completes it",
    }
