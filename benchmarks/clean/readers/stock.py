"""trafilatura as it comes, with metadata and without comments."""

from __future__ import annotations

import logging
from typing import Any

from trafilatura import bare_extraction

for name in ("trafilatura", "htmldate"):
    logging.getLogger(name).setLevel(logging.CRITICAL)
COMMENTS = False


def read(markup: bytes, url: str) -> dict[str, Any]:
    document: Any = bare_extraction(markup, url=url, with_metadata=True, include_comments=COMMENTS)
    if document is None:
        return {}
    return {
        "body": document.text,
        "title": document.title,
        "authors": (document.author or "").split("; "),
        "published": document.date,
        "language": document.language,
    }
