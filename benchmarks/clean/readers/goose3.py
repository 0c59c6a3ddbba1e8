"""goose3, from markup, without fetching pictures."""

from __future__ import annotations

from typing import Any

from goose3 import Goose

from benchmarks.clean.readers.decoding import text_of

_GOOSE = Goose({"enable_image_fetching": False})


def read(markup: bytes, url: str) -> dict[str, Any]:
    article = _GOOSE.extract(url=url, raw_html=text_of(markup))
    published = article.publish_datetime_utc or article.publish_date
    return {
        "body": article.cleaned_text,
        "title": article.title,
        "authors": list(article.authors or []),
        "published": str(published) if published else None,
        "language": article.meta_lang or None,
    }
