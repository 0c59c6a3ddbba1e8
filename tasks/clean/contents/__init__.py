"""The readers of each kind of content: a module for each entry of schemas/contents.py, with two functions.

`is_content(payload)` says by the bytes alone whether they are of this kind; what cannot be known so is False.
`read(job, payload, limits)` makes a ContentRead of them, or the outcome that says why there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Protocol, cast

from schemas.contents import ContentKind
from schemas.outcomes import Outcome
from tasks.archive import Stored
from tasks.clean.metadata.claims import Claims
from tasks.clean.metadata.page_metadata import Metadata

EXTRACTOR_OF_TEXT = "broadsheet"


@dataclass(frozen=True, slots=True)
class CleanInput(Claims):
    """One capture to clean, with what others said of it. `captured_at` is the "now" that dates are judged by."""

    position: int
    stored: Stored
    name: str
    """File name or address: its ending helps where the content does not tell."""
    url: str | None
    captured_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    page_bytes: int
    elements: int
    document_bytes: int = 50_000_000
    """Of the parts of a document, unpacked."""
    document_pages: int = 500


@dataclass(frozen=True, slots=True)
class ContentRead:
    """What reading one kind of content gives."""

    meta: Metadata
    paragraphs: list[str]
    kind: str
    links: list[dict[str, str]]
    extractor: str
    extractor_version: str | None
    charset: str | None = None
    doubt: float | None = None
    """How unsure the model of text was, from 0 to 1; None for other kinds of content."""


class ContentReader(Protocol):
    """The module of one kind of content."""

    is_content: Callable[[bytes], bool]
    read: Callable[[CleanInput, bytes, Limits], ContentRead | Outcome]


def reader_of(kind: ContentKind) -> ContentReader:
    """The module that reads a kind, imported when the first content of its kind comes."""
    return cast(ContentReader, import_module(f"tasks.clean.contents.{kind.name}"))
