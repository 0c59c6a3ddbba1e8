"""The few records that cross the borders between steps, and the Parquet layout each is handed over in.

A row belongs to the candidate with its `position`: the place of a candidate in its run, from 0. A step's file
holds only what that step adds; the loader joins them by position.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Self

import pyarrow as pa

_INSTANT = pa.timestamp("us", tz="UTC")
_TEXTS = pa.list_(pa.string())


class Record:
    """A frozen row. Values are plain: what Parquet can hold, so that any tool can read the files."""

    __slots__ = ()
    LAYOUT: pa.Schema

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.LAYOUT.names}

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        return cls(**row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate(Record):
    """One thing a source offered: an address to fetch, a file to read, or content given inline."""

    position: int
    source_id: str
    source_name: str
    source_kind: str
    source_location: str
    source_homepage: str | None = None
    source_language: str | None = None
    source_country: str | None = None
    address: str
    """The key: a normalised URL or a file's URI. One address, one article."""
    address_id: str
    url: str | None = None
    """The web address as the source wrote it: what is fetched, and what the article is known by."""
    file: str | None = None
    inline: bytes | None = None
    inline_type: str | None = None
    # what the source said
    known_title: str | None = None
    known_authors: list[str] | None = None
    known_published: str | None = None
    known_language: str | None = None
    # what the last run left
    last_payloads: list[str] | None = None
    """SHA-256 of what this address held last time, where that was judged for good: the same bytes need no second look."""
    # set where discovery already knows the end
    reason: str | None = None
    detail: str | None = None

    LAYOUT = pa.schema(
        [
            ("position", pa.int32()),
            ("source_id", pa.string()),
            ("source_name", pa.string()),
            ("source_kind", pa.string()),
            ("source_location", pa.string()),
            ("source_homepage", pa.string()),
            ("source_language", pa.string()),
            ("source_country", pa.string()),
            ("address", pa.string()),
            ("address_id", pa.string()),
            ("url", pa.string()),
            ("file", pa.string()),
            ("inline", pa.binary()),
            ("inline_type", pa.string()),
            ("known_title", pa.string()),
            ("known_authors", _TEXTS),
            ("known_published", pa.string()),
            ("known_language", pa.string()),
            ("last_payloads", _TEXTS),
            ("reason", pa.string()),
            ("detail", pa.string()),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture(Record):
    """What fetching a candidate gave: bytes in the archive, or a reason why there are none (or no new ones)."""

    position: int
    reason: str | None = None
    """None where the capture goes on to be cleaned."""
    detail: str | None = None
    capture_id: str | None = None
    warc_file: str | None = None
    """Relative to the archive."""
    warc_offset: int | None = None
    warc_length: int | None = None
    payload_sha256: str | None = None
    payload_bytes: int | None = None
    content_type: str | None = None
    fetched_at: datetime
    elapsed_ms: int = 0
    final_url: str | None = None
    http_status: int | None = None
    ip: str | None = None
    redirects: int = 0

    LAYOUT = pa.schema(
        [
            ("position", pa.int32()),
            ("reason", pa.string()),
            ("detail", pa.string()),
            ("capture_id", pa.string()),
            ("warc_file", pa.string()),
            ("warc_offset", pa.int64()),
            ("warc_length", pa.int64()),
            ("payload_sha256", pa.string()),
            ("payload_bytes", pa.int64()),
            ("content_type", pa.string()),
            ("fetched_at", _INSTANT),
            ("elapsed_ms", pa.int32()),
            ("final_url", pa.string()),
            ("http_status", pa.int16()),
            ("ip", pa.string()),
            ("redirects", pa.int16()),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Record):
    """The clean record made from a capture, or the reason why none could be made."""

    position: int
    reason: str | None = None
    detail: str | None = None
    content_hash: str | None = None
    """Of title and text: decides whether this is a new version."""
    text_hash: str | None = None
    """Of the text alone: decides whether this is the same text under another address."""
    title: str | None = None
    title_from: str | None = None
    headline: str | None = None
    description: str | None = None
    body: str | None = None
    paragraphs: list[dict[str, int]] = field(default_factory=list)
    """Offsets into body, in code points: body[char_start:char_end]."""
    language: str | None = None
    language_from: str | None = None
    place: str | None = None
    section: str | None = None
    authors: list[dict[str, str]] = field(default_factory=list)
    authors_from: str | None = None
    tags: list[dict[str, str]] = field(default_factory=list)
    published_at: datetime | None = None
    published_precision: str | None = None
    published_from: str | None = None
    refused_date: str | None = None
    """A date that was said but cannot be one of publication."""
    modified_at: datetime | None = None
    canonical_url: str | None = None
    sitename: str | None = None
    image_url: str | None = None
    is_free: bool | None = None
    page_kind: str | None = None
    links: list[dict[str, str]] = field(default_factory=list)
    charset: str | None = None
    replacement_count: int = 0
    """Characters that could not be decoded."""
    extractor: str | None = None
    extractor_version: str | None = None
    elapsed_ms: int = 0

    LAYOUT = pa.schema(
        [
            ("position", pa.int32()),
            ("reason", pa.string()),
            ("detail", pa.string()),
            ("content_hash", pa.string()),
            ("text_hash", pa.string()),
            ("title", pa.string()),
            ("title_from", pa.string()),
            ("headline", pa.string()),
            ("description", pa.string()),
            ("body", pa.string()),
            ("paragraphs", pa.list_(pa.struct([("char_start", pa.int32()), ("char_end", pa.int32())]))),
            ("language", pa.string()),
            ("language_from", pa.string()),
            ("place", pa.string()),
            ("section", pa.string()),
            ("authors", pa.list_(pa.struct([("author_id", pa.string()), ("name", pa.string())]))),
            ("authors_from", pa.string()),
            ("tags", pa.list_(pa.struct([("tag_id", pa.string()), ("name", pa.string())]))),
            ("published_at", _INSTANT),
            ("published_precision", pa.string()),
            ("published_from", pa.string()),
            ("refused_date", pa.string()),
            ("modified_at", _INSTANT),
            ("canonical_url", pa.string()),
            ("sitename", pa.string()),
            ("image_url", pa.string()),
            ("is_free", pa.bool_()),
            ("page_kind", pa.string()),
            ("links", pa.list_(pa.struct([("url", pa.string()), ("host", pa.string()), ("anchor", pa.string())]))),
            ("charset", pa.string()),
            ("replacement_count", pa.int32()),
            ("extractor", pa.string()),
            ("extractor_version", pa.string()),
            ("elapsed_ms", pa.int32()),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Record):
    """What the checks say of one article: `held` keeps it out of the tables, `flags` go with it."""

    position: int
    held: bool
    failures: list[dict[str, str | None]]
    """Every failed check: check_id, severity, action, observed (the feature's value as text)."""

    LAYOUT = pa.schema(
        [
            ("position", pa.int32()),
            ("held", pa.bool_()),
            (
                "failures",
                pa.list_(pa.struct([(name, pa.string()) for name in ("check_id", "severity", "action", "observed")])),
            ),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult(Record):
    """What one check gave over one batch."""

    check_id: str
    expectation: str
    column_name: str | None
    severity: str
    action: str
    status: str
    """pass, fail or error."""
    evaluated: int
    unexpected: int
    message: str | None = None

    LAYOUT = pa.schema(
        [
            ("check_id", pa.string()),
            ("expectation", pa.string()),
            ("column_name", pa.string()),
            ("severity", pa.string()),
            ("action", pa.string()),
            ("status", pa.string()),
            ("evaluated", pa.int32()),
            ("unexpected", pa.int32()),
            ("message", pa.string()),
        ]
    )


for _record in (Candidate, Capture, Article, Verdict, CheckResult):
    # A field without a place in its file would be lost without a word between two steps.
    assert [f.name for f in fields(_record)] == _record.LAYOUT.names, _record
