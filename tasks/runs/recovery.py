"""Runs that were cut off: resumed where they can be completed, repaired where a file is damaged, explained where
neither helps.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from schemas.settings import Settings
from tasks.files.atomic import read_note, write_note
from tasks.files.locks import write_holder
from tasks.runs.claims import claims_lock, claims_of, keep_claims, live_runs
from tasks.runs.folder import FORM, TAKEOVER_FILE, Run, RunRequest
from tasks.runs.handover import PASSED_FILE, batch_folders
from tasks.runs.run_lock import RunLock, take_run_lock
from tasks.runs.state import (
    StoppedRun,
    has_state,
    is_discovered,
    migrate_state,
    read_part,
    read_state,
    read_stop,
    run_folders,
    update_state,
)
from tasks.store.engine import cursor

_STEPS = ("captures.parquet", "articles.parquet", "results.parquet", "verdicts.parquet")
"""Of a batch, in the order in which they are made."""
_SOURCES_ASKED = ("source_states.parquet", "documents.parquet")
_MOST_TRIES = 6
_MOST_DEATHS = 5
"""Of processes that took the run over, without progress. The run itself may kill them (memory): it counts as a failed
try.
"""
_FIRST_WAIT = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(days=1)
_TRY_NOW = "try-now"
"""A file that an operator makes in the run's folder, to have it retried without its wait."""


@dataclass(frozen=True, slots=True)
class PostponedRun:
    """A run that is not to be resumed now."""

    run_id: str
    why: str

    def __str__(self) -> str:
        return f"run {self.run_id} was cut off and still waits: {self.why}"


@dataclass(frozen=True, slots=True)
class UnrecoverableRun:
    """A run that cannot be completed. This process holds its lock. `request` is what it was asked for, where that is
    known.
    """

    run_id: str
    folder: Path
    why: str
    request: RunRequest | None
    is_worth_keeping: bool
    """Whether its folder may show a person what happened."""
    _lock: RunLock

    def set_aside(self, settings: Settings) -> str:
        """Move the folder to `set-aside/` with a note of the reason, or remove it. Returns words for where it went."""
        if not self.is_worth_keeping:
            _remove(self.folder)
            return ""
        place = settings.set_aside / self.run_id
        place.parent.mkdir(parents=True, exist_ok=True)
        self.folder.rename(place)
        (place / "why.txt").write_text(self.why + "\n", encoding="utf-8")
        return f"; its files are in {place}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.close()


def recover_runs(settings: Settings, now: datetime) -> list[Run | PostponedRun | UnrecoverableRun]:
    """Every run without a process, oldest first. This process now holds the locks of those that are not postponed.

    Raises WarehouseBusy where another process does the same and does not finish.
    """
    found: list[Run | PostponedRun | UnrecoverableRun] = []
    with claims_lock(settings):
        _remove_leftovers(settings)
        asked = {name: run for run in live_runs(settings) for name in run.claims}
        for folder in run_folders(settings):
            lock = take_run_lock(folder, settings, create=has_state(folder))
            if lock is None:
                continue
            busy = next((name for name in claims_of(folder) if name in asked), None)
            if busy is not None:
                lock.close()
                found.append(PostponedRun(folder.name, f"{busy} is being asked by {asked[busy]}"))
                continue
            recovered: Run | PostponedRun | UnrecoverableRun | None
            try:
                recovered = _recover(folder, lock, now)
            except Exception as error:  # whatever is wrong with one folder, the others are recovered
                why = f"{type(error).__name__}: {error}"
                recovered = UnrecoverableRun(folder.name, folder, why, None, True, lock)
            if recovered is None or isinstance(recovered, PostponedRun):
                lock.close()
            if recovered is not None:
                found.append(recovered)
    return found


def stopped_runs(settings: Settings) -> list[StoppedRun]:
    """Runs without a process, oldest first: a later run completes them. Changes nothing and takes nothing over.

    Raises WarehouseBusy where another process decides about runs and does not finish.
    """
    folders = run_folders(settings)
    if not folders:
        return []
    with claims_lock(settings):
        live = {run.run_id for run in live_runs(settings)}
    return [read_stop(folder) for folder in folders if folder.name not in live and has_state(folder)]


