"""Whether the disk has room for the next publication, and for how many days it will last.

A publication writes the warehouse twice beside what is there (our copy, and the file that people open). Afterwards the
former snapshots are kept (setting keep_snapshots), each as large as the warehouse was then.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from schemas.errors import BroadsheetError, DiskFull
from schemas.settings import MEGABYTE, Settings
from tasks.store.copies import megabytes
from tasks.store.snapshots import former_snapshots, open_to_read
from tasks.store.sql import sql_text

_DAYS = 14
"""Over so many days growth is measured, or since the first run where that is later."""
_FEWEST_DAYS = 2
"""Before that, nothing is known of growth: the first day may have taken the past of every source."""
_RUN = 50 * MEGABYTE
"""Room for the files between the steps of a run, and for logs."""
SOON = 30
"""Days: a disk that is full in fewer is worth a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """Bytes a day."""

    archive: float
    warehouse: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskForecast:
    """`needed` is what a run and its publication take for a while, in bytes. `growth` is None where it is not known."""

    free: int
    total: int
    needed: int
    growth: Growth | None = None
    copies: int = 0
    """Files as large as the warehouse, that one included, which stay on the disk."""

    @property
    def a_day(self) -> float:
        """Bytes that the disk loses a day."""
        return self.growth.archive + self.growth.warehouse * self.copies if self.growth else 0.0

    @property
    def days(self) -> int | None:
        """After so many days a run does not fit any more; None where nothing grows, or nothing is known of it."""
        if self.growth is None or self.a_day <= 0:
            return None
        # What a publication takes for a while grows too.
        return max(0, int((self.free - self.needed) / (self.a_day + 2 * self.growth.warehouse)))

    @property
    def words(self) -> str:
        """Growth and what follows from it, for people; empty where it is not known."""
        if self.growth is None or self.days is None:
            return ""
        parts = f"archive {megabytes(self.growth.archive)}, warehouse {megabytes(self.growth.warehouse)} in"
        end = "for years" if self.days > 3 * 365 else f"for about {self.days:,} days"
        return f"grows {megabytes(self.a_day)} a day ({parts} {self.copies} copies): there is room {end}"


def room_needed(settings: Settings) -> int:
    """Bytes that a run and its publication take for a while."""
    return 2 * _size(settings.warehouse) + _RUN


def require_room(settings: Settings) -> None:
    """Raises DiskFull before a run that could not be published. Where the disk cannot be asked, it says nothing."""
    needed = room_needed(settings)
    if (free := _usage(settings.home)[0]) < needed:
        raise DiskFull(
            f"a run and the snapshot after it take up to {megabytes(needed)}, and the disk of {settings.home} has"
            f" {megabytes(free)} left",
            f"Give the disk {megabytes(needed - free)} more, or set home to a folder of another disk; `broadsheet"
            " maintain --dry-run` says what could go: nothing was begun.",
        )


def no_room_left(home: Path) -> DiskFull | None:
    """The error of a run during which something else broke, where its disk is full; None where there is room."""
    if (free := _usage(home)[0]) >= _RUN:
        return None
    return DiskFull(
        f"the disk of {home} has {megabytes(free)} left: it is full",
        f"Give it {megabytes(_RUN - free)} more, or set home to a folder of another disk; then run again, and the run"
        " is completed.",
    )


def forecast(settings: Settings, now: datetime) -> DiskForecast:
    """The disk of the data folder. Growth is that of the last two weeks."""
    free, total = _usage(settings.home)
    former = max(settings.keep_snapshots, len(former_snapshots(settings)))
    return DiskForecast(
        free=free,
        total=total,
        needed=room_needed(settings),
        growth=_growth(settings, now),
        copies=3 + former,  # the warehouse, our copy, the file of people
    )


def _growth(settings: Settings, now: datetime) -> Growth | None:
    try:
        with open_to_read(settings) as database:
            values = {"now": now, "days": _DAYS}
            row = database.execute(sql_text("tasks.store", "growth"), values).fetchone()
    except (BroadsheetError, duckdb.Error):
        return None
    assert row is not None
    first_at, archived, loaded, versions = row
    if first_at is None or now - first_at < timedelta(days=_FEWEST_DAYS):
        return None
    days = min(_DAYS, (now - first_at) / timedelta(days=1))
    share = loaded / versions if versions else 0.0
    return Growth(archive=archived / days, warehouse=_size(settings.warehouse) * share / days)


def _usage(home: Path) -> tuple[int, int]:
    """Bytes that are free, and of the whole disk."""
    usage = shutil.disk_usage(next(folder for folder in (home, *home.parents) if folder.exists()))
    return usage.free, usage.total


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
