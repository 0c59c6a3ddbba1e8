"""Where this process may write, limited by the kernel (Linux 5.13 and later): landlock(7).

The limit holds for root too, also for threads and children that are started later, and cannot be lifted again.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the numbers are the same on all processors
_VERSION_WANTED, _PATH_BENEATH = 1, 1
_NO_NEW_PRIVILEGES = 38  # prctl(2)
_WRITE_FILE, _REFER, _TRUNCATE = 1 << 1, 1 << 13, 1 << 14
_CHANGE_FOLDERS = sum(1 << bit for bit in range(4, 13))  # remove files and folders, make files of all kinds
_SINCE = {_REFER: 2, _TRUNCATE: 3}
"""The version of Landlock that knows a right."""


def write_only_below(folders: Iterable[Path]) -> bool:
    """Let this process write, make and remove files only below these folders, and to /dev/null. Open files stay open.

    Call it while the process has one thread. Returns False where the system has no Landlock; then nothing is limited.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION_WANTED)
    if version < 1:
        return False
    rights = _WRITE_FILE | _CHANGE_FOLDERS | sum(right for right, since in _SINCE.items() if version >= since)
    attributes = struct.pack("=Q", rights)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    try:
        for path, allowed in [*((folder, rights) for folder in folders), (Path(os.devnull), _WRITE_FILE)]:
            _allow(libc, ruleset, path, allowed)
        is_limited: bool = (
            libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0
        )
        return is_limited
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)
