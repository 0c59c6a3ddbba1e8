"""Files of the data folder: written whole or not at all, and locked between processes."""

from __future__ import annotations

import os
from pathlib import Path


def user_cache() -> Path:
    """The folder for what can be made again at any time, readable by this user alone; it need not be there.

    Raises RuntimeError for a user without a home folder.
    """
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "broadsheet"
