"""news-please, from markup."""

from __future__ import annotations

from typing import Any

from newsplease import NewsPlease

from benchmarks.clean.readers.decoding import text_of


def read(markup: bytes, url: str) -> dict[str, Any]:
    article = NewsPlease.from_html(text_of(markup), url=url)
    return {
        "body": article.maintext,
        "title": article.title,
        "authors": list(article.authors or []),
        "published": article.date_publish.isoformat() if article.date_publish else None,
        "language": article.language,
    }
