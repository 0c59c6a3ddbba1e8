"""Ours: the whole of tasks.clean.article, as a worker runs it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schemas.fields import Article
from tasks.archive import Stored
from tasks.clean.article import article_of
from tasks.clean.contents import CleanInput, Limits
from tasks.clean.page import body, model
from tasks.clean.prose import weight_of
from tasks.clean.sandbox import warm

_LIMITS = Limits(page_bytes=15_000_000, elements=150_000)
_NOW = datetime.now(UTC)
_WARM = warm  # imported for what it does


_SHORTEST = 140
"""Characters by script under which a text is held: the check text_long_enough."""


def use(file: str, doubtful: str | None = None) -> None:
    """Judge by the model in a file instead of the shipped one, and extract thoroughly from another doubt on."""
    if doubtful is not None:
        body.DOUBTFUL = float(doubtful)
    model.FILE = Path(file)
    model.text_model.cache_clear()


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
        "kind": article.page_kind or article.reason,
        "held": _held(article),
        "doubt": article.text_doubt,
        "from": {"title": article.title_from, "authors": article.authors_from, "published": article.published_from},
    }


def _held(article: Article) -> str | None:
    """Why a run would not load the article, by its page kind or the length of its text; None where it would."""
    if article.reason or article.page_kind not in {"article", "live_blog"}:
        return article.reason or article.page_kind
    return "too short" if weight_of(article.body or "") < _SHORTEST else None
