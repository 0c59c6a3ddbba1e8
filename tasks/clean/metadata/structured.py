"""What a page says about itself for machines: JSON-LD (schema.org), OpenGraph, meta elements, cheap microdata."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from lxml.etree import XPath, _Element

from tasks.clean.metadata.json_ld import parsed
from tasks.clean.metadata.shown import is_beside
from tasks.clean.prose import letters_of, line, text_in

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "Report",
        "ScholarlyArticle",
        "TechArticle",
        "SocialMediaPosting",
        "AdvertiserContentArticle",
        "AskPublicNewsArticle",
        "SatiricalArticle",
        "Review",
    ]
)
_ORGANISATIONS = frozenset(
    ["Organization", "NewsMediaOrganization", "Corporation", "NGO", "GovernmentOrganization", "WebSite", "Brand"]
)
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "item")


_BEFORE_TYPE = re.compile(r"^.*[/:#]")
""" "https://schema.org/NewsArticle", "schema:NewsArticle"."""
_MARKED = XPath("//*[@itemprop or @property][not(self::meta)]")
_DATES = frozenset(
    ["datepublished", "datecreated", "datemodified", "dc:date", "dc:created", "dc:modified", "dcterms:created"]
)
_DATES_OF_OTHERS = ("datePublished", "dateCreated", "dateModified")
_VALUES = ("content", "datetime", "title")
_LONGEST_DATE = 200
_MOST, _LONGEST = 200, 20_000
"""Contents of a name, and characters of each, that are kept."""


class Named(NamedTuple):
    """A person or thing by name; `is_organisation` where its type says so."""

    name: str
    is_organisation: bool


@dataclass(slots=True)
class Said:
    """Everything structured that a page says, by name; the first value said counts."""

    article: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD object of the article itself, {} where there is none."""
    types: set[str] = field(default_factory=set)
    """All types of all JSON-LD objects of the page."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents of meta elements by lower-case property, name or itemprop."""
    other_dates: dict[str, list[str]] = field(default_factory=dict)
    """Dates of JSON-LD objects that are no articles, such as the page or a recipe, by property."""
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    marked: dict[str, list[str]] = field(default_factory=dict)
    """What shown elements (not those of teasers and comments) are marked as, by lower-case itemprop or property: dates
    of microdata and RDFa. Looked for where JSON-LD and OpenGraph have none.
    """

    def first(self, *names: str) -> str | None:
        for name in names:
            for value in self.meta.get(name, ()):
                if text := line(value):
                    return text
        return None

    def text(self, *names: str) -> str | None:
        """The first of the article's JSON-LD properties that is a text."""
        for name in names:
            value = self.article.get(name)
            if isinstance(value, list):
                value = next((item for item in value if isinstance(item, str)), None)
            if isinstance(value, str) and (text := line(html.unescape(value))):
                return text
        return None

    def names(self, *properties: str) -> list[str]:
        """Names of people or things in a property: texts, objects with a name, references, or lists of these."""
        return [found.name for found in self.named(*properties)]

    def named(self, *properties: str) -> list[Named]:
        """The same, each with what its type says."""
        return [found for prop in properties for found in self._named(self.article.get(prop))]

    def _named(self, value: Any, *, is_organisation: bool = False, depth: int = 0) -> Iterator[Named]:
        if depth > 3:
            return
        if isinstance(value, list):
            for item in value:
                yield from self._named(item, is_organisation=is_organisation, depth=depth + 1)
        elif isinstance(value, dict):
            if _name(value) is None and isinstance(value.get("@id"), str):
                value = self.by_id.get(value["@id"], {})
            kind = is_organisation or bool(_types(value) & _ORGANISATIONS)
            yield from self._named(_name(value), is_organisation=kind, depth=depth + 1)
        elif isinstance(value, str) and (text := line(html.unescape(value))):
            yield Named(text, is_organisation)


