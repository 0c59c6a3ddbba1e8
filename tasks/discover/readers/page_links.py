"""The feeds that a web page leads to: its alternates first, then links in its text that look like feeds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from lxml import etree

from schemas.contents import media_type_of

_LOOKED_AT = 2_000_000
"""Bytes of a page: its alternates stand in its head, links to its feeds often in its foot."""
_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
        "text/rss",
        "text/rss+xml",
        "text/atom+xml",
    }
)
_FEED_PATH = re.compile(
    r"(?:^|[/._-])(?:rss|feeds?|atom|rdf|syndication)(?:[._-]?(?:xml|rss|rdf|atom|json|php|aspx?|cms))?/?(?:$|[?#])"
    r"|\.(?:rss|atom|rdf)(?:$|[?#])|[?&](?:format|type|feed)=(?:rss|atom|feed)",
    re.IGNORECASE,
)
_FEED_WORDS = re.compile(r"(?<!\w)(?:rss|atom)(?!\w)", re.IGNORECASE)
_LINK = re.compile(r"""<([^<>]{1,4000})>((?:[^<>",]|"[^"]*+")*+)""")
_PARAMETER = re.compile(r""";\s*+(rel|type|title)\s*+=\s*+(?:"([^"]*+)"|([^\s;,"]++))""", re.IGNORECASE)
_LONGEST_FIELD = 20_000
_JSON_OF_ANOTHER_KIND = re.compile(r"wp-json|oembed", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """Absolute addresses, in the order of the page, each once. `language` is the tag that the page says of itself."""

    alternates: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    language: str | None = None


def feed_links(content: bytes, at: str, link_field: str | None = None) -> FeedLinks:
    """The feeds that a page found at `at`, or the field Link of its answer, leads to; those of comments left out."""
    try:
        root = etree.fromstring(content[:_LOOKED_AT], etree.HTMLParser(no_network=True))
    except (etree.LxmlError, ValueError):
        root = None
    if root is None:
        return FeedLinks(_each_once(_named_in_head(at, link_field)))
    base = _joined(at, next((str(href) for tag in root.iter("base") if (href := tag.get("href"))), ""))
    alternates = [
        _joined(base, str(href))
        for link in root.iter("link")
        if "alternate" in str(link.get("rel") or "").lower().split()
        and media_type_of(link.get("type")) in _FEED_TYPES
        and (href := link.get("href"))
        and not _is_of_something_else(f"{href} {link.get('title')}")
    ]
    anchors = [
        _joined(base, str(href))
        for link in root.iter("a")
        if (href := link.get("href"))
        and (_FEED_PATH.search(str(href)) or _FEED_WORDS.search(" ".join([*link.itertext()])[:200]))
        and not _is_of_something_else(str(href))
    ]
    return FeedLinks(_each_once([*alternates, *_named_in_head(at, link_field)]), _each_once(anchors), root.get("lang"))


def _named_in_head(at: str, link_field: str | None) -> list[str]:
    """The alternates of a field Link (RFC 8288, section 3) that are feeds."""
    named = _LINK.findall((link_field or "")[:_LONGEST_FIELD])
    return [
        _joined(at, address)
        for address, parameters in named
        if (said := {name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(parameters)})
        and "alternate" in said.get("rel", "").lower().split()
        and media_type_of(said.get("type")) in _FEED_TYPES
        and not _is_of_something_else(f"{address} {said.get('title')}")
    ]


def _is_of_something_else(words: str) -> bool:
    return "comment" in words.lower() or _JSON_OF_ANOTHER_KIND.search(words) is not None


def _each_once(links: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(links))


def _joined(base: str, link: str) -> str:
    """The absolute address; `feed:` is a scheme that only readers of feeds know, in front of an address or in place of
    http.
    """
    link = link.strip()
    if link.lower().startswith("feed:"):
        link = link[5:]
        link = link if "://" in link else f"http:{link}"
    try:
        return urljoin(base, link)
    except ValueError:
        return link
