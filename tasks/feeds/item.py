"""One item of a feed, and what is said instead of items where a document is no feed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from schemas.contents import CONTENT_KINDS
from tasks.feeds.said import FeedFields

_WRAPPED = re.compile(r"(?<![ \t])[ \t]*+[\r\n]\s*+")


_DOCUMENTS = [kind for kind in CONTENT_KINDS if not kind.is_taken_at_its_word]


@dataclass(frozen=True, slots=True)
class FeedItem:
    """`link` is where the article is; `other_link` where else it is said to be, for when that leads nowhere."""

    link: str | None
    said: FeedFields
    label: str
    other_link: str | None = None


class NotAFeed(Exception):
    """What it is, or looks like, in its place."""


def resolved(base: str, link: object) -> str | None:
    """A link as an absolute address, where it is none yet and its feed is on the web."""
    if not isinstance(link, str) or not link.strip():
        return None
    link = mended_link(base, link)
    try:
        # Only the web has links that are relative to a place; a feed on disk says nothing of where it came from.
        return urljoin(base, link) if base.startswith("http") else link
    except ValueError:
        return link


def mended_link(base: str, link: str) -> str:
    """A link without the line breaks of a program that wraps lines; its own host is given the scheme that it lacks."""
    link = _WRAPPED.sub("", link.strip())
    scheme, _, rest = base.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme}://{link}" if host and link.startswith((f"{host}/", "www.")) else link


def is_web_address(link: object) -> bool:
    return isinstance(link, str) and link.strip().lower().startswith(("http://", "https://"))


def is_document(link: object, media_type: object) -> bool:
    """Whether what an item has attached is a document that is read as an article: by its type, else its address."""
    said = str(media_type or "").partition(";")[0].strip().lower()
    if said and said != "application/octet-stream":
        return any(said in kind.types for kind in _DOCUMENTS)
    path = str(link or "").partition("?")[0].partition("#")[0].lower()
    return any(path.endswith(kind.suffixes) for kind in _DOCUMENTS)
