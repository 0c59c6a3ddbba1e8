"""Links that stand in the text of an article, not around it."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from schemas.private_parts import public_address
from tasks.clean.prose import words_in

MOST_LINKS = 500
"""Links of one article that are kept."""
_LONGEST_ADDRESS, _LONGEST_ANCHOR = 2000, 500
_NOT_PAGES = ("#", "javascript:", "mailto:", "tel:", "data:")
_BESIDE = 10
"""Characters beside its link that a paragraph has; one that is nothing but a link is a teaser or a menu entry."""


def links_of(anchors: Iterable[tuple[str, _Element]], base: str | None) -> list[dict[str, str]]:
    """Of the links in paragraphs, as (paragraph, link), the absolute address, host and words; at most 500, each address
    once.
    """
    found: dict[str, dict[str, str]] = {}
    for paragraph, anchor in anchors:
        href = (anchor.get("href") or "").strip()
        if not href or href.startswith(_NOT_PAGES):
            continue
        text = words_in(anchor)
        if not text or len(paragraph) <= len(text) + _BESIDE:
            continue
        try:
            url = public_address(urljoin(base or "", href))
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            found.setdefault(url, link_row(url, text))
        if len(found) == MOST_LINKS:
            break
    return list(found.values())


def link_row(url: str, anchor: str) -> dict[str, str]:
    """An absolute web address as a row of links: address, host and the words of the link, each within its bound."""
    return {"url": url[:_LONGEST_ADDRESS], "host": urlsplit(url).hostname or "", "anchor": anchor[:_LONGEST_ANCHOR]}