def describe_progress(folder: Path) -> str:
    """How far a run has come, in words: `of 3 batches 3 are fetched, 2 cleaned, 1 judged`."""
    if not is_discovered(folder):
        return "before it had found what there is to do"
    batches = batch_folders(folder)
    done = [sum((batch / name).exists() for batch in batches) for name in (*_STEPS[:2], _STEPS[3])]
    return f"of {len(batches)} batches {done[0]} are fetched, {done[1]} cleaned, {done[2]} judged"


def describe_failure(folder: Path) -> str:
    """The error of the last failed recovery, and the time of the next try; empty where none failed."""
    failure = read_part(folder, "failure")
    if not failure:
        return ""
    return (
        f"{failure.get('why')}; {failure.get('tries')} of {_MOST_TRIES} tries, the next from {failure.get('again_at')}"
    )


def record_failure(run: Run, error: BaseException, now: datetime) -> PostponedRun:
    """Note that resuming failed. The next try is after 10 minutes, and each later wait is three times as long, at most
    a day.

    Until then its unfinished sources are not asked by other runs. Raises OSError.
    """
    tries = int(read_part(run.folder, "failure").get("tries", 0)) + 1
    why = " ".join(f"{type(error).__name__}: {error}".split())[:1000]
    again_at = now + min(_FIRST_WAIT * 3 ** (tries - 1), _LONGEST_WAIT)
    failure = {"tries": tries, "why": why, "again_at": again_at.isoformat()}
    keep_claims(run.folder, unfinished_sources(run.folder), failure=failure)
    return PostponedRun(
        run.run_id, f"{why} (try {tries} of {_MOST_TRIES}; the next from {again_at:%Y-%m-%d %H:%M} UTC)"
    )


def unfinished_sources(folder: Path) -> set[str]:
    """The claims of the run with batches that are not judged yet; all of them before discovery is complete."""
    claims = claims_of(folder)
    if not is_discovered(folder):
        return set(claims)
    files = [batch / "candidates.parquet" for batch in batch_folders(folder) if not (batch / _STEPS[3]).exists()]
    names: set[str] = set()
    for file in files:
        with suppress(duckdb.Error):
            found = (
                cursor()
                .execute("SELECT DISTINCT source_name FROM read_parquet(?, hive_partitioning = false)", [str(file)])
                .fetchall()
            )
            names.update(name for (name,) in found)
    # An address or a file that somebody named is claimed as it was typed, and its candidates have a source of another
    # name.
    return {name for name in claims if name in names} or set(claims)


def _recover(folder: Path, lock: RunLock, now: datetime) -> Run | PostponedRun | UnrecoverableRun | None:
    """What can be done with a run; None where there was nothing to resume, and its folder is gone."""
    run_id = folder.name

    def unrecoverable(why: str, request: RunRequest | None = None, *, keep: bool = True) -> UnrecoverableRun:
        return UnrecoverableRun(run_id, folder, why, request, keep, lock)

    if not has_state(folder):
        shutil.rmtree(folder, ignore_errors=True)
        return None
    migrate_state(folder)
    state = read_state(folder)
    form = state.get("form")
    try:
        started_at = datetime.fromisoformat(str(state["started_at"]))
        request = RunRequest(
            **{name: state["request"][name] for name in RunRequest.__slots__ if name in state["request"]}
        )
    except (ValueError, KeyError, TypeError) as error:
        if not is_discovered(folder):
            return unrecoverable(f"its state.json does not say what it was asked for ({type(error).__name__}: {error})")
        # The candidates of every batch are there, so it can be completed all the same.
        form, started_at = FORM, _start_of(run_id)
        request = RunRequest(inputs=["not known: state.json does not say"])
    if request.flow != "ingest" and not is_discovered(folder):
        shutil.rmtree(folder, ignore_errors=True)  # it had chosen and recorded nothing yet
        return None
    anew = request if request.flow == "ingest" else None
    if form != FORM:
        return unrecoverable("another version of Broadsheet wrote its files", anew, keep=False)
    failure = _failure(folder)
    if failure.get("tries", 0) >= _MOST_TRIES:
        return unrecoverable(f"it failed {failure['tries']} times, the last time with {failure['why']}")
    if (again_at := _retry_at(failure, now)) is not None:
        return PostponedRun(run_id, f"{failure['why']}; it is tried again from {again_at:%Y-%m-%d %H:%M} UTC")
    if damage := _damage(folder, request):
        return unrecoverable(damage, anew)
    run = Run(run_id, folder, request, started_at, resumed=True, _lock=lock)
    write_holder(lock.descriptor)
    if _kills_its_processes(folder):
        return record_failure(run, RuntimeError(f"{_MOST_DEATHS} processes died over it"), now)
    return run


