"""Snapshots that were published before the present one: kept under the time of their data, found by number or by time.

    snapshots/20260402T093000.123456Z.duckdb

A snapshot is never changed once it is published, so a hard link keeps it: nothing is copied.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.errors import UsageError
from schemas.settings import Settings

_NAME = "%Y%m%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Published:
    """A snapshot and the time of its data: when the warehouse that it is a copy of was last written."""

    at: datetime
    path: Path


def keep(settings: Settings) -> None:
    """Keep the present snapshot for when another takes its place. On file systems without hard links nothing is kept."""
    present = present_snapshot(settings)
    if present is None or settings.keep_snapshots == 0:
        return
    newest = former_snapshots(settings)[:1]
    if newest and present.at - newest[0].at < timedelta(hours=settings.keep_snapshots_hours):
        return
    with suppress(OSError):
        settings.former_snapshots.mkdir(exist_ok=True)
        os.link(present.path, settings.former_snapshots / f"{present.at:{_NAME}}.duckdb")


def superfluous(settings: Settings) -> list[Published]:
    """Kept snapshots beyond as many as the setting keep_snapshots allows, newest first."""
    return former_snapshots(settings)[settings.keep_snapshots :]


def former_snapshots(settings: Settings) -> list[Published]:
    """The kept ones, newest first, without the present one."""
    found = []
    for path in settings.former_snapshots.glob("*.duckdb"):
        try:
            at = datetime.strptime(path.stem, _NAME).replace(tzinfo=UTC)
            is_present = settings.snapshot.exists() and path.samefile(settings.snapshot)
        except (ValueError, FileNotFoundError):
            continue  # not ours, or removed at this moment
        if not is_present:  # linked, but not replaced: that process was killed in between
            found.append(Published(at, path))
    return sorted(found, key=lambda one: one.at, reverse=True)


def present_snapshot(settings: Settings) -> Published | None:
    try:
        seconds, rest = divmod(settings.snapshot.stat().st_mtime_ns, 1_000_000_000)
    except FileNotFoundError:
        return None
    return Published(datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=rest // 1000), settings.snapshot)


def snapshot_as_of(wanted: str, settings: Settings) -> Path:
    """The snapshot that was in place at a time, or the one so many before the present one.

    `wanted` is a number (0 the present one, 1 the one before), a day (its end) or a time, UTC where it names no zone.
    Raises UsageError that names those there are.
    """
    present = present_snapshot(settings)
    there = [*([present] if present else []), *former_snapshots(settings)]
    if wanted.isdecimal() and len(wanted) <= _MOST_DIGITS:
        chosen = there[int(wanted) :][:1]
    else:
        moment = _moment(wanted)
        chosen = [one for one in there if one.at <= moment][:1]
    if not chosen:
        kept = "; ".join(f"{number}: {one.at:%Y-%m-%d %H:%M:%S}" for number, one in enumerate(there)) or "none"
        raise UsageError(
            f"no snapshot is kept as of {wanted}",
            f"There are (UTC): {kept}. The setting keep_snapshots says how many former ones are kept.",
        )
    return chosen[0].path


_MOST_DIGITS = 4
"""20260402 is a day."""


def _moment(wanted: str) -> datetime:
    try:
        moment = datetime.fromisoformat(wanted.strip())
    except ValueError as error:
        raise UsageError(
            f"{wanted!r} is neither a number nor a time", "Write 1, 2026-04-02 or 2026-04-02T09:30."
        ) from error
    if len(wanted.strip()) <= len("2026-04-02"):
        moment += timedelta(days=1, microseconds=-1)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
