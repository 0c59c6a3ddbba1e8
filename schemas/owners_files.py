"""Files that a person writes: settings, sources, checks."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

_HANDED_OVER = ("/dev/fd/", "/proc/self/fd/")
"""What a shell opened for this process: `--config <(…)`."""


def open_to_all(path: Path) -> Path | None:
    """The file itself, or its folder, where every user of this machine can write there and so change what it says."""
    for one in (path.resolve(), path.parent.resolve()):
        mode = one.stat().st_mode if one.exists() else 0
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            return one
    return None


def text_of(path: Path, encoding: str = "utf-8") -> str:
    """The text of the file. Raises UnicodeDecodeError, and OSError, also for a named pipe: opening it would wait until
    somebody writes into it.
    """
    if stat.S_ISFIFO(path.stat().st_mode) and not str(path).startswith(_HANDED_OVER):
        raise OSError(errno.EINVAL, "it is a named pipe, no file", str(path))
    return path.read_text(encoding=encoding)
