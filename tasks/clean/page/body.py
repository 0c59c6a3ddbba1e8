"""The main text of a page: which extraction is believed, what it misses above the text, what is none of the text."""

from __future__ import annotations

from datetime import datetime

from lxml.etree import tostring
from lxml.html import HtmlElement
from resiliparse.extract.html2text import extract_plain_text
from trafilatura import bare_extraction

from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.structured import Said
from tasks.clean.page import asides
from tasks.clean.page.furniture import without_furniture
from tasks.clean.page.restore import restored
from tasks.clean.page.standfirst import standfirst_of
from tasks.clean.prose import letters_of, line, words_in

SHORT = 250
"""Characters under which a text is suspicious by itself."""
LITTLE = 2000
"""Characters from which a text is a whole article: where others find more, it is mostly the next article or
comments.
"""
LOST_SHARE = 0.6
"""Below this share of what the other extractor found, something was probably lost."""
CLEARLY_LONGER = 1.2
_STATED_SHARE = 0.7
"""Of the text: an `articleBody` with less of it is a teaser, or of another article."""
_END = 60
"""Letters by which the end of a paragraph is found again."""
_LONGEST_HEADING = 300
"""Characters; some pages put their whole text into an h1."""


def body_of(tree: HtmlElement, meta: Metadata, said: Said, now: datetime) -> list[str]:
    """Paragraphs of the article, [] where there are none. `now` is when the page was captured."""
    asides.mark_asides(tree)
    paragraphs = restored(tree, _main_text(tree))
    titles = [meta.title, meta.headline, *_headings(tree)]
    if paragraphs and (standfirst := standfirst_of(tree, paragraphs, titles, _descriptions(said))):
        paragraphs.insert(0, standfirst)
    return without_furniture(_to_stated_end(paragraphs, said), titles, meta.authors, now)


def _main_text(tree: HtmlElement) -> list[str]:
    """First the fast extraction. Where it finds little, by itself or beside resiliparse, the thorough one runs as well,
    and is believed where it finds clearly more.
    """
    text = _extracted(tree, fast=True)
    if len(text) < SHORT or (len(text) < LITTLE and len(text) < LOST_SHARE * len(_other_opinion(tree))):
        thorough = _extracted(tree, fast=False)
        if len(thorough) > CLEARLY_LONGER * len(text):
            text = thorough
    rows = (" ".join(line.split()) for line in text.split("\n"))
    return [row for row in rows if any(map(str.isalnum, row))]  # the others are rules: ***, |---|---|


def _extracted(tree: HtmlElement, *, fast: bool) -> str:
    document = bare_extraction(
        tree, fast=fast, include_comments=False, with_metadata=False, prune_xpath=[asides.PATH, asides.NEVER_TEXT]
    )
    return (document.text or "") if document else ""  # type: ignore[union-attr]


def _other_opinion(tree: HtmlElement) -> str:
    # From the tree, whose depth has a limit: on thousands of nested elements resiliparse takes minutes.
    markup = tostring(tree, encoding="unicode", method="html")
    text: str = extract_plain_text(markup, main_content=True, links=False, list_bullets=False, alt_texts=False)
    return text


def _to_stated_end(paragraphs: list[str], said: Said) -> list[str]:
    """Without what follows the last paragraph that the page's own `articleBody` has, where that has most of the
    text.
    """
    value = said.article.get("articleBody")
    stated = letters_of(value) if isinstance(value, str) else ""
    if len(stated) < SHORT:
        return paragraphs
    letters = [letters_of(text) for text in paragraphs]
    ends = [at for at, text in enumerate(letters) if text and text[-_END:] in stated]
    if not ends or sum(len(letters[at]) for at in ends) < _STATED_SHARE * sum(map(len, letters)):
        return paragraphs
    return paragraphs[: ends[-1] + 1]


def _headings(tree: HtmlElement) -> list[str]:
    return [text for h1 in tree.iter("h1") if (text := line(words_in(h1))) and len(text) < _LONGEST_HEADING]


def _descriptions(said: Said) -> list[str]:
    """What the page gives as its description, in any of the places for it."""
    names = ("og:description", "description", "twitter:description")
    found = [*(said.first(name) for name in names), said.text("description"), said.text("alternativeHeadline")]
    return [text for text in found if text]
