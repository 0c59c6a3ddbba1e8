"""How long each step of a batch took: noted beside its files, and recorded when the batch is loaded."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import orjson

from schemas.errors import disk_full
from tasks.logs import ids, log

_NOTES = "steps.jsonl"


@dataclass(frozen=True, slots=True)
class StepTime:
    step: str
    began_at: datetime
    seconds: float


def ids_of(folder: Path) -> AbstractContextManager[None]:
    """The ids of a run's or a batch's folder, for the lines that are logged in the block."""
    if folder.name.isdigit():
        return ids(run=folder.parent.name, batch=int(folder.name))
    return ids(run=folder.name)


@contextmanager
def timed(step: str, folder: Path, made: str) -> Iterator[None]:
    """Note and log how long the block takes, where it makes the file `made` of the folder: a step that is done costs nothing."""
    with ids_of(folder):
        was_there = (folder / made).exists()
        began_at, begun = datetime.now(UTC), time.monotonic()
        try:
            yield
        except Exception as error:
            log(step).error("%s failed: %s: %s", step, type(error).__name__, error)
            if full := disk_full(error):
                raise full from error
            raise
        if was_there or not (folder / made).exists():
            return
        seconds = round(time.monotonic() - begun, 3)
        note = {"step": step, "began_at": began_at.isoformat(), "seconds": seconds}
        with suppress(OSError), (folder / _NOTES).open("ab") as file:
            file.write(orjson.dumps(note, option=orjson.OPT_APPEND_NEWLINE))
        log(step).info("%s done", step, extra={"seconds": seconds})


def step_times(folder: Path) -> list[StepTime]:
    """What was noted so far; a line that was cut short is left out: it is a figure, and nobody's article."""
    try:
        lines = (folder / _NOTES).read_bytes().splitlines()
    except OSError:
        return []
    return [time for text in lines if (time := _read(text)) is not None]


def _read(text: bytes) -> StepTime | None:
    try:
        note = orjson.loads(text)
        return StepTime(str(note["step"]), datetime.fromisoformat(note["began_at"]), float(note["seconds"]))
    except (ValueError, TypeError, KeyError):
        return None
