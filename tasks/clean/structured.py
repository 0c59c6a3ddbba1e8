"""What a page says about itself for machines: JSON-LD (schema.org), OpenGraph, meta elements."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson
from lxml.etree import _Element

from tasks.clean.prose import line

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
_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")


@dataclass(slots=True)
class Said:
    """Everything structured that a page says, by name; the first value said counts."""

    article: dict[str, Any] = field(default_factory=dict)
    """The JSON-LD object of the article itself, {} where there is none."""
    types: set[str] = field(default_factory=set)
    """All types of all JSON-LD objects of the page."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    """Contents of meta elements by lower-case property, name or itemprop."""
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)

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
        return [name for prop in properties for name in self._names(self.article.get(prop))]

    def _names(self, value: Any, depth: int = 0) -> Iterator[str]:
        if depth > 3:
            return
        if isinstance(value, list):
            for item in value:
                yield from self._names(item, depth + 1)
        elif isinstance(value, dict):
            if isinstance(value.get("name"), (str, list)):
                yield from self._names(value["name"], depth + 1)
            elif isinstance(value.get("@id"), str) and value["@id"] in self.by_id:
                yield from self._names(self.by_id[value["@id"]].get("name"), depth + 1)
        elif isinstance(value, str) and (text := line(html.unescape(value))):
            yield text


def said_by(tree: _Element) -> Said:
    """Read the page's own statements from its parsed tree. Broken JSON is mended where that is simple, else passed over."""
    said = Said()
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and (content := meta.get("content")):
            said.meta.setdefault(name.strip().lower(), []).append(content)
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            _take(said, _json(script.text))
    return said


def _json(text: str) -> Any:
    text = (
        text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>").strip()
    )
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text)).rstrip("; ")):
        try:
            return orjson.loads(attempt)
        except orjson.JSONDecodeError:
            continue
    return None


def _take(said: Said, value: Any) -> None:
    best = said.article
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
            if types & ARTICLE_TYPES and (not best or _weight(item) > _weight(best)):
                best = item
            stack.extend(
                value for key, value in item.items() if key in ("@graph", "mainEntity", "mainEntityOfPage", "item")
            )
    said.article = best


def _types(item: dict[str, Any]) -> set[str]:
    kinds = item.get("@type")
    named = kinds if isinstance(kinds, list) else [kinds]
    return {kind.rpartition("/")[2] for kind in named if isinstance(kind, str)}


def _weight(item: dict[str, Any]) -> int:
    return sum(bool(item.get(key)) for key in ("headline", "datePublished", "author", "articleBody", "dateModified"))
