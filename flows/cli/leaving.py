"""The end of the command's process."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

_in_a_hurry = False


def be_in_a_hurry() -> None:
    """Nothing of Prefect is to be waited for: its server is gone, and it would try to reach it for 7 s an event."""
    global _in_a_hurry  # noqa: PLW0603 - of the process, as its end is
    _in_a_hurry = True


def leave(code: int | str | None) -> NoReturn:
    """End the process with this exit code."""
    if _in_a_hurry:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))
    sys.exit(code)
