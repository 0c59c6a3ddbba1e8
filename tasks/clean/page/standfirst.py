"""The standfirst: the sentence or two below the headline, which extractors pass over because it stands outside of the
text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml.etree import _Element

from tasks.clean.prose import letters_of, text_in

_BLOCKS = ("p", "div", "span", "section", "strong", "h2", "h3", "h4")
_INNER = ("p", "div", "h2", "h3", "ul", "section", "article")
_ELSEWHERE = frozenset(
    ["a", "nav", "figure", "figcaption", "aside", "footer", "form", "noscript", "li", "script", "style"]
)
_HEADERS = frozenset(["header", "hgroup"])
_SENTENCE_ENDS = (".", "?", "!", "…", "。", "”", '"', "»")
_SHORTEST = 30
_LONGEST = 800
_BEGINNING = 40
"""Letters that are enough to tell a text by."""


def standfirst_of(
    tree: _Element, paragraphs: Sequence[str], titles: Iterable[str | None], said: Iterable[str]
) -> str | None:
    """The text between the headline and the first of the paragraphs that is what the page gives as its description, or
    that stands in the header with the headline; None where it is among the paragraphs, or there is none.
    """
    known = {letters_of(title) for title in titles if title}
    described = [letters for text in said if len(letters := letters_of(text)) >= _SHORTEST]
    have = letters_of(" ".join(paragraphs))
    begins = [letters[:50] for text in paragraphs[:6] if len(letters := letters_of(text)) >= _BEGINNING]
    below_headline = False
    for element in tree.iter("h1", *_BLOCKS):
        if element.tag == "h1":
            below_headline = True
            continue
        if next(element.iterchildren(*_INNER), None) is not None:
            continue
        text = text_in(element)
        if len(text) < _SHORTEST:
            continue
        letters = letters_of(text)
        if any(begin in letters for begin in begins):
            return None
        if not _SHORTEST <= len(letters) <= _LONGEST or letters in have or any(title in letters for title in known):
            continue
        standfirst = " ".join(text.split())
        is_described = any(_is_same(letters, text) for text in described)
        if (
            is_described or (below_headline and standfirst.endswith(_SENTENCE_ENDS) and _in_header(element))
        ) and not _is_elsewhere(element):
            return standfirst
    return None


def _is_same(text: str, described: str) -> bool:
    """A description is often the standfirst cut short, or the standfirst a part of it."""
    if text[:_BEGINNING] == described[:_BEGINNING]:
        return True
    return described[:-4] in text or (len(text) > 60 and text in described)


def _in_header(element: _Element) -> bool:
    """In the header of the page's headline; entries of a live blog have headers of their own."""
    near = (parent for parent, _ in zip(element.iterancestors(), range(4), strict=False))
    return any(parent.tag in _HEADERS and next(parent.iter("h1"), None) is not None for parent in near)


def _is_elsewhere(element: _Element) -> bool:
    if any(parent.tag in _ELSEWHERE for parent in element.iterancestors()):
        return True
    linked = sum(len(text_in(anchor)) for anchor in element.iter("a"))
    return linked > 0.3 * len(text_in(element))
