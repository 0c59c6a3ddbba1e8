"""The main text of a page: which extraction is believed, what it misses above the text, what is none of the text."""

from __future__ import annotations

from datetime import datetime

from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction

from tasks.clean import asides
from tasks.clean.furniture import without_furniture
from tasks.clean.metadata import Metadata
from tasks.clean.prose import line, words_in
from tasks.clean.standfirst import standfirst_of
from tasks.clean.structured import Said

SHORT = 250
"""Characters under which a text is suspicious by itself."""
LITTLE = 2000
"""Characters from which a text is a whole article: where others find more, it is mostly the next article or comments."""
LOST_SHARE = 0.6
"""Below this share of what the other extractor found, something was probably lost."""
CLEARLY_LONGER = 1.2
_LONGEST_HEADING = 300
"""Characters; some pages put their whole text into an h1."""


def body_of(tree: HtmlElement, markup: str, meta: Metadata, said: Said, now: datetime) -> list[str]:
    """Paragraphs of the article, [] where there are none. `now` is when the page was captured."""
    asides.mark_asides(tree)
    paragraphs = _main_text(tree, markup)
    titles = [meta.title, meta.headline, *_headings(tree)]
    if paragraphs and (standfirst := standfirst_of(tree, paragraphs, titles, _descriptions(said))):
        paragraphs.insert(0, standfirst)
    return without_furniture(paragraphs, titles, meta.authors, now)


def _main_text(tree: HtmlElement, markup: str) -> list[str]:
    """First the fast extraction. Where it finds little, by itself or beside resiliparse, the thorough one runs as well,
    and is believed where it finds clearly more.
    """
    text = _extracted(tree, fast=True)
    if len(text) < SHORT or (len(text) < LITTLE and len(text) < LOST_SHARE * len(_other_opinion(markup))):
        thorough = _extracted(tree, fast=False)
        if len(thorough) > CLEARLY_LONGER * len(text):
            text = thorough
    return [row for row in (" ".join(line.split()) for line in text.split("\n")) if row]


def _extracted(tree: HtmlElement, *, fast: bool) -> str:
    document = bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False, prune_xpath=asides.PATH)
    return (document.text or "") if document else ""  # type: ignore[union-attr]


def _other_opinion(markup: str) -> str:
    text: str = extract_plain_text(markup, main_content=True, links=False, list_bullets=False, alt_texts=False)
    return text


def _headings(tree: HtmlElement) -> list[str]:
    return [text for h1 in tree.iter("h1") if (text := line(words_in(h1))) and len(text) < _LONGEST_HEADING]


def _descriptions(said: Said) -> list[str]:
    """What the page gives as its description, in any of the places for it."""
    names = ("og:description", "description", "twitter:description")
    found = [*(said.first(name) for name in names), said.text("description"), said.text("alternativeHeadline")]
    return [text for text in found if text]
