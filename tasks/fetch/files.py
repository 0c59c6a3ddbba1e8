"""Reading a file with a limit; every failure is a reason."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from schemas.outcomes import Outcome, outcome
from schemas.settings import MEGABYTE
from tasks.files.confined import forbidden


def read_local_file(uri: str, max_megabytes: float) -> bytes | Outcome:
    """As `read_file`, for a file that an input named: never one below /proc, /sys or /dev, also where it was a link to
    another place before.
    """
    objection = forbidden(_path_of(uri))
    return outcome("blocked_file", objection) if objection else read_file(uri, max_megabytes)


def read_file(uri: str, max_megabytes: float) -> bytes | Outcome:
    """The bytes of the regular file at a file: URI, or why there are none."""
    path = _path_of(uri)
    limit = int(max_megabytes * MEGABYTE)
    try:
        # Opened without waiting: a named pipe among the files would block the run.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return outcome("not_found", f"there is no {path}")
    except OSError as error:
        return outcome("unreadable", f"{path}: {error.strerror}")
    except ValueError as error:
        return outcome("not_found", f"{str(path)!r}: {error}")  # a NUL, which no file's name can hold
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            return outcome("unsupported_type", f"{path}: not a regular file")
        if facts.st_size > limit:
            size = facts.st_size / MEGABYTE
            return outcome("too_large", f"{path}: {size:.1f} MB, the limit is {max_megabytes:g} (setting max_file_mb)")
        # The size was that of a moment ago, and some files (below /proc) tell none.
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            payload = file.read(limit + 1)
    except OSError as error:
        return outcome("read_error", f"{path}: {error.strerror}")
    finally:
        os.close(descriptor)
    if len(payload) > limit:
        return outcome("too_large", f"{path}: more than {max_megabytes:g} MB (setting max_file_mb)")
    return payload or outcome("empty", f"{path}: no bytes")


def _path_of(uri: str) -> Path:
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))
