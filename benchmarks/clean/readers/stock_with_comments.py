"""trafilatura as it comes, with metadata; the default, which takes readers' comments for text."""

from __future__ import annotations

from typing import Any

from benchmarks.clean.readers import stock

stock.COMMENTS = True


def read(markup: bytes, url: str) -> dict[str, Any]:
    return stock.read(markup, url)
