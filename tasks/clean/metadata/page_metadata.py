"""Metadata with its provenance: JSON-LD, then OpenGraph, meta, what readers see, and the stock finders last."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element
from trafilatura.metadata import extract_sitename, extract_title, extract_url

from schemas.fields import AuthorsFrom, LanguageFrom, ModifiedFrom, PublishedFrom, TitleFrom
from schemas.private_parts import holds_hidden, public_address
from tasks.clean.metadata.bylines import authors_of, house_of
from tasks.clean.metadata.dates import dates_of, page_order
from tasks.clean.metadata.language import language_of
from tasks.clean.metadata.shown import Shown
from tasks.clean.metadata.structured import Said, said_by
from tasks.clean.metadata.titles import Titles, agreed, site_parts, tidy, titles_of
from tasks.clean.prose import line
from tasks.dates import DateContext, Timestamp


@dataclass(slots=True)
class Metadata:
    """The fields of an article that are not its text; each `*_from` names the witness that was believed."""

    title: str | None = None
    title_from: TitleFrom | None = None
    headline: str | None = None
    description: str | None = None
    authors: list[str] = field(default_factory=list)
    authors_from: AuthorsFrom | None = None
    organisations: frozenset[str] = frozenset()
    """Those of the authors that are agencies, desks or outlets."""
    house: frozenset[str] = frozenset()
    """The names that the site may sign with, letters only."""
    published: Timestamp | None = None
    published_from: PublishedFrom | None = None
    guessed: Timestamp | None = None
    """htmldate's guess, where the page states no date for machines."""
    shown_day: date | None = None
    """The day of publication that the page shows, where it states the moment in UTC."""
    refused_date: str | None = None
    """A date that was said, but cannot be: before the web or in the future."""
    modified: Timestamp | None = None
    modified_from: ModifiedFrom | None = None
    language: str | None = None
    language_from: LanguageFrom | None = None
    languages_said: list[tuple[LanguageFrom, str | None]] = field(default_factory=list)
    """(witness, tag) of every declaration, the most believable first: what the text is checked against."""
    section: str | None = None
    tags: list[str] = field(default_factory=list)
    canonical_url: str | None = None
    sitename: str | None = None
    image_url: str | None = None
    is_free: bool | None = None


def metadata_of(
    tree: _Element, url: str | None, now: datetime, timezone: tzinfo | None = None
) -> tuple[Metadata, Said]:
    """Metadata of a parsed page, and what it said of itself. `url` is where it came from, `now` when; `timezone` is
    that of its publisher, where it is known.
    """
    said = said_by(tree, url)
    page = Shown(tree)
    meta = Metadata()
    meta.canonical_url = _canonical(said, tree, url)
    address = url or meta.canonical_url
    publishers = said.names("publisher")
    meta.sitename = (
        line(said.first("og:site_name", "application-name"))
        or next(iter(publishers), None)
        or line(extract_sitename(tree))
    )
    titles = titles_of(said, tree, meta.sitename, address)
    meta.title, meta.title_from, meta.headline = titles.title, titles.title_from, titles.headline
    if not meta.title and (found := line(extract_title(tree))):
        meta.title, meta.title_from = found, "trafilatura"
    meta.description = tidy(
        said.first("og:description", "description", "twitter:description", "dc.description") or said.text("description")
    )
    meta.house = house_of(meta.sitename, [*publishers, *site_parts(tree, meta.title)], address)
    authors = authors_of(said, page, meta.house)
    meta.authors, meta.authors_from, meta.organisations = authors.names, authors.witness, authors.organisations
    meta.languages_said = list(_languages(said, tree))
    meta.language, meta.language_from = language_of(meta.languages_said, "")
    dates = dates_of(said, tree, page, address, date_context(meta, now, timezone))
    meta.published, meta.published_from, meta.refused_date = dates.published, dates.published_from, dates.refused
    meta.guessed = dates.guessed
    meta.modified, meta.modified_from = dates.modified, dates.modified_from
    meta.section = said.text("articleSection") or tidy(said.first("article:section", "section"))
    meta.tags = _tags(said)
    image = said.first("og:image", "og:image:url", "twitter:image") or _image(said)
    # A signature lets everybody see the picture; only where the page itself was had by a secret may it be that one.
    meta.image_url = web_address(address, image, hides_secrets=holds_hidden(address or ""))
    meta.is_free = _free(said)
    return meta, said


def date_context(meta: Metadata, now: datetime, timezone: tzinfo | None) -> DateContext:
    """How dates are written on a page: in its language, and as where that is at home."""
    tag = next((tag for _, tag in meta.languages_said if tag), None)
    return DateContext(now, tag, page_order(tag), timezone)


def settle_titles(meta: Metadata, tree: _Element, url: str | None, headings: list[str]) -> None:
    """Title and headline once more, now that it is known which `headings` stand over the text, the nearest last."""
    titles = Titles(meta.title, meta.title_from, meta.headline)
    titles = agreed(titles, tree, (meta.sitename, url or meta.canonical_url), headings)
    meta.title, meta.title_from, meta.headline = titles.title, titles.title_from, titles.headline


def _languages(said: Said, tree: _Element) -> Iterator[tuple[LanguageFrom, str | None]]:
    root = tree if tree.tag == "html" else tree.getroottree().getroot()
    yield (
        "html_lang",
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"),
    )
    yield "json_ld", said.text("inLanguage")
    yield "meta", said.first("og:locale", "content-language", "language", "dc.language")


def _tags(said: Said) -> list[str]:
    listed = said.meta.get("article:tag", []) + said.names("keywords", "about")
    if len(listed) < 2:
        # One text with commas is the usual form of keywords.
        commas = [*listed, *said.meta.get("news_keywords", ()), *said.meta.get("keywords", ())]
        listed = [part for text in commas for part in re.split(r"[,;]", text)]
    elif isinstance(said.article.get("keywords"), str):
        # Beside other tags too; in a list of keywords a comma belongs to its keyword.
        listed = [part for text in listed for part in (text.split(",") if text == said.text("keywords") else [text])]
    tags = {tag.casefold(): tag for text in listed if (tag := line(html.unescape(text))) and len(tag) <= 80}
    return list(tags.values())[:50]


def _canonical(said: Said, tree: _Element, url: str | None) -> str | None:
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    start = web_address(url, base) or url
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical" and link.get("href"):
            stated = web_address(start, link.get("href"))
            own = web_address(start, said.first("og:url"))
            return own if stated and own and _is_front_page(stated) and not _is_front_page(own) else stated
    return web_address(None, extract_url(tree))


def _is_front_page(address: str) -> bool:
    """Some systems call the front page the canonical address of every page."""
    parts = urlsplit(address)
    return parts.path in {"", "/"} and not parts.query


def web_address(base: str | None, href: str | None, *, hides_secrets: bool = True) -> str | None:
    """What a page links to as an absolute web address, None for anything else, such as `http://[domain]/`."""
    if not href or not href.strip():
        return None
    try:
        address = urljoin(base or "", href.strip())
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        return public_address(address) if hides_secrets else address
    except ValueError:
        return None


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
