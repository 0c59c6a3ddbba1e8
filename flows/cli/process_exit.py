"""The end of the command's process."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

_waits_for_threads = True


def leave_without_waiting() -> None:
    """Let `leave` end the process at once, because the Prefect server is gone.

    Prefect's threads would try to reach it: with three events in their queue the process lived 10 s longer (Prefect
    3.8.8).
    """
    global _waits_for_threads  # noqa: PLW0603 - a property of the process
    _waits_for_threads = False


def leave(code: int | str | None) -> NoReturn:
    """End the process with this exit code."""
    if not _waits_for_threads:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))
    sys.exit(code)
