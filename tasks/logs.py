"""The log: one JSON line an event, with the ids of run, batch and source, in a file a day and, where the settings say
so, on stderr.

    with ids(run=run_id, batch=1):
        log("fetch").info("fetched", extra={"seconds": 3.2})

Steps use the loggers of the standard library; each process decides here, once, where the lines go.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import orjson

from schemas.private_parts import without_secrets
from schemas.settings import Settings

NAME = "broadsheet"
_ids: ContextVar[dict[str, object] | None] = ContextVar("ids", default=None)
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
"""Attributes of every record; all others were given as `extra`."""


def log(step: str) -> logging.Logger:
    """The logger of a step."""
    return logging.getLogger(f"{NAME}.{step}")


@contextmanager
def ids(**given: object) -> Iterator[None]:
    """Add these ids to every line that is logged in the block, also by threads started in it."""
    token = _ids.set({**(_ids.get() or {}), **given})
    try:
        yield
    finally:
        _ids.reset(token)


def set_up(settings: Settings) -> None:
    """Send log lines where the settings say. Called again with the same settings, it changes nothing.

    Before the first call, lines go nowhere: a library does not write logs by itself.
    """
    logger = logging.getLogger(NAME)
    before = [handler for handler in logger.handlers if isinstance(handler, (_DayFile, _Stderr))]
    wanted = _handlers(settings)
    if [*map(repr, before)] != [*map(repr, wanted)]:
        for old in before:
            logger.removeHandler(old)
        for new in wanted:
            logger.addHandler(new)
        _remove_old(settings.logs, settings.log_days, datetime.now(UTC).date())
    logger.setLevel(settings.log_level.upper())
    logger.propagate = False


def file_handler(settings: Settings) -> logging.Handler | None:
    """A handler that writes to our file, for loggers of other libraries; None where the settings want no files."""
    return _DayFile(settings.logs) if settings.log_days else None


def line(record: logging.LogRecord) -> dict[str, object]:
    """A record as a row: time, level, logger, message and process; the ids around it and its `extra`."""
    said: dict[str, object] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "said": record.getMessage(),
        "process": record.process,
        **(_ids.get() or {}),
        **{name: value for name, value in vars(record).items() if name not in _PLAIN},
    }
    if record.exc_info:
        said["trace"] = logging.Formatter().formatException(record.exc_info)
    return said


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(orjson.dumps(line(record), default=str, option=orjson.OPT_NON_STR_KEYS).decode())


class _TerminalFormat(logging.Formatter):
    """For people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        said = line(record)
        named = " ".join(
            f"{name}={said[name]}" for name in said if name not in {"at", "level", "logger", "said", "process"}
        )
        return without_secrets(
            f"{str(said['at'])[11:19]} {record.name.removeprefix(NAME + '.')}: {said['said']} {named}"
        )


class _DayFile(logging.Handler):
    """Appends to a file a day. Each line is one write, so processes can share the file. On a full disk only lines are
    lost.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.setFormatter(_Json())

    def emit(self, record: logging.LogRecord) -> None:
        day = datetime.fromtimestamp(record.created, UTC).date()
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            file = os.open(self._folder / f"{day}.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(file, self.format(record).encode("utf-8", "replace") + b"\n")
            finally:
                os.close(file)

    def __repr__(self) -> str:
        return f"file a day in {self._folder}"


class _Stderr(logging.StreamHandler):  # type: ignore[type-arg]  # of whatever stderr is
    def __init__(self, level: str) -> None:
        super().__init__(sys.stderr)
        self.setLevel(level)
        self.setFormatter(_TerminalFormat() if sys.stderr.isatty() else _Json())

    def __repr__(self) -> str:
        return f"stderr from {self.level}"


def _handlers(settings: Settings) -> list[logging.Handler]:
    to_file = file_handler(settings)
    return [*([to_file] if to_file else []), *([_Stderr(settings.log_level.upper())] if settings.log_to_stderr else [])]


def _remove_old(folder: Path, days: int, today: date) -> None:
    for file in folder.glob("????-??-??.jsonl"):
        with suppress(ValueError, OSError):
            if date.fromisoformat(file.stem) <= today - timedelta(days=max(days, 1)):
                file.unlink()