def said_by(tree: _Element, url: str | None = None) -> Said:
    """Read the page's own statements from its parsed tree; `url` is where it came from, where that is known. Broken
    JSON is mended where that is simple, else passed over.

    Of several articles in the JSON-LD it is the one with the page's address, else with the page's title, else the one
    that says most.
    """
    said, found = Said(), list[dict[str, Any]]()
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if (
            name
            and (content := meta.get("content"))
            and len(listed := said.meta.setdefault(_known_by(name), [])) < _MOST
        ):
            listed.append(content[:_LONGEST])
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            _take(said, parsed(script.text), found)
    if len(found) > 1:
        said.article = _own(found, said, tree, url)
    elif found:
        said.article = found[0]
    if not said.article.get("datePublished") and "article:published_time" not in said.meta:
        _take_marked(said, tree)
    return said


def _take_marked(said: Said, tree: _Element) -> None:
    for element in islice(cast(list[_Element], _MARKED(tree)), _MOST):
        names = f"{element.get('itemprop') or ''} {element.get('property') or ''}".lower()[:200]
        for name in _DATES.intersection(names.split()):
            value = next((text for key in _VALUES if (text := element.get(key))), None) or text_in(element)
            if value.strip() and not is_beside(element):
                said.marked.setdefault(name, []).append(value[:_LONGEST])


def _own(found: list[dict[str, Any]], said: Said, tree: _Element, url: str | None) -> dict[str, Any]:
    """Which of the articles is that of the page."""
    canonical = next(
        (link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"), None
    )
    addresses = {_place(address) for address in (url, canonical, said.first("og:url")) if address} - {""}
    element = next((text_in(title) for title in tree.iter("title")), None)
    titles = [
        letters for text in (said.first("og:title", "twitter:title"), element) if (letters := letters_of(text or ""))
    ]

    def rank(item: dict[str, Any]) -> tuple[bool, bool, int]:
        own = [item.get("url"), item.get("@id"), item.get("mainEntityOfPage")]
        places = {_place(at.get("@id") or at.get("url") if isinstance(at, dict) else at) for at in own}
        headline = item.get("headline")
        letters = letters_of(headline[:500]) if isinstance(headline, str) else ""
        is_titled = len(letters) > 7 and any(letters in title or title in letters for title in titles)
        return bool(places & addresses), is_titled, _weight(item)

    return max(found, key=rank)


def _place(address: Any) -> str:
    """Host and path of an address, without what tells visits apart; "" for what is none, or a front page."""
    if not isinstance(address, str):
        return ""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    return f"{(parts.hostname or '').removeprefix('www.')}{path}" if parts.hostname and path else ""


def _known_by(name: str) -> str:
    return name[:200].strip().lower()


def _name(item: dict[str, Any]) -> Any:
    """Name of a JSON-LD object: a text or list of texts; None where it has none."""
    if isinstance(item.get("name"), (str, list)):
        return item["name"]
    parts = [part for key in ("givenName", "familyName") if isinstance(part := item.get(key), str)]
    return " ".join(parts) or None


def _take(said: Said, value: Any, found: list[dict[str, Any]]) -> None:
    stack, seen = [value], 0
    while stack and seen < 2000:
        item, seen = stack.pop(), seen + 1
        if isinstance(item, list):
            stack.extend(reversed(item[:500]))
        elif isinstance(item, dict):
            types = _types(item)
            said.types |= types
            if isinstance(item.get("@id"), str) and len(item) > 1:
                said.by_id.setdefault(item["@id"], item)
            if types & ARTICLE_TYPES:
                if len(found) < _MOST:
                    found.append(item)
            else:
                for name in _DATES_OF_OTHERS:
                    if isinstance(text := item.get(name), str):
                        said.other_dates.setdefault(name, []).append(text[:_LONGEST_DATE])
            stack.extend(value for key, value in item.items() if key in _NESTED)


def _types(item: dict[str, Any]) -> set[str]:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return {_BEFORE_TYPE.sub("", kind[:200]) for kind in named if isinstance(kind, str)}


def _weight(item: dict[str, Any]) -> int:
    return sum(bool(item.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "dateModified"))
