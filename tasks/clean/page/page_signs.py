"""Signs of what kind a page is that do not depend on its wording: address, software, classes of the body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from lxml.etree import _Element

from tasks.clean.metadata.structured import Said

_FORUM_HOST = re.compile(r"(?:^|\.)(?:forums?|community|communities|boards?|discuss|discourse)\.", re.IGNORECASE)
_FORUM_PATH = re.compile(
    r"/(?:threads?|viewtopic|showthread|forumdisplay|forums?|discussions?|messageboards?)(?:[/.]|$)|/t/[^/]+/\d+|/r/\w+/comments/"
    r"|/topics?/\d+",
    re.IGNORECASE,
)
_FORUM_SOFTWARE = re.compile(
    r"discourse|phpbb|vbulletin|xenforo|mybb|flarum|nodebb|invision|simple machines|vanilla forums|lithium|khoros",
    re.IGNORECASE,
)
_FORUM_BODY = re.compile(r"\bipsApp\b|section-viewtopic|\bforum-|\bvb-|phpbb", re.IGNORECASE)

_MANUAL_HOST = re.compile(
    r"^(?:docs?|documentation|developers?|devdocs|api|manual|wiki|help|support|kb)\.|readthedocs|gitbook\.io$",
    re.IGNORECASE,
)
_MANUAL_PATH = re.compile(
    r"/(?:docs?|documentation|api|apidocs|reference|manuals?|handbook|wiki|javadoc|man\d?|kb|help)(?:/|$)",
    re.IGNORECASE,
)
_MANUAL_SOFTWARE = re.compile(
    r"rustdoc|sphinx|mkdocs|docusaurus|gitbook|bookdown|mediawiki|dokuwiki|doxygen|javadoc|vuepress|vitepress|docfx|nextra|mintlify|antora|jsdoc|pdoc",
    re.IGNORECASE,
)
_SHOP_BODY = re.compile(
    r"\b(?:single-product|product-template\S*|template-product|page-product|catalog-product-view|product-page)\b",
    re.IGNORECASE,
)
_LIST_BODY = re.compile(
    r"(?:^|\s)(?:archive|category|tag|search|search-results|home|blog|template-collection|pagetype-category|page-products|catalog-category-view"
    r"|path-taxonomy|path-frontpage|front|tax-\S+|post-type-archive\S*)(?:\s|$)",
    re.IGNORECASE,
)
_TOPIC_PATH = re.compile(
    r"/(?:category|categories|tags?|topics?|collections?|search|browse|sections?|kategorie|themen?|rubrik|schlagwort|etiqueta|sujet)(?:/[^/]+)?/?$",
    re.IGNORECASE,
)
_LIST_PATH = re.compile(
    r"/(?:news|blog|latest|articles?|stories|all-latest-news|in-the-news|nachrichten|noticias|actualites|press|jobs|archives?)(?:\.html?|/)?$",
    re.IGNORECASE,
)
_SHOP_PATH = re.compile(
    r"/(?:products?|produkte?|shop|store|p|item|app|buy|collections?|c|categor\w+|catalog|dp)/", re.IGNORECASE
)
_SERVICE_PATH = re.compile(
    r"/(?:services?|capabilities|departments?|solutions|features|about(?:-us)?|work|programs?|support|accounting|pricing|what-we-do)(?:/|$)",
    re.IGNORECASE,
)
_REFERENCE_PATH = re.compile(
    r"/(?:book|guide|tutorial|reference|hooks?|ch\d+|current|latest|stable|en|v\d)(?:[-/.]|$)", re.IGNORECASE
)
_NO_ARTICLE_BEHIND = re.compile(r"utm_\w+|srsltid|gclid|fbclid|ref|lang|hl|page", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    is_front_page: bool
    forum_address: bool
    forum_software: bool
    manual_address: bool
    manual_software: bool
    list_address: bool
    """The address ends where lists end: /news, /blog/."""
    topic_address: bool
    """The address names a topic, but what stands there may be an article."""
    list_body: bool
    shop_body: bool
    article_body: bool
    shop_address: bool
    service_address: bool
    reference_address: bool
    path: str
    queries: int


def signs_of(tree: _Element, said: Said, url: str | None, canonical_url: str | None) -> Signs:
    """What address, generator and the classes of the body tell; cheap, and looked at for every page."""
    host, path, query = _parted(url or canonical_url)
    if path in {"", "/"}:
        host, path, query = _parted(canonical_url or url)
    body = next(tree.iter("body"), None)
    classes = " ".join(f"{body.get('class') or ''} {body.get('id') or ''}".split()) if body is not None else ""
    software = said.first("generator") or ""
    names = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    return Signs(
        is_front_page=bool(host) and path in {"", "/"} and all(_NO_ARTICLE_BEHIND.fullmatch(name) for name in names),
        forum_address=bool(_FORUM_HOST.search(host) or _FORUM_PATH.search(path)),
        forum_software=bool(_FORUM_SOFTWARE.search(software) or _FORUM_BODY.search(classes)),
        manual_address=bool(_MANUAL_HOST.search(host) or _MANUAL_PATH.search(path)),
        manual_software=bool(_MANUAL_SOFTWARE.search(software)),
        list_address=bool(_LIST_PATH.search(path)),
        topic_address=bool(_TOPIC_PATH.search(path)),
        list_body=bool(_LIST_BODY.search(classes)),
        shop_body=bool(_SHOP_BODY.search(classes)),
        article_body=bool(re.search(r"\bsingle-(?:post|format\w*)|\bpost-template|\barticle-page\b", classes)),
        shop_address=bool(_SHOP_PATH.search(path)),
        service_address=bool(_SERVICE_PATH.search(path)),
        reference_address=bool(_REFERENCE_PATH.search(path)),
        path=path[:2000],
        queries=len(names),
    )


def _parted(url: str | None) -> tuple[str, str, str]:
    """Host, path and query of an address; empty where it is none."""
    try:
        parts = urlsplit(url or "")
        return parts.hostname or "", parts.path, parts.query
    except ValueError:
        return "", "", ""