def _failure(folder: Path) -> dict[str, Any]:
    """The last failed recovery; forgotten, with its tries, where an operator asked for a try now."""
    if (folder / _TRY_NOW).exists():
        update_state(folder, failure=None)
        (folder / _TRY_NOW).unlink()
    return read_part(folder, "failure")


def _retry_at(failure: dict[str, Any], now: datetime) -> datetime | None:
    """When a run that failed may be tried again; None where that is now."""
    again_at = datetime.fromisoformat(failure["again_at"]) if failure else now
    # A time beyond the longest wait comes from a clock that was wrong.
    return again_at if now < again_at <= now + _LONGEST_WAIT else None


def _damage(folder: Path, request: RunRequest) -> str:
    """Remove files of steps that cannot be read, so that these steps run again; returns words where that does not help.

    Steps sync their files before they name them. But disks lose writes, and people restore half a folder from a backup.
    """
    if not is_discovered(folder):
        return ""
    try:
        batches = len(read_part(folder, "discovered")["fetched_after"])
    except (KeyError, TypeError):
        return "its state.json does not say how many batches it has"
    found = batch_folders(folder)
    if [int(batch.name) for batch in found] != [*range(1, batches + 1)]:
        return f"of its {batches} batches {len(found)} are there"
    # The captures of a replay were chosen together with its candidates, so no step can make them again.
    given = ["candidates.parquet", *(_STEPS[:1] if request.flow == "replay" else ())]
    for batch in found:
        if damaged := [name for name in given if not _is_readable(batch / name)]:
            return f"{damaged[0]} of batch {batch.name} cannot be read"
        _remove_from_first_damaged([batch / name for name in _STEPS])
    _remove_from_first_damaged([folder / name for name in _SOURCES_ASKED])
    _remove_from_first_damaged([folder / PASSED_FILE])
    return ""


def _remove_from_first_damaged(files: list[Path]) -> None:
    """Each file is made from the one before: those after a missing or damaged one were made from other content."""
    sound = True
    for file in files:
        sound = sound and _is_readable(file)
        if not sound:
            file.unlink(missing_ok=True)


def _is_readable(file: Path) -> bool:
    try:
        cursor().execute("SELECT count(*) FROM read_parquet(?, hive_partitioning = false)", [str(file)]).fetchone()
    except duckdb.Error:
        return False
    return True


def _kills_its_processes(folder: Path) -> bool:
    """Whether several processes in a row took this run over and died before any step of it was done."""
    done = sum(1 for _ in folder.glob("*/*.parquet"))
    try:
        before = read_note(folder / TAKEOVER_FILE)
        times = int(str(before["times"])) + 1 if before["done"] == done else 1
    except (OSError, ValueError, KeyError, TypeError):
        times = 1
    is_enough = times > _MOST_DEATHS
    write_note(folder / TAKEOVER_FILE, {"times": 0 if is_enough else times, "done": done})
    return is_enough


def _start_of(run_id: str) -> datetime:
    return datetime.strptime(run_id.partition("-")[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _remove(folder: Path) -> None:
    """Rename first: a folder named as a run is always one that can be recovered."""
    gone = folder.with_name(f".finished-{folder.name}")
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _remove_leftovers(settings: Settings) -> None:
    """Remove what is left of runs whose process died while it made or removed their folder."""
    for folder in settings.runs.glob(".finished-*"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in settings.runs.glob(".new-*"):
        lock = take_run_lock(folder, settings, create=False)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            lock.close()
