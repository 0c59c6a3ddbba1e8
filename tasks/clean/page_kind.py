"""What kind of page is it? Careful: a false hold is worse than a false load."""

from __future__ import annotations

import re

from lxml.etree import _Element

from tasks.clean.metadata import Metadata
from tasks.clean.prose import words_in
from tasks.clean.structured import ARTICLE_TYPES, Said

_NOT_FOUND = re.compile(
    # A page that says it of itself: children, products and votes of 404 to 23 are news.
    r"\b((page|article|story|content|url|link|address)\b[^.!?\n]{0,60}\b(not found|(can)?not be found|\w+.t be found|doesn.t exist"
    r"|does not exist|no longer (available|exists))|(error|fehler|erreur|http)[ :]*404|404[ :–—-]*(error|not found|fehler)"
    r"|seite (wurde )?nicht gefunden|page introuvable|página no encontrada|pagina non trovata|pagina niet gevonden"
    r"|sidan hittades inte)\b|^\W*404\W*$",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(before you continue|your privacy (choices|matters)|we (value|respect) your privacy|cookie (consent|settings|preferences)"
    r"|consent to (the use of )?cookies|einwilligung|datenschutzeinstellungen|gérer (les|vos) cookies)",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(subscribe (now )?to (continue|read|keep)|(continue|keep) reading (with|for|by)|already a subscriber|subscribers? only"
    r"|this (article|story|content) is (only )?(for|reserved)|log ?in to (continue|read)|to (read|continue reading) (this|the) (full|rest)"
    r"|jetzt weiterlesen|nur für abonnenten|réservé aux abonnés|contenido exclusivo para suscriptores)",
    re.IGNORECASE,
)
_NO_SCRIPT = re.compile(
    r"(enable|turn on|activate|requires?) javascript|javascript (is )?(disabled|required)", re.IGNORECASE
)

_FORUM_TYPES = frozenset({"DiscussionForumPosting", "QAPage"})
_PRODUCT_TYPES = frozenset({"Product", "ProductGroup", "Offer", "AggregateOffer", "SoftwareApplication"})

_MUCH_PROSE = 1500
"""Characters in paragraphs of some length from which a page is an article, however many links stand around it."""
_MANY_LINKS = 20
_SHORT = 700
"""Characters of text under which a message may be all there is."""


def page_kind(tree: _Element, said: Said, meta: Metadata, paragraphs: list[str]) -> str:
    """article, live_blog, index, product, forum, consent, soft_404, paywall_stub or js_only, by structure and wording.

    A message in the text counts only where the text is short: articles about cookies or paywalls are articles.
    """
    text = "\n".join(paragraphs)
    if "LiveBlogPosting" in said.types:
        return "live_blog"
    if len(text) < _SHORT:
        names = " ".join(filter(None, (meta.title, meta.headline)))
        if _NOT_FOUND.search(names) or (len(text) < 400 and _NOT_FOUND.search(text)):
            return "soft_404"
        if _CONSENT.search(names) or _CONSENT.search(text):
            return "consent"
        if _NO_SCRIPT.search(text) or (len(text) < 100 and _NO_SCRIPT.search(_noscript(tree))):
            return "js_only"
        if meta.is_free is False or _PAYWALL.search(text) or _PAYWALL.search(_tail(tree)):
            return "paywall_stub"
    if said.types & _FORUM_TYPES:
        return "forum"
    if _is_signed_or_dated(said, meta):
        return "article"
    if said.types & _PRODUCT_TYPES or (said.first("og:type") or "").startswith("product"):
        return "product"
    if not meta.authors and _is_index(tree, meta, paragraphs):
        return "index"
    return "article"


def _is_signed_or_dated(said: Said, meta: Metadata) -> bool:
    """The page calls itself an article, or states when it was published (a date that had to be guessed says nothing)."""
    return _calls_itself_article(said) or meta.published_from in {"json_ld", "open_graph", "meta", "time"}


def _calls_itself_article(said: Said) -> bool:
    return bool(said.types & ARTICLE_TYPES) or (said.first("og:type") or "").lower().startswith("article")


def _is_index(tree: _Element, meta: Metadata, paragraphs: list[str]) -> bool:
    """Many links and hardly any prose; and no date anywhere, or rows of linked headings, or most words are links."""
    prose = sum(len(paragraph) for paragraph in paragraphs if len(paragraph) > 120)
    anchors = list(tree.iter("a"))
    if prose >= _MUCH_PROSE or len(anchors) < _MANY_LINKS:
        return False
    linked = sum(_is_linked(heading) for heading in tree.iter("h2", "h3", "h4"))
    return not meta.published or linked >= 6 or sum(map(len, map(words_in, anchors))) * 2 > len(words_in(tree))


def _is_linked(heading: _Element) -> bool:
    parent = heading.getparent()
    return heading.find(".//a") is not None or (parent is not None and parent.tag == "a")


def _noscript(tree: _Element) -> str:
    return " ".join(words_in(element) for element in tree.iter("noscript"))[:5000]


def _tail(tree: _Element) -> str:
    """The page's visible words: a paywall's invitation mostly stands outside of what extractors call text."""
    elements = tree.iter("p", "h2", "h3", "div", "span", "button", "a")
    return "\n".join(element.text for element in elements if element.text and 15 < len(element.text) < 300)[:50_000]
