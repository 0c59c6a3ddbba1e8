"""Links that stand in the text of an article, not around it."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from tasks.clean.prose import words_in

_BLOCKS = ("p", "li", "blockquote", "td", "h2", "h3", "h4", "dd", "figcaption", "div")
_PROBE = 40
"""Characters of a block that must stand in the body for the block to be part of it."""


def links_in(tree: _Element, body: str, base: str | None) -> list[dict[str, str]]:
    """Links of the blocks that went into the body: absolute address, host, anchor text; at most 500, each address
    once.
    """
    flat = " ".join(body.split())
    inside: dict[_Element, bool] = {}
    found: dict[str, dict[str, str]] = {}
    for anchor in tree.iter("a"):
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
            continue
        text = words_in(anchor)
        if not text or text not in flat:
            continue
        block = next((parent for parent in anchor.iterancestors() if parent.tag in _BLOCKS), None)
        if block is None:
            continue
        if block not in inside:
            words = words_in(block)
            # A block that is nothing but its link is a teaser or a menu entry.
            inside[block] = len(words) > len(text) + 10 and words[:_PROBE] in flat
        if not inside[block]:
            continue
        try:
            url = urljoin(base or "", href)
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            found.setdefault(url, {"url": url[:2000], "host": parts.hostname, "anchor": text[:500]})
        if len(found) == 500:
            break
    return list(found.values())
