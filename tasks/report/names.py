"""Names of files for names of sources and runs: safe everywhere, each its own, the same every time."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 60
_PLAIN = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{_LONGEST - 1}}}|\d{{8}}T\d{{6}}-[0-9a-f]{{6}}")
"""Most sources, and the ids of runs."""


def file_name(name: str) -> str:
    """`harbour-courier` stays so; whatever is unsafe, long, or differs in case only is told apart by a part of its hash."""
    if _PLAIN.fullmatch(name):
        return f"{name}.html"
    safe = re.sub(r"[^a-z0-9]+", "-", name.lower())[:_LONGEST].strip("-")
    return f"{safe or 'name'}-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}.html"
