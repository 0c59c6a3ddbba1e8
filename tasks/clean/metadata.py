"""Metadata with its provenance: what the source knew, then JSON-LD, OpenGraph, meta, and trafilatura's finders last."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml.etree import _Element
from trafilatura.metadata import extract_author, extract_sitename, extract_title, extract_url

from tasks.clean.instants import Implausible, Instant, instant
from tasks.clean.people import people
from tasks.clean.prose import line, words_in
from tasks.clean.structured import Said, said_by

_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])", re.IGNORECASE)
_SITE_PART = re.compile(r"\s+[|–—·»-]\s+")


@dataclass(slots=True)
class Metadata:
    """The fields of an article that are not its text; each `*_from` names the witness that was believed."""

    title: str | None = None
    title_from: str | None = None
    headline: str | None = None
    description: str | None = None
    authors: list[str] = field(default_factory=list)
    authors_from: str | None = None
    published: Instant | None = None
    published_from: str | None = None
    refused_date: str | None = None
    """A date that was said, but cannot be: before the web or in the future."""
    modified: Instant | None = None
    language: str | None = None
    language_from: str | None = None
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    canonical_url: str | None = None
    sitename: str | None = None
    image_url: str | None = None
    is_free: bool | None = None


def metadata_of(tree: _Element, url: str | None, now: datetime) -> tuple[Metadata, Said]:
    """Metadata of a parsed page, and what it said of itself."""
    said = said_by(tree)
    meta = Metadata()
    meta.canonical_url = _canonical(tree, url)
    meta.sitename = (
        line(said.first("og:site_name", "application-name")) or _named_publisher(said) or _found_sitename(tree)
    )
    _title(meta, said, tree)
    meta.description = _unescaped(
        said.first("og:description", "description", "twitter:description", "dc.description") or said.text("description")
    )
    _authors(meta, said, tree)
    _dates(meta, said, tree, url or meta.canonical_url, now)
    _language(meta, said, tree)
    meta.section = said.text("articleSection") or _unescaped(said.first("article:section", "section"))
    meta.tags = _tags(said)
    image = said.first("og:image", "og:image:url", "twitter:image") or _image(said)
    meta.image_url = web_address(url or meta.canonical_url, image)
    meta.is_free = _free(said)
    return meta, said


def _title(meta: Metadata, said: Said, tree: _Element) -> None:
    headings = [text for h1 in tree.iter("h1") if (text := line(words_in(h1)))]
    named = said.text("headline") or _unescaped(said.first("og:title", "twitter:title", "dc.title", "headline"))
    if named:
        meta.title_from = "json_ld" if said.text("headline") else "open_graph"
        named = _without_site(named, meta.sitename)
    meta.headline = _nearest(headings, named)
    meta.title = named or meta.headline
    if not named and meta.headline:
        meta.title_from = "h1"
    if not meta.title:
        meta.title = line(extract_title(tree))
        meta.title_from = "trafilatura" if meta.title else None


def _nearest(headings: list[str], title: str | None) -> str | None:
    """The h1 that says most nearly what the title says; the only one where there is no title."""
    if not title:
        return headings[0] if len(headings) == 1 else None
    words = _telling_words(title)
    best = max(headings, key=lambda heading: _overlap(words, _telling_words(heading)), default=None)
    return best if best and _overlap(words, _telling_words(best)) >= 0.5 else None


def _telling_words(text: str) -> set[str]:
    """Not those short ones that any two titles share: the h1 of "The Courier" is no headline for its "the"."""
    words = text.casefold().split()
    return {word for word in words if len(word) > 3} or {*words}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _without_site(title: str, sitename: str | None) -> str:
    """ "Harbour reopens | The Courier" without its last part, where that is the site's name."""
    parts = _SITE_PART.split(title)
    if len(parts) > 1 and sitename and parts[-1].casefold() in (sitename.casefold(), f"the {sitename}".casefold()):
        return title[: title.rindex(parts[-1])].rstrip(" |–—·»-")
    return title


def _authors(meta: Metadata, said: Said, tree: _Element) -> None:
    named = people(said.names("author", "creator"))
    if named:
        meta.authors, meta.authors_from = named, "json_ld"
        return
    listed = [value for name in ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator")
              for value in said.meta.get(name, ()) if "://" not in value]  # fmt: skip
    if found := people(listed):
        meta.authors, meta.authors_from = found, "meta"
    elif found := people([extract_author(tree) or ""]):
        meta.authors, meta.authors_from = found, "trafilatura"


