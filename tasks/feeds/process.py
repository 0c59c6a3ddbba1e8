"""`python -m tasks.feeds.process`: the process that tasks/feeds/reading.py calls."""

from __future__ import annotations

import base64
import resource
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tasks.feeds.item import NotAFeed
from tasks.feeds.items import items_of
from tasks.workers.step_process import serve

_MOST_BYTES = 2_000_000_000
"""Of address space: the largest feed that is read, 15 MB, needs less than half of it."""


def _read(content: str, at: str, content_type: str | None, now: str) -> dict[str, Any]:
    warnings: list[str] = []
    try:
        items = list(
            items_of(base64.b64decode(content), at, content_type, datetime.fromisoformat(now), warnings.append)
        )
    except NotAFeed as error:
        return {"items": [], "warnings": warnings, "problem": str(error)}
    return {"items": [asdict(item) for item in items], "warnings": warnings, "problem": None}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    serve(_read)
