"""snapshot -> warehouse: the way back where the warehouse is gone or damaged.

Each step is a rename, so after a kill at any moment the call can be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from schemas.errors import UsageError, WarehouseError
from schemas.settings import Settings
from tasks.files.atomic import atomic_write
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.store.copies import copy_database
from tasks.store.engine import attached
from tasks.store.faults import Fault, classify_error, warehouse_error
from tasks.store.snapshots import former_snapshots, open_snapshot, require_whole
from tasks.store.writer_lock import writer_lock


@dataclass(frozen=True, slots=True)
class Restored:
    """What the warehouse was made from."""

    path: Path
    at: datetime
    """The time of its data; what was loaded later is only in the archive."""
    articles: int
    set_aside: Path | None
    """Where the damaged warehouse is kept; None where there was none."""
    later_captures: list[Path]
    """WARC files that were written to since then."""
    passed_over: list[str]
    """Newer snapshots that could not be used, each with the reason."""

    @property
    def in_words(self) -> str:
        """Sentences for people."""
        parts = [f"The warehouse was made from {self.path}: {self.articles:,} articles, data of {_moment(self.at)}"]
        if self.set_aside:
            parts.append(f"The damaged one is kept: {self.set_aside}")
        if self.later_captures:
            files = " ".join(map(str, self.later_captures))
            parts.append(f"Captures that may be newer are read again by: broadsheet ingest {files}")
        return ". ".join(parts)


def restore(settings: Settings, now: datetime) -> Restored:
    """Make the warehouse from the newest whole snapshot, and publish it. The damaged warehouse is kept in `private/`.

    Raises UsageError where the warehouse is whole or shared, or no snapshot is; WarehouseBusy, DiskFull.
    """
    if settings.catalogue:
        raise UsageError(
            "the warehouse of several machines (setting catalogue) is not made from the snapshot of one of them",
            "Restore the database of PostgreSQL and the folder of the setting shared, saved one after the other.",
        )
    with writer_lock(settings):
        restored = _put_back(settings, now)
    with open_warehouse(settings) as database:
        database.execute(
            "INSERT INTO ops.article_removals (removed_at, articles, why) VALUES (?, ?, ?)",
            [now, _most_articles(settings), f"restored from the snapshot of {_moment(restored.at)}"],
        )
    publish(settings, anew=True)
    return restored


def _put_back(settings: Settings, now: datetime) -> Restored:
    if settings.warehouse.exists() and not _damage(settings):
        raise UsageError(
            f"the warehouse {settings.warehouse} is whole: there is nothing to restore",
            "`broadsheet maintain` publishes it; to go back in time, set BROADSHEET_HOME to another folder.",
        )
    passed_over: list[str] = []
    for path in _snapshots(settings):
        try:
            return _restored(path, passed_over, settings, now)
        except (UsageError, WarehouseError, duckdb.Error) as error:
            passed_over.append(f"{path}: {str(error).splitlines()[0]}")
    raise UsageError(
        "; ".join(["no snapshot can be read", *passed_over]),
        f"Set BROADSHEET_HOME to another folder and run `broadsheet ingest {settings.archive}`: the archive"
        " has every capture.",
    )


def _damage(settings: Settings) -> str:
    """What is wrong with the warehouse; empty where every block can be read. Raises WarehouseBusy."""
    if not settings.warehouse.is_file():
        return "is no file"
    try:
        with attached(settings.warehouse, "READ_WRITE"):
            pass  # merges the log of a killed writer
        require_whole(settings.warehouse)
    except duckdb.Error as error:
        if classify_error(error).fault in {Fault.HELD, Fault.TOO_NEW, Fault.NO_SPACE}:
            raise warehouse_error(error, settings.warehouse) from error
        return str(error)
    except (UsageError, WarehouseError) as error:
        return str(error)
    return ""


def _snapshots(settings: Settings) -> list[Path]:
    """Our copy, the file that people open, the former ones: the newest data first."""
    former = [one.path for one in former_snapshots(settings)]
    there = [path for path in (settings.published, settings.snapshot, *former) if path.exists()]
    return sorted(there, key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _restored(path: Path, passed_over: list[str], settings: Settings, now: datetime) -> Restored:
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    with atomic_write(settings.warehouse) as draft:
        copy_database(path, draft)
        articles = require_whole(draft)
        set_aside = _set_aside(settings, now)
    later = [file for file in sorted(settings.archive.rglob("*.warc.gz")) if file.stat().st_mtime > at.timestamp()]
    return Restored(path, at, articles, set_aside, later, passed_over)


def _set_aside(settings: Settings, now: datetime) -> Path | None:
    """Rename the damaged warehouse and its log; returns the new name."""
    kept = settings.warehouse.with_name(f"damaged-{now:%Y%m%dT%H%M%SZ}.duckdb")
    log = settings.warehouse.with_name(settings.warehouse.name + ".wal")
    if log.exists():
        log.rename(kept.with_name(kept.name + ".wal"))
    if not settings.warehouse.exists():
        return None
    settings.warehouse.rename(kept)
    return kept


def _most_articles(settings: Settings) -> int:
    """Articles of the largest snapshot that can be opened: so many may be missing now."""
    most = 0
    for path in _snapshots(settings):
        try:
            with open_snapshot(path) as database:
                counted = database.execute("SELECT count(*) FROM articles").fetchone()
        except (UsageError, WarehouseError, duckdb.Error):
            continue
        most = max(most, counted[0] if counted else 0)
    return most


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