def _dates(meta: Metadata, said: Said, tree: _Element, url: str | None, now: datetime) -> None:
    witnesses = (
        ("json_ld", said.text("datePublished", "dateCreated", "uploadDate")),
        ("open_graph", said.first("article:published_time", "og:article:published_time", "og:published_time")),
        ("meta", said.first("datepublished", "parsely-pub-date", "pubdate", "publishdate", "publish-date", "dc.date.issued",
                            "dcterms.created", "sailthru.date", "date", "dc.date", "cxenseparse:recs:publishtime")),
        ("time", next((time.get("datetime") for time in tree.iter("time") if time.get("pubdate") is not None
                       or (time.get("itemprop") or "").lower() == "datepublished"), None)),
    )  # fmt: skip
    for name, text in witnesses:
        if found := _believed(meta, text, now):
            meta.published, meta.published_from = found, name
            break
    else:
        # Days only, from any place on the page: the last and least certain witness. Its extensive search would load
        # patterns for a hundred languages, 4 s of CPU a process, for guesses that are often wrong.
        day = find_date(tree, extensive_search=False, original_date=True, url=url, max_date=now)
        if found := _believed(meta, day, now):
            meta.published, meta.published_from = found, "htmldate"
    changed = said.text("dateModified") or said.first(
        "article:modified_time", "og:updated_time", "datemodified", "lastmod"
    )
    meta.modified = _believed(Metadata(), changed, now)


def _believed(meta: Metadata, text: str | None, now: datetime) -> Instant | None:
    try:
        return instant(text, now)
    except Implausible:
        meta.refused_date = meta.refused_date or text
        return None


def _language(meta: Metadata, said: Said, tree: _Element) -> None:
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    for name, text in (
        (
            "html_lang",
            root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
        ),
        ("json_ld", said.text("inLanguage")),
        ("meta", said.first("og:locale", "content-language", "language", "dc.language")),
    ):
        if language := language_code(text):
            meta.language, meta.language_from = language, name
            return


def language_code(text: str | None) -> str | None:
    """The language of a tag (RFC 5646) or locale: "pt-BR" -> "pt"; None for what is no tag, such as "English"."""
    match = _LANGUAGE.match((text or "").strip())
    return match[0].lower() if match else None


def _tags(said: Said) -> list[str]:
    listed = said.meta.get("article:tag", []) + said.names("keywords", "about")
    if len(listed) < 2:
        # One text with commas is the usual form of keywords.
        commas = [*listed, *said.meta.get("news_keywords", ()), *said.meta.get("keywords", ())]
        listed = [part for text in commas for part in re.split(r"[,;]", text)]
    elif isinstance(said.article.get("keywords"), str):
        # Beside other tags too; in a list of keywords a comma belongs to its keyword.
        listed = [part for text in listed for part in (text.split(",") if text == said.text("keywords") else [text])]
    tags = {tag.casefold(): tag for text in listed if (tag := _unescaped(line(text))) and len(tag) <= 80}
    return list(tags.values())[:50]


def _canonical(tree: _Element, url: str | None) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            return web_address(url, link.get("href"))
    return extract_url(tree)


def web_address(base: str | None, href: str | None) -> str | None:
    """What a page links to as an absolute web address, None for anything else, such as `http://[domain]/`."""
    if not href or not href.strip():
        return None
    try:
        address = urljoin(base or "", href.strip())
        parts = urlsplit(address)
        return address if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _named_publisher(said: Said) -> str | None:
    return next(iter(said.names("publisher")), None)


def _found_sitename(tree: _Element) -> str | None:
    return line(extract_sitename(tree))


def _image(said: Said) -> str | None:
    value: Any = said.article.get("image")
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("url")
    return value if isinstance(value, str) else None


def _free(said: Said) -> bool | None:
    value = said.article.get("isAccessibleForFree")
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.lower())
    if isinstance(value, bool):
        return value
    tier = said.first("article:content_tier")
    return {"free": True, "metered": False, "locked": False}.get(tier.lower()) if tier else None


def _unescaped(text: str | None) -> str | None:
    """Titles and descriptions are often escaped twice."""
    return line(html.unescape(text)) if text else None
