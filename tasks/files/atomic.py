"""Atomic files: written under a temporary name, synced to disk, renamed. A reader sees the old file or the whole new
one.
"""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """A temporary path beside `path`: synced and renamed to it at the end of the block, removed on an error. Raises
    OSError.
    """
    # On a folder that machines share, two processes may have one number.
    draft = path.with_name(f".{path.name}.{os.getpid()}-{os.urandom(3).hex()}.draft")
    try:
        yield draft
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def make_folder(path: Path, mode: int) -> None:
    """Make a folder with this mode, whatever the umask is; one that is there and ours gets it. Raises OSError."""
    path.mkdir(parents=True, exist_ok=True)
    if stat.S_IMODE(path.stat().st_mode) != mode:
        with suppress(PermissionError):  # a folder of another user keeps its mode
            path.chmod(mode)


def sync(path: Path) -> None:
    """Write a file or a folder to disk (fsync(2)); a rename is on disk once its folder is. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_note(path: Path, note: dict[str, object]) -> None:
    """Write a JSON object, atomically. Raises OSError."""
    with atomic_write(path) as draft:
        draft.write_bytes(json_line(note))


def read_note(path: Path) -> dict[str, object]:
    """The JSON in a file; whether it is an object, the caller checks. Raises OSError, ValueError."""
    note: dict[str, object] = orjson.loads(path.read_bytes())
    return note


def json_line(row: dict[str, Any]) -> bytes:
    """A row as one line of JSON; bytes in base64, lone surrogates as `?`."""
    try:
        return orjson.dumps(row, default=_encoded, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # JSON cannot hold a lone surrogate (from a file name that is not UTF-8, or a wrong charset).
        return orjson.dumps(_without_surrogates(row), default=_encoded, option=orjson.OPT_APPEND_NEWLINE)


def _encoded(value: object) -> str:
    assert isinstance(value, bytes), type(value)
    return base64.b64encode(value).decode("ascii")


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_surrogates(item) for name, item in value.items()}
    return value
