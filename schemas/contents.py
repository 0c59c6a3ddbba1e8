"""The kinds of content that are read as articles, one line each.

What is named here is found in folders, taken from WARC files and followed in feeds. How a kind is read is in the module
of its name in tasks/clean/contents. A new kind is one line here and that file.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContentKind:
    name: str
    """The module in tasks/clean/contents that reads it."""
    suffixes: tuple[str, ...]
    types: tuple[str, ...] = ()
    """Media types, in small letters, without parameters."""
    is_taken_at_its_word: bool = False
    """Whether a name or label is believed. Other kinds are known by their bytes alone."""


CONTENT_KINDS = (
    ContentKind("markdown", (".md",), ("text/markdown",), is_taken_at_its_word=True),
    ContentKind("plain_text", (".txt",), ("text/plain",), is_taken_at_its_word=True),
    ContentKind(
        "web_page", (".html", ".htm", ".xhtml"), ("text/html", "application/xhtml+xml"), is_taken_at_its_word=True
    ),
    ContentKind("mhtml", (".mhtml", ".mht"), ("multipart/related", "message/rfc822")),
    ContentKind("pdf", (".pdf",), ("application/pdf", "application/x-pdf")),
    ContentKind("word", (".docx",), ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)),
    ContentKind("epub", (".epub",), ("application/epub+zip",)),
)
ARTICLE_SUFFIXES = tuple(suffix for kind in CONTENT_KINDS for suffix in kind.suffixes)
MEDIA_TYPES = frozenset(media_type for kind in CONTENT_KINDS for media_type in kind.types)


def media_type_of(label: object) -> str:
    """The media type of a Content-Type in small letters, without parameters (RFC 9110, section 8.3.1); empty where
    there is none. Of several, which some servers and writers join by a comma, the first.
    """
    return str(label or "").partition(";")[0].partition(",")[0].strip().lower()
