"""Reading a file with a limit; every failure is a reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from urllib.parse import unquote_to_bytes, urlsplit

from schemas.outcomes import Outcome, outcome
from schemas.settings import MEGABYTE
from tasks.files.confined import forbidden, forbidden_if_open

_LEAST_READ = 65_536
"""Bytes asked for at once at least."""


def read_local_file(uri: str, max_megabytes: float) -> bytes | Outcome:
    """As `read_file`, for a file that an input named: never one below /proc, /sys or /dev, also where it was a link to
    another place before.
    """
    path = _path_of(uri)
    # Not opened to be looked at: opening a device may do something.
    if not os.path.isfile(path) and (objection := forbidden(path)):  # noqa: PTH113 - the path is a text here
        return outcome("blocked_file", objection)
    return _read(path, max_megabytes, forbidden_if_open)


def read_file(uri: str, max_megabytes: float) -> bytes | Outcome:
    """The bytes of the regular file at a file: URI, or why there are none."""
    return _read(_path_of(uri), max_megabytes, lambda _path, _descriptor: None)


def _read(path: str, max_megabytes: float, objection_to: Callable[[str, int], str | None]) -> bytes | Outcome:
    limit = int(max_megabytes * MEGABYTE)
    try:
        # Opened without waiting: a named pipe among the files would block the run.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return outcome("not_found", f"there is no {path}")
    except OSError as error:
        return outcome("unreadable", f"{path}: {error.strerror}")
    except ValueError as error:
        return outcome("not_found", f"{path!r}: {error}")  # a NUL, which no file's name can hold
    try:
        if objection := objection_to(path, descriptor):
            return outcome("blocked_file", objection)
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            return outcome("unsupported_type", f"{path}: not a regular file")
        if facts.st_size > limit:
            size = facts.st_size / MEGABYTE
            return outcome("too_large", f"{path}: {size:.1f} MB, the limit is {max_megabytes:g} (setting max_file_mb)")
        # The size was that of a moment ago, and some files (below /proc) tell none.
        parts, missing = [], limit + 1
        while missing and (part := os.read(descriptor, min(missing, max(facts.st_size, _LEAST_READ) + 1))):
            parts.append(part)
            missing -= len(part)
    except OSError as error:
        return outcome("read_error", f"{path}: {error.strerror}")
    finally:
        os.close(descriptor)
    if not missing:
        return outcome("too_large", f"{path}: more than {max_megabytes:g} MB (setting max_file_mb)")
    return b"".join(parts) or outcome("empty", f"{path}: no bytes")


def _path_of(uri: str) -> str:
    return os.fsdecode(unquote_to_bytes(urlsplit(uri).path))
