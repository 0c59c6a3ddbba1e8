"""Ours: the whole of tasks.clean.article, as a worker runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tasks.archive import Stored
from tasks.clean.article import article_of
from tasks.clean.contents import CleanInput, Limits
from tasks.clean.sandbox import warm

_LIMITS = Limits(page_bytes=15_000_000, elements=150_000)
_NOW = datetime.now(UTC)
_WARM = warm  # imported for what it does


def read(markup: bytes, url: str) -> dict[str, Any]:
    article = article_of(CleanInput(0, Stored(markup, "text/html", None), "page.html", url, _NOW), _LIMITS)
    return {
        "body": article.body,
        "title": article.title,
        "headline": article.headline,
        "authors": [author["name"] for author in article.authors],
        "published": article.published_at.isoformat() if article.published_at else None,
        "published_on": str(article.published_on) if article.published_on else None,
        "precision": article.published_precision,
        "language": article.language,
        "kind": article.page_kind,
        "reason": article.reason,
        "from": {"title": article.title_from, "authors": article.authors_from, "published": article.published_from},
    }
