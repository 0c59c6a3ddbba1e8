"""newspaper4k, parsing what is given to it, without its natural language step."""

from __future__ import annotations

from typing import Any

from newspaper import Article

from benchmarks.clean.readers.decoding import text_of


def read(markup: bytes, url: str) -> dict[str, Any]:
    article = Article(url, fetch_images=False)
    article.download(input_html=text_of(markup))
    article.parse()
    return {
        "body": article.text,
        "title": article.title,
        "authors": list(article.authors),
        "published": article.publish_date.isoformat() if article.publish_date else None,
        "language": article.meta_lang or None,
    }
