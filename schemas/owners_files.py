"""Files that a person writes: settings, sources, checks."""

from __future__ import annotations

import errno
import stat
from pathlib import Path

_HANDED_OVER = ("/dev/fd/", "/proc/self/fd/")
"""What a shell opened for this process: `--config <(…)`."""


def text_of(path: Path, encoding: str = "utf-8") -> str:
    """The text of the file. Raises UnicodeDecodeError, and OSError, also for a named pipe: opening it would wait until
    somebody writes into it.
    """
    if stat.S_ISFIFO(path.stat().st_mode) and not str(path).startswith(_HANDED_OVER):
        raise OSError(errno.EINVAL, "it is a named pipe, no file", str(path))
    return path.read_text(encoding=encoding)
