"""Unfinished files of killed processes. Nothing continues them, as each process begins a file of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.settings import Settings

_ABANDONED_AFTER = timedelta(days=1)
"""Since the last write: no batch and no copy of a warehouse takes that long."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished file and its size."""

    path: Path
    bytes: int


def abandoned_drafts(settings: Settings, now: datetime) -> list[Draft]:
    """Drafts of WARC files, snapshot and warehouse, by path. Drafts of a run's files are removed with its folder."""
    found = []
    folders = (settings.home, settings.private, settings.copies)
    inside = [path for folder in folders for path in folder.glob(".*.draft*")]  # a draft's log of writes has a suffix
    for path in [*inside, *settings.archive.rglob(".*.draft")]:
        try:
            facts = path.stat()
        except FileNotFoundError:
            continue  # finished at this moment
        if now - datetime.fromtimestamp(facts.st_mtime, UTC) > _ABANDONED_AFTER:
            found.append(Draft(path, facts.st_size))
    return sorted(found, key=lambda draft: draft.path)


def remove(drafts: list[Draft]) -> None:
    """Remove these files. Raises OSError."""
    for draft in drafts:
        draft.path.unlink(missing_ok=True)
