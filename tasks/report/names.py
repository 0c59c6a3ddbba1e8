"""Names of files for names of sources and runs: safe everywhere, each its own, the same every time."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 60


def file_name(name: str) -> str:
    """`harbour-courier` stays so; whatever is unsafe, long, or differs in case only is told apart by a part of its hash."""
    safe = re.sub(r"[^a-z0-9-]+", "-", name.lower()).strip("-")[:_LONGEST]
    if safe == name:
        return f"{safe}.html"
    return f"{safe or 'source'}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}.html"
