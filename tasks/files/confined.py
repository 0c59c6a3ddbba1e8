"""Which files an input may lead to: regular ones, below the folder of the source, and never what the kernel shows as
files.

A manifest or a link in a folder may come from somebody else. Without this, a row `{"file": "/proc/self/environ"}` would
load the secrets of this process as an article.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

_MOST_FOLDERS = 10_000
_KERNEL = ("/proc", "/sys", "/dev")
"""No setting opens these."""


def forbidden(path: Path | str) -> str | None:
    """Why nothing at this path is ever read: it is below /proc, /sys or /dev, also through links. None where it may
    be.
    """
    try:
        return _forbidden(path, os.path.realpath(path))
    except (OSError, ValueError):
        return None  # opening it says what is wrong with it


def forbidden_if_open(path: str, descriptor: int) -> str | None:
    """As `forbidden`, of a file that is open: where it is, whatever became of links on the way to it."""
    try:
        return _forbidden(path, os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115 - called for each file
    except OSError:
        return forbidden(path)


def _forbidden(path: Path | str, real: str) -> str | None:
    if not real.startswith(_KERNEL):
        return None  # said at once of nearly all
    below = next((folder for folder in _KERNEL if _is_below(real, folder)), None)
    return f"{path} is below {below}, where nothing is read" if below else None


def not_a_file(path: Path | str) -> str | None:
    """Why this is no file to read: forbidden, or a named pipe, a socket, a device. None for files, folders and what is
    not there.

    Call it before opening: opening a named pipe waits until somebody writes into it.
    """
    if why := forbidden(path):
        return why
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return None
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return None
    return f"{path} is no regular file, but a named pipe, a socket or a device"


class Confined:
    """The folders that the files of one source must be below, links followed: its own, and those of the setting
    allow_folders.
    """

    def __init__(self, own: Path, allowed: Iterable[str] = ()) -> None:
        self._own = own
        folders = [str(own), *(os.path.expanduser(one) for one in allowed)]  # noqa: PTH111 - leaves `~nobody-here` as it is
        self._folders = [os.path.realpath(folder) for folder in folders]
        self._real: dict[str, str] = {}
        """Folders that were looked up, and where they are: a manifest names thousands of files of few folders."""

    def objection(self, path: Path | str) -> str | None:
        """Why a file of the source must not be read; None where it may be, or is not there."""
        try:
            real = self._realpath(str(path))
        except (OSError, ValueError):
            return None
        if why := _forbidden(path, real):
            return why
        if any(_is_below(real, folder) for folder in self._folders):
            return None
        return f"{path} leads out of {self._own} (setting allow_folders opens more)"

    def _realpath(self, path: str) -> str:
        folder, name = os.path.split(path)
        if name in {"", ".", ".."} or os.path.islink(path):  # noqa: PTH114 - Path would be made for each file
            return os.path.realpath(path)
        if folder not in self._real:
            if len(self._real) >= _MOST_FOLDERS:
                self._real.clear()
            self._real[folder] = os.path.realpath(folder)
        return os.path.join(self._real[folder], name)  # noqa: PTH118


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
