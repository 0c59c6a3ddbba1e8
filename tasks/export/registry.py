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


def exports_of(settings: Settings) -> list[NotedExport]:
    """Every place that was exported to, by path; those that are gone too. Raises OSError, ValueError."""
    try:
        noted = orjson.loads(_note(settings).read_bytes())
    except FileNotFoundError:
        return []
    return [
        NotedExport(Path(path), one["form"], datetime.fromisoformat(one["at"])) for path, one in sorted(noted.items())
    ]


def note_export(settings: Settings, path: Path, form: str, now: datetime) -> None:
    """Note that something was exported to this place. Raises OSError, ValueError, LockHeld."""
    settings.private.mkdir(parents=True, exist_ok=True)
    with locked(settings.private / "exports.lock", _WAIT_SECONDS):
        noted: dict[str, object] = {
            str(one.path): {"form": one.form, "at": one.at.isoformat()} for one in exports_of(settings)
        }
        write_note(_note(settings), noted | {str(path): {"form": form, "at": now.isoformat()}})


def _note(settings: Settings) -> Path:
    return settings.private / "exports.json"
