"""What kind of page is it? Careful: a false hold is worse than a false load."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml.etree import _Element

from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.structured import ARTICLE_TYPES, Said
from tasks.clean.page.body import PageText
from tasks.clean.page.kind_features import FORUM_TYPES, PRODUCT_TYPES, kind_features, kind_words, word_features
from tasks.clean.page.model import text_model
from tasks.clean.page.page_signs import signs_of
from tasks.clean.prose import weight_of, words_in

_NOT_FOUND = re.compile(
    # A page that says it of itself: children, products and votes of 404 to 23 are news.
    r"\b((page|article|story|content|url|link|address)\b[^.!?\n]{0,60}\b(not found|(can)?not be found|\w+.t be found"
    r"|doesn.t exist"
    r"|does not exist|no longer (available|exists))|(error|fehler|erreur|http)[ :]*404"
    r"|404[ :–—-]*(error|not found|fehler)"
    r"|seite (wurde )?nicht gefunden|page introuvable|página no encontrada|pagina non trovata|pagina niet gevonden"
    r"|sidan hittades inte)\b|^\W*404\W*$",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(before you continue|your privacy (choices|matters)|we (value|respect) your privacy"
    r"|cookie (consent|settings|preferences)"
    r"|consent to (the use of )?cookies|einwilligung|datenschutzeinstellungen|gérer (les|vos) cookies)",
    re.IGNORECASE,
)
_PAYWALL = re.compile(
    r"(subscribe (now )?to (continue|read|keep)|(continue|keep) reading (with|for|by)|already a subscriber"
    r"|subscribers? only"
    r"|this (article|story|content) is (only )?(for|reserved)|log ?in to (continue|read)"
    r"|to (read|continue reading) (this|the) (full|rest)"
    r"|jetzt weiterlesen|nur für abonnenten|réservé aux abonnés|contenido exclusivo para suscriptores)",
    re.IGNORECASE,
)
_NO_SCRIPT = re.compile(
    r"(enable|turn on|activate|requires?) javascript|javascript (is )?(disabled|required)", re.IGNORECASE
)

_STRONG_DATES = frozenset({"json_ld", "open_graph", "meta", "time"})
_SHORT = 700
"""Characters of text (weighed by script) under which a message may be all there is."""
_LINKED, _FEWEST_TEASERS = 0.8, 6
"""The share of links in a text, and of linked headings among all, in a list of teasers; of 1,618 labelled articles one
passes for such a list.
"""
_STUB = 500
"""Characters of text under which an invitation to pay leaves no article; short news is hardly longer."""


def page_kind(tree: _Element, said: Said, meta: Metadata, read: PageText, url: str | None = None) -> str:
    """article, live_blog, index, product, forum, consent, soft_404, paywall_stub, js_only or other.

    A message in the text counts only where the text is short: articles about cookies or paywalls are articles. A page
    that calls itself an article and says in its data when it was published is one. Of any other page the model says how
    likely it is an article; its signs then give what else it is a name.
    """
    if "LiveBlogPosting" in said.types:
        return "live_blog"
    if message := _message(tree, meta, read.paragraphs):
        return message
    is_forum = bool(said.types & FORUM_TYPES)
    if said.types & ARTICLE_TYPES and meta.published_from in _STRONG_DATES and not is_forum:
        return "article"
    if not read.blocks:
        return "article"
    signs = signs_of(tree, said, url, meta.canonical_url)
    model = text_model()
    words = word_features(kind_words(meta.title, read.blocks), model.kind_words)
    features = kind_features(read, signs, said, meta, url) | words
    is_front_page = signs.is_front_page and not features["text_prose"]
    if not is_front_page and not _is_list(features) and model.kind.chance(features) >= model.article_from:
        return "article"
    if is_forum or signs.forum_software or signs.forum_address:
        return "forum"
    if signs.shop_body or said.types & PRODUCT_TYPES or features["cart"] or features["prices"] > 2:
        return "product"
    if signs.manual_software or signs.manual_address or signs.service_address:
        return "other"
    return "index"


def _is_list(features: Mapping[str, float]) -> bool:
    """Whether the text is nothing but links and no sentences, or nearly all headings of the page are links and stand in
    it.
    """
    if features["text_linked"] > _LINKED and features["text_sentences"] < 0.5:
        return True
    linked = features["linked_headings"]
    least = _LINKED * max(linked, features["headings"])
    return linked >= _FEWEST_TEASERS and linked >= least and features["text_headings"] >= _LINKED * linked


def _message(tree: _Element, meta: Metadata, paragraphs: list[str]) -> str | None:
    """The kind of page whose text is nothing but a message, None where there is more."""
    text = "\n".join(paragraphs)
    size = weight_of(text)
    if size >= _SHORT:
        return None
    names = " ".join(filter(None, (meta.title, meta.headline)))
    if _NOT_FOUND.search(names) or (size < 400 and _NOT_FOUND.search(text)):
        return "soft_404"
    if _CONSENT.search(names) or _CONSENT.search(text):
        return "consent"
    if _NO_SCRIPT.search(text) or (size < 100 and _NO_SCRIPT.search(_noscript(tree))):
        return "js_only"
    if size < _STUB and (meta.is_free is False or _PAYWALL.search(text) or _PAYWALL.search(_tail(tree))):
        return "paywall_stub"
    return None


def _noscript(tree: _Element) -> str:
    return " ".join(words_in(element) for element in tree.iter("noscript"))[:5000]


def _tail(tree: _Element) -> str:
    """The page's visible words: a paywall's invitation mostly stands outside of what extractors call text."""
    elements = tree.iter("p", "h2", "h3", "div", "span", "button", "a")
    return "\n".join(element.text for element in elements if element.text and 15 < len(element.text) < 300)[:50_000]
