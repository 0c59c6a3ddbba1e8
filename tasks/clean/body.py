"""The main text of a page: trafilatura, cross-checked by a second extractor so that the fast way can be taken mostly."""

from __future__ import annotations

from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction

SHORT = 250
"""Characters under which a text is suspicious by itself."""
LOST_SHARE = 0.6
"""Below this share of what the other extractor found, something was probably lost."""
CLEARLY_LONGER = 1.2


def body_of(tree: HtmlElement, markup: str) -> list[str]:
    """Paragraphs of the main text, [] where there is none.

    First the fast extraction, tuned to recall. Where it finds little, by itself or beside resiliparse, the
    thorough one runs as well, and is believed where it finds clearly more.
    """
    text = _extracted(tree, fast=True)
    if len(text) < SHORT or len(text) < LOST_SHARE * len(_other_opinion(markup)):
        thorough = _extracted(tree, fast=False)
        if len(thorough) > CLEARLY_LONGER * len(text):
            text = thorough
    return [row for row in (" ".join(line.split()) for line in text.split("\n")) if row]


def _extracted(tree: HtmlElement, *, fast: bool) -> str:
    document = bare_extraction(tree, fast=fast, favor_recall=fast, include_comments=False, with_metadata=False)
    return (document.text or "") if document else ""  # type: ignore[union-attr]


def _other_opinion(markup: str) -> str:
    text: str = extract_plain_text(markup, main_content=True, links=False, list_bullets=False, alt_texts=False)
    return text
