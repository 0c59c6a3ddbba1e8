"""The data folder -> a backup of it, while runs go on; and back.

    TO/broadsheet-20260402T093000Z/backup.json       every file with its size and SHA-256; written last
    TO/broadsheet-20260402T093000Z/data/…            warehouse, archive, former snapshots, notes
    TO/broadsheet-20260402T093000Z/project/…         settings file, sources file, own checks

The warehouse is copied under the writer's lock, so between two commits. The archive is copied after it: a file of it
never changes once a row names it, and what came later is not named by this warehouse. Runs that are under way are left
out: what they had not loaded is fetched again. Snapshot, search and pages are made of the warehouse by `restore`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schemas.errors import BroadsheetError, UsageError
from schemas.settings import Settings
from schemas.settings.loading import FILE_NAME, settings_file
from tasks.files.atomic import make_folder, sync, write_note
from tasks.files.confined import Confined, not_a_file
from tasks.publish import publish
from tasks.store.copies import copy_database, require_free_space
from tasks.store.writer_lock import close_folders, require_warehouse, writer_lock

_NOTE = "backup.json"
_PARTS = ("archive", "snapshots", "set-aside", "explore.py")
_PRIVATE = ("exports.json", "forget.key", "copies", "last_ends")
_WAREHOUSE = "data/private/warehouse.duckdb"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup, and what is in it."""

    folder: Path
    files: int
    bytes: int

    @property
    def project(self) -> Path | None:
        """Where its sources file and own checks are, if it has any."""
        folder = self.folder / "project"
        return folder if folder.is_dir() and any(folder.iterdir()) else None


def back_up(target: Path, settings: Settings, now: datetime) -> Backup:
    """Write a backup into a new folder below `target`. Raises UsageError, WarehouseBusy, WarehouseUnusable, OSError."""
    if settings.catalogue:
        raise UsageError(
            "the warehouse of several machines (setting catalogue) is saved with the tools of PostgreSQL",
            f"First `pg_dump` its database, then copy the folder {settings.lake.parent}: docs/scaling-out.md has the"
            " commands.",
        )
    if target.resolve().is_relative_to(settings.home.resolve()):
        raise UsageError(f"{target} is in the data folder", "Name a folder elsewhere, best on another disk.")
    require_warehouse(settings)
    if not settings.warehouse.exists():
        raise UsageError(f"there is nothing in {settings.home} yet", "Run `broadsheet ingest` first.")
    folder = target / f"broadsheet-{now:%Y%m%dT%H%M%SZ}"
    draft = folder.with_name(f".{folder.name}.draft")
    try:
        target.mkdir(parents=True, exist_ok=True)
        draft.mkdir(0o700)  # texts, and the key of what is to be forgotten: for the owner alone, as in the data folder
        require_free_space(draft, settings.warehouse.stat().st_size, "the backup")
        _fill(draft, settings)
        files = {str(path.relative_to(draft)): _described(path) for path in _files(draft)}
        size = sum(int(str(one["bytes"])) for one in files.values())
        write_note(draft / _NOTE, {"made_at": now.isoformat(), "files": files})
        draft.rename(folder)
        sync(target)
    except OSError as error:
        raise UsageError(
            f"{error.filename or folder}: {error.strerror}", "Name a folder that can be written."
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Backup(folder, len(files), size)


def _fill(draft: Path, settings: Settings) -> None:
    data, project = draft / "data", draft / "project"
    (data / "private").mkdir(parents=True)
    project.mkdir()
    with writer_lock(settings):
        copy_database(settings.warehouse, data / "private" / settings.warehouse.name)
    for name in (*_PARTS, *(f"private/{one}" for one in _PRIVATE)):
        _copy(settings.home / name, data / name)
    if settings.sources_file.exists():
        _copy(settings.sources_file, project / settings.sources_file.name)
    if (file := settings_file()) and file.exists():
        _copy(file, project / FILE_NAME)
        (project / FILE_NAME).chmod(0o600)  # it may hold secrets
    if settings.own_checks:
        _copy(settings.own_checks, project / "checks")


def _copy(path: Path, target: Path) -> None:
    """A file or folder; what is being written, and what goes at this moment, is left out."""
    if path.is_dir():
        for one in sorted(path.iterdir()):
            if not one.name.startswith("."):
                _copy(one, target / one.name)
    elif path.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(path, target)
        except FileNotFoundError:
            target.unlink(missing_ok=True)
        else:
            shutil.copystat(path, target)


def check_backup(folder: Path) -> Backup:
    """Read every file of a backup. Raises BroadsheetError that names the first that is missing or differs, and
    UsageError where there is none.
    """
    files = _noted(folder)
    confined = Confined(folder)
    for name, said in files.items():
        path = folder / name
        if confined.objection(path):
            raise UsageError(f"{path} leads out of the backup: it is none of ours", "Take another one.")
        if not path.is_file() or _described(path) != said:
            what = "is not as it was written" if path.exists() else "is missing"
            raise BroadsheetError(f"{path} {what}: this backup is damaged", "Take another one.")
    return Backup(folder, len(files), sum(int(one["bytes"]) for one in files.values()))


def restore_backup(folder: Path, settings: Settings) -> Backup:
    """Check a backup, make the data folder of it, and publish. The folder must not be there, or be empty.

    Raises UsageError, BroadsheetError, WarehouseUnusable, OSError; then no data folder is there.
    """
    if settings.catalogue:
        raise UsageError(
            "a backup is restored on one machine, and the setting catalogue is set",
            "Nothing was changed. Unset it, and restore into a folder of its own.",
        )
    found = check_backup(folder)
    if settings.home.exists() and any(settings.home.iterdir()):
        raise UsageError(f"{settings.home} is not empty", "Move it away, or set BROADSHEET_HOME to another folder.")
    draft = settings.home.with_name(f".{settings.home.name}.restored")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(0o700, parents=True)  # a new one: another user may have put a link there
    except OSError as error:
        raise UsageError(f"{draft} cannot be made: {error.strerror}", "Move it away, or restore elsewhere.") from error
    for name in _noted(folder):
        # Nothing that the note does not name: whoever put it there may be anybody.
        if Path(name).parts[0] == "data":
            target = draft.joinpath(*Path(name).parts[1:])
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(folder / name, target)
            sync(target)
    if settings.home.exists():
        settings.home.rmdir()
    draft.replace(settings.home)
    make_folder(settings.home, settings.folder_mode)
    if settings.former_snapshots.exists():
        make_folder(settings.former_snapshots, settings.folder_mode)
    close_folders(settings)
    publish(settings, unasked=False, anew=True)
    return found


def _noted(folder: Path) -> dict[str, dict[str, str]]:
    try:
        if objection := not_a_file(folder / _NOTE):
            raise ValueError(objection)
        noted = json.loads((folder / _NOTE).read_bytes())
        files: dict[str, dict[str, str]] = dict(noted["files"])
        if _WAREHOUSE not in files or any(".." in Path(name).parts or not Path(name).parts for name in files):
            raise ValueError(f"{_NOTE} does not name the files of a backup")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        made = sorted(path.parent for path in folder.glob(f"*/{_NOTE}"))
        if made:
            raise UsageError(
                f"{folder} is a folder of backups", f"Name one of them: the newest is {made[-1]}"
            ) from error
        why = f"{_NOTE}: {error.strerror}" if isinstance(error, OSError) else error
        raise UsageError(
            f"{folder} is no whole backup: {why}", "Name a folder that `broadsheet backup` made."
        ) from error
    return files


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _described(path: Path) -> dict[str, object]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
