"""Blocks of a page that stand among its paragraphs and are nothing but links: "read also", teasers, tables of
contents.
"""

from __future__ import annotations

from collections import defaultdict

from lxml.etree import _Element

from tasks.clean.prose import text_in

_MARK = "data-aside"
PATH = f".//*[@{_MARK}]"
"""Finds the marked elements."""
NEVER_TEXT = "|".join(f".//{tag}" for tag in ("svg", "style", "iframe", "link", "meta", "aside", "footer"))
"""What the extractor throws away in any case; it walks the tree sixty times before it does."""

_HEADINGS = frozenset(["h2", "h3", "h4", "h5", "h6"])
_BLOCKS = frozenset(["p", "li", "div", "td", "dd", "dt", "blockquote", "section", "article", "h1", *_HEADINGS])
_LINKED_SHARE = 0.8
"""Of a paragraph's letters: from here on the link is the paragraph, and not a word of its sentence."""
_LINKED_SHARE_OF_LIST = 0.7
"""Of a list's letters: before their links, items often have a kicker."""
_LONGEST = 500
"""Letters of the longest paragraph that only points elsewhere; where more is linked, the links are what it says."""
_LEAD_IN = 80
"""Characters at most of the line that announces a list of links."""


def mark_asides(tree: _Element) -> None:
    """Mark paragraphs and lists that are nothing but links to other pages, and the lines that announce them.

    They are only marked: whoever looks for links or a paywall afterwards still finds them in the tree.
    """
    linked: dict[_Element, int] = defaultdict(int)
    for anchor in tree.iter("a"):
        if (anchor.get("href") or "").startswith(("mailto:", "tel:")):
            continue
        block = next((parent for parent in anchor.iterancestors() if parent.tag in _BLOCKS), None)
        if block is not None:
            linked[block] += _letters(anchor)
    lists: dict[_Element, int] = defaultdict(int)
    for block, letters in linked.items():
        parent = block.getparent()
        is_short = 4 < letters < _LONGEST
        if block.tag == "p" and is_short and not _is_part(parent) and letters >= _LINKED_SHARE * _letters(block):
            _mark(block)
        if block.tag == "li" and parent is not None:
            lists[parent] += letters
    for block, letters in lists.items():
        if letters >= _LINKED_SHARE_OF_LIST * _letters(block) > 0:
            _mark(block)


def is_aside(block: _Element) -> bool:
    return block.get(_MARK) is not None


def is_link(block: _Element) -> bool:
    """Whether a block is nothing but links."""
    return sum(map(_letters, block.iter("a"))) >= _LINKED_SHARE * max(1, _letters(block))


def _is_part(parent: _Element | None) -> bool:
    """A paragraph in a list or table is a part of what the list or table says."""
    return parent is not None and parent.tag in ("li", "td", "th", "dd", "blockquote")


def _mark(block: _Element) -> None:
    block.set(_MARK, "")
    before = block.getprevious()
    if before is None or is_aside(before):
        return
    if before.tag in _HEADINGS or (before.tag in ("p", "div", "strong", "span") and _announces(before)):
        before.set(_MARK, "")


def _announces(block: _Element) -> bool:
    text = text_in(block).strip()
    return len(text) <= _LEAD_IN and text.endswith((":", "："))


def _letters(element: _Element) -> int:
    return len("".join(text_in(element).split()))
