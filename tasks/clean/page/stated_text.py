"""The text of a page that has it in its JSON-LD only: what readers see is drawn by a script."""

from __future__ import annotations

import html
import re

from tasks.clean.metadata.structured import Said
from tasks.clean.prose import cleaned, paragraphs_of

_LEAST = 250
"""Characters of a stated text that is worth more than what stands on the page."""
_HARDLY_ANY = 100
"""Characters of a page's own text that are a message ("Please enable …"), not the article."""
_BREAK = re.compile(r"<(?:br|/p|/h\d|/li|/blockquote|/div)\b[^>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")


def stated_paragraphs(said: Said, paragraphs: list[str]) -> list[str] | None:
    """The paragraphs of `articleBody`, where the page has hardly a text of its own, or its `paragraphs` are that text
    run together, as extractors return it; else None.
    """
    value = said.article.get("articleBody")
    if not isinstance(value, str) or len(value) < _LEAST:
        return None
    own = _letters("".join(paragraphs))
    if sum(map(len, paragraphs)) >= _HARDLY_ANY and (len(own) > len(value) or own != _letters(_plain(value))):
        return None
    return [line for block in paragraphs_of(_plain(value)) for line in block.split("\n")] or None


def _plain(text: str) -> str:
    """Its words: markup taken away, whether it is escaped or not, with line breaks where paragraphs end."""
    text = html.unescape(text) if "&lt;" in text else text
    return cleaned(html.unescape(_TAG.sub("", _BREAK.sub("\n\n", text))))


def _letters(text: str) -> str:
    return "".join(text.split())
