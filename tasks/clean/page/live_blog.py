"""Live blogs: the hour of an entry belongs to its text."""

from __future__ import annotations

from lxml.etree import _Element

_TEXT = frozenset(["p", "h2", "h3", "h4", "h5", "li", "blockquote", "td", "figcaption"])


def keep_times(tree: _Element) -> None:
    """Make a paragraph of every <time> that stands loose in an entry, beside its paragraphs: extractors leave those
    out.
    """
    loose = [time for time in tree.iter("time") if _is_loose(time)]
    for time in loose:
        time.tag = "p"


def _is_loose(time: _Element) -> bool:
    return any(parent.find("p") is not None for parent in list(time.iterancestors())[:3]) and not any(
        parent.tag in _TEXT for parent in time.iterancestors()
    )
