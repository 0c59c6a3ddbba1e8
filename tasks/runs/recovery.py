"""Runs that were cut off: taken over where they can be completed, mended where a file of theirs is damaged, explained where not."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from schemas.settings import Settings
from tasks.files.atomic import read_note, write_note
from tasks.files.locks import open_lock, try_lock, write_holder
from tasks.runs.claims import LOCK_FILE, claims_lock, claims_of, keep_claims, live_runs, run_folders
from tasks.runs.folder import FORM, TAKEN_OVER, Run, RunRequest
from tasks.runs.handover import batch_folders
from tasks.store.engine import cursor

_STEPS = ("captures.parquet", "articles.parquet", "results.parquet", "verdicts.parquet")
"""Of a batch, in the order in which they are made."""
_ASKED = ("source_states.parquet", "documents.parquet")
_MOST_TRIES = 6
_MOST_DEATHS = 5
"""Of the resuming process, without a step forward: what kills it may be the run (memory), and then counts as a failed try."""
_FIRST_WAIT = timedelta(minutes=10)
_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PostponedRun:
    """A run that is not to be resumed now."""

    run_id: str
    why: str

    def __str__(self) -> str:
        return f"run {self.run_id} was cut off and still waits: {self.why}"


@dataclass(frozen=True, slots=True)
class UnrecoverableRun:
    """A run that cannot be completed, carried by this process. `request` is what it was asked for, where that is known."""

    run_id: str
    folder: Path
    why: str
    request: RunRequest | None
    is_worth_keeping: bool
    """Whether its folder may tell a person what happened."""
    _lock: int

    def set_aside(self, settings: Settings) -> str:
        """Move the folder out of the way, with a note why, or remove it. Gives words for where it went."""
        words = ""
        if self.is_worth_keeping:
            place = settings.home / "set-aside" / self.run_id
            place.parent.mkdir(parents=True, exist_ok=True)
            self.folder.rename(place)
            (place / "why.txt").write_text(self.why + "\n", encoding="utf-8")
            words = f"; its files are in {place}"
        else:
            gone = self.folder.with_name(f".finished-{self.run_id}")
            self.folder.rename(gone)
            shutil.rmtree(gone, ignore_errors=True)
        return words

    def __enter__(self) -> UnrecoverableRun:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.close(self._lock)


def recover_runs(settings: Settings, now: datetime) -> list[Run | PostponedRun | UnrecoverableRun]:
    """Every run whose process is gone, oldest first; runs and lost ones are now carried by this process.

    Raises WarehouseBusy where another process does the same and does not come to an end.
    """
    found: list[Run | PostponedRun | UnrecoverableRun] = []
    with claims_lock(settings):
        _sweep(settings.runs)
        asked = {name: run for run in live_runs(settings) for name in run.claims}
        for folder in run_folders(settings):
            lock = _lock_of(folder)
            if lock is None:
                continue
            busy = next((name for name in claims_of(folder) if name in asked), None)
            if busy is not None:
                os.close(lock)
                found.append(PostponedRun(folder.name, f"{busy} is being asked by {asked[busy]}"))
                continue
            try:
                standing = _standing(folder, lock, now)
            except Exception as error:  # whatever is wrong with one folder must not stop all the others
                standing = UnrecoverableRun(folder.name, folder, f"{type(error).__name__}: {error}", None, True, lock)
            if standing is None or isinstance(standing, PostponedRun):
                os.close(lock)
            if standing is not None:
                found.append(standing)
    return found


def describe_progress(folder: Path) -> str:
    """What there is of a run, in words: `of 3 batches 3 are fetched, 2 cleaned, 1 judged`."""
    if not (folder / "discovered.json").exists():
        return "before it had found what there is to do"
    batches = batch_folders(folder)
    done = [sum((batch / name).exists() for batch in batches) for name in (*_STEPS[:2], _STEPS[3])]
    return f"of {len(batches)} batches {done[0]} are fetched, {done[1]} cleaned, {done[2]} judged"


def describe_failure(folder: Path) -> str:
    """What resuming it failed with, and when it is tried again; nothing where it did not fail."""
    failures = _noted(folder / "failures.json")
    if not failures:
        return ""
    return f"{failures.get('why')}; {failures.get('tries')} of {_MOST_TRIES} tries, the next from {failures.get('again_at')}"


def record_failure(run: Run, error: BaseException, now: datetime) -> PostponedRun:
    """Note that resuming failed: it is tried again after 10 minutes, then three times as long each time.

    Its sources are left alone as long, those of them that it had not got through.
    """
    tries = int(_noted(run.folder / "failures.json").get("tries", 0)) + 1
    why = " ".join(f"{type(error).__name__}: {error}".split())[:1000]
    again_at = now + min(_FIRST_WAIT * 3 ** (tries - 1), _LONGEST_WAIT)
    write_note(run.folder / "failures.json", {"tries": tries, "why": why, "again_at": again_at.isoformat()})
    keep_claims(run.folder, unfinished_sources(run.folder))
    return PostponedRun(
        run.run_id, f"{why} (try {tries} of {_MOST_TRIES}; the next from {again_at:%Y-%m-%d %H:%M} UTC)"
    )


def unfinished_sources(folder: Path) -> set[str]:
    """Names that the run asked, of batches that are not judged yet: everything it claimed, where it has found nothing."""
    claims = claims_of(folder)
    if not (folder / "discovered.json").exists():
        return set(claims)
    files = [batch / "candidates.parquet" for batch in batch_folders(folder) if not (batch / _STEPS[3]).exists()]
    names: set[str] = set()
    for file in files:
        with suppress(duckdb.Error):
            found = cursor().execute("SELECT DISTINCT source_name FROM read_parquet(?)", [str(file)]).fetchall()
            names.update(name for (name,) in found)
    # An address or a file that somebody named is claimed in their words, and offered by a source of another name.
    return {name for name in claims if name in names} or set(claims)


def _standing(folder: Path, lock: int, now: datetime) -> Run | PostponedRun | UnrecoverableRun | None:
    """What can be done with a run; None where there was nothing to resume, and its folder is gone."""
    run_id = folder.name

    def lost(why: str, request: RunRequest | None = None, *, keep: bool = True) -> UnrecoverableRun:
        return UnrecoverableRun(run_id, folder, why, request, keep, lock)

    try:
        note = read_note(folder / "run.json")
        started_at = datetime.fromisoformat(str(note["started_at"]))
        request = RunRequest(**{name: note[name] for name in RunRequest.__slots__ if name in note})  # type: ignore[arg-type]
    except FileNotFoundError:
        shutil.rmtree(folder, ignore_errors=True)
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        if not (folder / "discovered.json").exists():
            return lost(f"its run.json cannot be read ({error}), so nobody knows what it was asked for")
        # What there is to do is known all the same.
        note, started_at, request = (
            {"form": FORM},
            _began(run_id),
            RunRequest(inputs=["not known: run.json cannot be read"]),
        )
    if request.flow != "ingest" and not (folder / "discovered.json").exists():
        shutil.rmtree(folder, ignore_errors=True)  # a replay that chose nothing yet: nothing is recorded, nobody waits
        return None
    anew = request if request.flow == "ingest" else None
    if note.get("form") != FORM:
        return lost("another version of Broadsheet wrote its files", anew, keep=False)
    failures = _noted(folder / "failures.json")
    if failures.get("tries", 0) >= _MOST_TRIES:
        return lost(f"it failed {failures['tries']} times, the last time with {failures['why']}")
    if (again_at := _later(failures, now)) is not None:
        return PostponedRun(run_id, f"{failures['why']}; it is tried again from {again_at:%Y-%m-%d %H:%M} UTC")
    if damage := _damage(folder, request):
        return lost(damage, anew)
    run = Run(run_id, folder, request, started_at, resumed=True, _lock=lock)
    write_holder(lock)
    return record_failure(run, RuntimeError(f"{_MOST_DEATHS} processes died over it"), now) if _dies(folder) else run


def _damage(folder: Path, request: RunRequest) -> str:
    """Removes files of steps that cannot be read, so that these steps are done again; gives words where that is not enough.

    They are synced before they get their names. But disks lie, and people restore half a folder from a backup.
    """
    if not (folder / "discovered.json").exists():
        return ""
    try:
        batches = len(read_note(folder / "discovered.json")["fetched_after"])  # type: ignore[arg-type]
    except (OSError, ValueError, KeyError, TypeError):
        return "its discovered.json cannot be read"
    found = batch_folders(folder)
    if [int(batch.name) for batch in found] != [*range(1, batches + 1)]:
        return f"of its {batches} batches {len(found)} are there"
    # The captures of a replay were chosen with its candidates: nothing makes them again.
    given = ["candidates.parquet", *(_STEPS[:1] if request.flow == "replay" else ())]
    for batch in found:
        if damaged := [name for name in given if not _is_readable(batch / name)]:
            return f"{damaged[0]} of batch {batch.name} cannot be read"
        _remove_behind_a_gap([batch / name for name in _STEPS])
    _remove_behind_a_gap([folder / name for name in _ASKED])
    return ""


def _remove_behind_a_gap(files: list[Path]) -> None:
    """Files are made one after the other: what stands behind a missing or damaged one was made from something else."""
    sound = True
    for file in files:
        sound = sound and _is_readable(file)
        if not sound:
            file.unlink(missing_ok=True)


def _is_readable(file: Path) -> bool:
    try:
        cursor().execute("SELECT count(*) FROM read_parquet(?)", [str(file)]).fetchone()
    except duckdb.Error:
        return False
    return True


def _dies(folder: Path) -> bool:
    """Whether processes that took this run over died of it several times in a row, without anything getting done."""
    done = sum(1 for _ in folder.glob("*/*.parquet"))
    before = _noted(folder / TAKEN_OVER)  # whoever ends in good order removes it
    times = int(before.get("times", 0)) + 1 if before.get("done") == done else 1
    is_enough = times > _MOST_DEATHS
    write_note(folder / TAKEN_OVER, {"times": 0 if is_enough else times, "done": done})
    return is_enough


def _later(failures: dict[str, Any], now: datetime) -> datetime | None:
    """When a run that failed may be tried again, where that is still to come."""
    again_at = datetime.fromisoformat(failures["again_at"]) if failures else now
    # Further ahead than any wait is a clock that was wrong.
    return again_at if now < again_at <= now + _LONGEST_WAIT else None


def _began(run_id: str) -> datetime:
    return datetime.strptime(run_id.partition("-")[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def _noted(file: Path) -> dict[str, Any]:
    try:
        return read_note(file)
    except (OSError, ValueError):
        return {}


def _lock_of(folder: Path) -> int | None:
    """The run's lock, taken; None where a living process has it, or the run was finished a moment ago."""
    try:
        lock = open_lock(folder / LOCK_FILE, new=(folder / "run.json").exists())
    except OSError:
        return None
    if not try_lock(lock):
        os.close(lock)
        return None
    return lock


def _sweep(runs: Path) -> None:
    """Remove what is left of runs that were finished, or never begun, when their process ended."""
    for folder in runs.glob(".finished-*"):
        shutil.rmtree(folder, ignore_errors=True)
    for folder in runs.glob(".new-*"):
        lock = _lock_of(folder)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)
