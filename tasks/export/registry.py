"""What was exported to where: whoever forgets an article must know which files outside may have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from schemas.settings import Settings
from tasks.files.atomic import write_note
from tasks.files.locks import locked

_WAIT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class NotedExport:
    """A file or folder, and the form of what was exported there last."""

    path: Path
    form: str
    at: datetime
    source: str = ""
    """The only source that is in it, by its name then; empty for all, and where it is not known."""


def exports_of(settings: Settings) -> list[NotedExport]:
    """Every place that was exported to, by path; those that are gone too. Raises OSError, ValueError."""
    try:
        noted = orjson.loads(_note(settings).read_bytes())
    except FileNotFoundError:
        return []
    return [
        NotedExport(Path(path), one["form"], datetime.fromisoformat(one["at"]), one.get("source", ""))
        for path, one in sorted(noted.items())
    ]


def note_export(settings: Settings, path: Path, form: str, now: datetime, source: str = "") -> None:
    """Note that something was exported to this place, of one source or, where that is empty, of all.

    Raises OSError, ValueError, LockHeld.
    """
    settings.private.mkdir(parents=True, exist_ok=True)
    with locked(settings.private / "exports.lock", _WAIT_SECONDS):
        noted: dict[str, object] = {
            str(one.path): _written(one) for one in (*exports_of(settings), NotedExport(path, form, now, source))
        }
        write_note(_note(settings), noted)


def _written(one: NotedExport) -> dict[str, str]:
    return {"form": one.form, "at": one.at.isoformat(), "source": one.source}


def _note(settings: Settings) -> Path:
    return settings.private / "exports.json"
