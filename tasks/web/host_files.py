"""One small file a host: how it is named."""

from __future__ import annotations

import hashlib
from pathlib import Path


def host_file(folder: Path, host: str) -> Path:
    """The file of a host (or of scheme, host and port) in a folder; readable, and never too long."""
    # A host's name may fill a whole file name by itself; the hash tells the cut ones apart.
    readable = host.rpartition("://")[2].replace(":", "-")[:80]
    return folder / f"{readable}.{hashlib.sha256(host.encode()).hexdigest()[:12]}.json"
