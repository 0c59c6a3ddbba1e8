"""readability-lxml: title, and the text of the summary's blocks."""

from __future__ import annotations

from typing import Any

from lxml.html import fromstring
from readability import Document

_BLOCKS = ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "th", "pre", "br", "div"]


def read(markup: bytes, url: str) -> dict[str, Any]:
    document = Document(markup, url=url)
    tree: Any = fromstring(document.summary(html_partial=True))
    for block in tree.iter(*_BLOCKS):
        block.tail = "\n" + (block.tail or "")
    return {"body": tree.text_content(), "title": document.title()}
