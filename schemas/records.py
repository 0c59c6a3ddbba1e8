"""The few records that cross the borders between steps, and the Parquet layout each is handed over in.

A row belongs to the candidate with its `position`: the place of a candidate in its run, from 0. A step's file
holds only what that step adds; the loader joins them by position.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from schemas.record import Record


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
    """A file's URI: unlike its path, that is plain text even where the name is not UTF-8."""
    inline: bytes | None = None
    inline_type: str | None = None
    came_back: bool = False
    """Nobody offered it: its time to be asked again has come."""
    # what the source said
    known_title: str | None = None
    known_authors: list[str] | None = None
    known_published: str | None = None
    known_language: str | None = None
    # what the source said: kept as its claims, never taken for what the article says of itself
    said_title: str | None = None
    said_author: str | None = None
    said_summary: str | None = None
    said_language: str | None = None
    said_published: datetime | None = None
    said_modified: datetime | None = None
    # where the content is already, in somebody else's WARC file
    warc_file: str | None = None
    """An absolute path."""
    warc_offset: int | None = None
    warc_length: int | None = None
    captured_at: datetime | None = None
    # what the last run left
    last_payloads: list[str] | None = None
    """SHA-256 of what this address held last time, where that was judged for good: the same bytes need no second look."""
    last_url: str | None = None
    """Where that came from, after redirects: what the next two fields are of."""
    last_etag: str | None = None
    last_modified: str | None = None
    """Last-Modified as the server wrote it. It and the ETag are given only where they may be relied on."""
    last_captured_url: str | None = None
    last_captured_at: datetime | None = None
    # set where discovery already knows the end
    reason: str | None = None
    detail: str | None = None

    LAYOUT = {
        "position": "INTEGER",
        "source_id": "VARCHAR",
        "source_name": "VARCHAR",
        "source_kind": "VARCHAR",
        "source_location": "VARCHAR",
        "source_homepage": "VARCHAR",
        "source_language": "VARCHAR",
        "source_country": "VARCHAR",
        "address": "VARCHAR",
        "address_id": "VARCHAR",
        "url": "VARCHAR",
        "file": "VARCHAR",
        "inline": "BLOB",
        "inline_type": "VARCHAR",
        "came_back": "BOOLEAN",
        "known_title": "VARCHAR",
        "known_authors": "VARCHAR[]",
        "known_published": "VARCHAR",
        "known_language": "VARCHAR",
        "said_title": "VARCHAR",
        "said_author": "VARCHAR",
        "said_summary": "VARCHAR",
        "said_language": "VARCHAR",
        "said_published": "TIMESTAMPTZ",
        "said_modified": "TIMESTAMPTZ",
        "warc_file": "VARCHAR",
        "warc_offset": "BIGINT",
        "warc_length": "BIGINT",
        "captured_at": "TIMESTAMPTZ",
        "last_payloads": "VARCHAR[]",
        "last_url": "VARCHAR",
        "last_etag": "VARCHAR",
        "last_modified": "VARCHAR",
        "last_captured_url": "VARCHAR",
        "last_captured_at": "TIMESTAMPTZ",
        "reason": "VARCHAR",
        "detail": "VARCHAR",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture(Record):
    """What fetching a candidate gave: bytes in the archive, or a reason why there are none (or no new ones)."""

    position: int
    reason: str | None = None
    """None where the capture goes on to be cleaned."""
    detail: str | None = None
    capture_id: str | None = None
    warc_file: str | None = None
    """Relative to the archive; absolute where a given WARC file is pointed to."""
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
    is_conditional: bool | None = None
    """Whether it was asked for only in case that it changed."""
    etag: str | None = None
    last_modified: str | None = None
    retry_at: datetime | None = None
    """Until when the host asked to be left alone."""
    earlier: list[dict[str, Any]] = field(default_factory=list)
    """Attempts before this one, in the same run."""
    opt_outs: list[str] = field(default_factory=list)
    """What the site says against keeping the page or training on it: noai, tdm-reservation=1, ai-train=no …"""

    LAYOUT = {
        "position": "INTEGER",
        "reason": "VARCHAR",
        "detail": "VARCHAR",
        "capture_id": "VARCHAR",
        "warc_file": "VARCHAR",
        "warc_offset": "BIGINT",
        "warc_length": "BIGINT",
        "payload_sha256": "VARCHAR",
        "payload_bytes": "BIGINT",
        "content_type": "VARCHAR",
        "fetched_at": "TIMESTAMPTZ",
        "elapsed_ms": "INTEGER",
        "final_url": "VARCHAR",
        "http_status": "SMALLINT",
        "ip": "VARCHAR",
        "redirects": "SMALLINT",
        "is_conditional": "BOOLEAN",
        "etag": "VARCHAR",
        "last_modified": "VARCHAR",
        "retry_at": "TIMESTAMPTZ",
        "earlier": "STRUCT(fetched_at TIMESTAMPTZ, reason VARCHAR, detail VARCHAR, final_url VARCHAR, http_status SMALLINT,"
        " ip VARCHAR, redirects SMALLINT, elapsed_ms INTEGER)[]",
        "opt_outs": "VARCHAR[]",
    }


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
    published_zone: str | None = None
    """What the publisher said, as +05:30."""
    published_from: str | None = None
    refused_date: str | None = None
    """A date that was said but cannot be one of publication."""
    modified_at: datetime | None = None
    modified_precision: str | None = None
    modified_from: str | None = None
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

    LAYOUT = {
        "position": "INTEGER",
        "reason": "VARCHAR",
        "detail": "VARCHAR",
        "content_hash": "VARCHAR",
        "text_hash": "VARCHAR",
        "title": "VARCHAR",
        "title_from": "VARCHAR",
        "headline": "VARCHAR",
        "description": "VARCHAR",
        "body": "VARCHAR",
        "paragraphs": "STRUCT(char_start INTEGER, char_end INTEGER)[]",
        "language": "VARCHAR",
        "language_from": "VARCHAR",
        "place": "VARCHAR",
        "section": "VARCHAR",
        "authors": "STRUCT(author_id VARCHAR, name VARCHAR, kind VARCHAR)[]",
        "authors_from": "VARCHAR",
        "tags": "STRUCT(tag_id VARCHAR, name VARCHAR)[]",
        "published_at": "TIMESTAMPTZ",
        "published_precision": "VARCHAR",
        "published_zone": "VARCHAR",
        "published_from": "VARCHAR",
        "refused_date": "VARCHAR",
        "modified_at": "TIMESTAMPTZ",
        "modified_precision": "VARCHAR",
        "modified_from": "VARCHAR",
        "canonical_url": "VARCHAR",
        "sitename": "VARCHAR",
        "image_url": "VARCHAR",
        "is_free": "BOOLEAN",
        "page_kind": "VARCHAR",
        "links": "STRUCT(url VARCHAR, host VARCHAR, anchor VARCHAR)[]",
        "charset": "VARCHAR",
        "replacement_count": "INTEGER",
        "extractor": "VARCHAR",
        "extractor_version": "VARCHAR",
        "elapsed_ms": "INTEGER",
    }


for _record in (Candidate, Capture, Article):
    # A field without a place in its file would be lost without a word between two steps.
    assert [f.name for f in fields(_record)] == [*_record.LAYOUT], _record
