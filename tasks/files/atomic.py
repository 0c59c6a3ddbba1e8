"""Files that are whole or absent: written under a temporary name, synced to disk, renamed. And JSON notes kept that way."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`; synced to disk and renamed to it on leaving, removed on an error."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        yield draft
        sync(draft)
        draft.replace(path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Fsync of a file or a folder (a rename is only safe on disk once its folder is)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_note(path: Path, note: dict[str, object]) -> None:
    with atomic_write(path) as draft:
        draft.write_bytes(json_line(note))


def read_note(path: Path) -> dict[str, object]:
    note: dict[str, object] = orjson.loads(path.read_bytes())
    return note


def json_line(row: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(row, default=_encoded, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # A lone surrogate: JSON cannot hold it (a file name that is no UTF-8, an odd label).
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
