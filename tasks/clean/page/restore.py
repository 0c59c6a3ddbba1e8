"""Headings and lists that were lost between paragraphs of the text.

Where trafilatura finds no frame around an article, it collects paragraphs from the whole page, and only paragraphs.
What stands directly before or between paragraphs that it took is part of the same text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from lxml.etree import _Element

from tasks.clean.page.asides import is_aside, is_link
from tasks.clean.prose import letters_of, words_in

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_LISTS = ("ul", "ol")
_BEGINNING = 30
"""Letters that tell a paragraph by."""
_LONGEST_HEADING = 200
_FRAMELESS = 2
"""Lost headings that show that the text was collected without them. One may be a teaser's."""


def restored(tree: _Element, paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs with the headings that stand before one of them, and the lists that stand between two. As they
    were, where no headings were lost: then what is missing was left out for a reason.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(paragraphs):
        places[_beginning(text)].append(at)
    have = frozenset(letters_of(text) for text in paragraphs if len(text) <= _LONGEST_HEADING)
    lost: dict[int, list[str]] = defaultdict(list)
    headings = reached = 0
    for block in tree.iter(*_HEADINGS, *_LISTS):
        after = None if is_aside(block) else _place(block.getnext(), places, reached)
        if after is None:
            continue
        reached = after + 1
        if block.tag in _HEADINGS:
            texts = [words_in(block)]
            letters = letters_of(texts[0])
            is_there = letters in have or (after > 0 and letters_of(paragraphs[after - 1]) in letters)
            is_lost = not is_there and len(texts[0]) <= _LONGEST_HEADING and not is_link(block)
            headings += is_lost
        else:
            texts = [f"- {words_in(item)}" for item in block if item.tag == "li"]
            is_lost = _place(block.getprevious(), places, 0) is not None
        if is_lost and have.isdisjoint(map(letters_of, texts)):
            lost[after] += texts
    if headings < _FRAMELESS:
        return list(paragraphs)
    return [line for at, text in enumerate(paragraphs) for line in (*lost[at], text)]


def _place(sibling: _Element | None, places: dict[str, list[int]], reached: int) -> int | None:
    """Which paragraph an element is, of those that begin alike the first not passed yet; empty elements are looked
    past.
    """
    for _ in range(3):
        if sibling is None:
            return None
        if beginning := _beginning(words_in(sibling)):
            return next((at for at in places.get(beginning, ()) if at >= reached), None)
        sibling = sibling.getnext()
    return None


def _beginning(text: str) -> str:
    return letters_of(text[: 3 * _BEGINNING])[:_BEGINNING]
