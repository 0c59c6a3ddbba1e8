"""What kind of page is it? Careful: a false hold is worse than a false load."""

from __future__ import annotations

import re

from lxml.etree import _Element

from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.structured import ARTICLE_TYPES, Said
from tasks.clean.page.page_signs import Build, Signs, build_of, linked_share, sells, signs_of
from tasks.clean.prose import words_in

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
_NEWS_TYPES = frozenset(kind for kind in ARTICLE_TYPES if kind.endswith("NewsArticle"))
_LIST_TYPES = frozenset({"CollectionPage", "SearchResultsPage", "OfferCatalog"})

_STRONG_DATES = frozenset({"json_ld", "open_graph", "meta", "time"})
_LITTLE_PROSE = 600
"""Characters in paragraphs of some length below which a page is hardly more than its links."""
_MUCH_PROSE = 1500
"""Characters from which a page is an article, however many links stand around it, unless nothing else speaks for
one.
"""
_MANY_LINKS = 20
_SHORT = 700
"""Characters of text under which a message may be all there is."""
_STUB = 500
"""Characters of text under which an invitation to pay leaves no article; short news is hardly longer."""
_TEXT_A_HEADING = 250
"""Characters of text to a heading below which a page that nobody signed or dated presents something."""


def page_kind(tree: _Element, said: Said, meta: Metadata, paragraphs: list[str], url: str | None = None) -> str:
    """article, live_blog, index, product, forum, consent, soft_404, paywall_stub, js_only or other.

    By structure, address and wording. A message in the text counts only where the text is short: articles about cookies
    or paywalls are articles. A page that calls itself an article and says when it was published is one; the more of
    that is missing, the less it takes to be something else.
    """
    if "LiveBlogPosting" in said.types:
        return "live_blog"
    signs = signs_of(tree, said, url, meta.canonical_url)
    if message := _message(tree, meta, paragraphs):
        return message
    if said.types & _FORUM_TYPES or signs.forum_software or (signs.forum_address and not said.types & _NEWS_TYPES):
        return "forum"
    typed = bool(said.types & ARTICLE_TYPES)
    dated = meta.published_from in _STRONG_DATES
    if (said.first("og:type") or "").startswith("product") and not dated:
        return "product"
    if (typed and dated) or (signs.article_body and (dated or meta.published_from == "shown")):
        return "article"
    return _by_build(tree, signs, said, meta, paragraphs)


def _by_build(tree: _Element, signs: Signs, said: Said, meta: Metadata, paragraphs: list[str]) -> str:
    build = build_of(tree)
    prose = sum(len(paragraph) for paragraph in paragraphs if len(paragraph) > 120)
    typed = bool(said.types & ARTICLE_TYPES)
    calls_itself = typed or (said.first("og:type") or "").lower().startswith("article")
    dated = meta.published_from in _STRONG_DATES
    shown = meta.published_from in {"shown", "address"}
    if signs.shop_body or (said.types & _PRODUCT_TYPES and not typed and not dated and not meta.authors):
        return "product"
    if signs.article_address and not said.types & _LIST_TYPES:
        return "article"
    if not typed and (
        said.types & _LIST_TYPES
        or (signs.is_front_page and not dated)
        or (signs.list_body and not dated)
        or (signs.list_address and not dated)
        or (signs.topic_address and not (dated or shown))
        or (build.linked_headings >= 10 and prose < _LITTLE_PROSE and not dated)
    ):
        return "index"
    if calls_itself or dated:
        return "article"
    if not (shown and meta.authors) and (
        signs.manual_software or (signs.manual_address and not shown) or (build.code_blocks >= 5 and not shown)
    ):
        return "other"
    if not shown and not meta.authors and sells(tree):
        return "product"
    if not meta.authors and _is_index(tree, build, meta, prose):
        return "index"
    headings = build.headings - build.linked_headings
    if not (shown or meta.authors) and headings >= 8 and sum(map(len, paragraphs)) < _TEXT_A_HEADING * headings:
        return "other"
    return "article"


def _message(tree: _Element, meta: Metadata, paragraphs: list[str]) -> str | None:
    """The kind of page whose text is nothing but a message, None where there is more."""
    text = "\n".join(paragraphs)
    if len(text) >= _SHORT:
        return None
    names = " ".join(filter(None, (meta.title, meta.headline)))
    if _NOT_FOUND.search(names) or (len(text) < 400 and _NOT_FOUND.search(text)):
        return "soft_404"
    if _CONSENT.search(names) or _CONSENT.search(text):
        return "consent"
    if _NO_SCRIPT.search(text) or (len(text) < 100 and _NO_SCRIPT.search(_noscript(tree))):
        return "js_only"
    if len(text) < _STUB and (meta.is_free is False or _PAYWALL.search(text) or _PAYWALL.search(_tail(tree))):
        return "paywall_stub"
    return None


def _is_index(tree: _Element, build: Build, meta: Metadata, prose: int) -> bool:
    """Many links and hardly any prose; and no date anywhere, or rows of linked headings, or most words are links."""
    if prose >= _MUCH_PROSE or build.links < _MANY_LINKS:
        return False
    if meta.published_from == "shown" and prose >= _LITTLE_PROSE:
        return False
    return not meta.published or build.linked_headings >= 6 or linked_share(tree) > 0.5


def _noscript(tree: _Element) -> str:
    return " ".join(words_in(element) for element in tree.iter("noscript"))[:5000]


def _tail(tree: _Element) -> str:
    """The page's visible words: a paywall's invitation mostly stands outside of what extractors call text."""
    elements = tree.iter("p", "h2", "h3", "div", "span", "button", "a")
    return "\n".join(element.text for element in elements if element.text and 15 < len(element.text) < 300)[:50_000]
