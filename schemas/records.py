"""The few records that cross the borders between steps, and the Parquet layout each is handed over in.

A row belongs to the candidate with its `position`: the place of a candidate in its run, from 0. A step's file
holds only what that step adds; the loader joins them by position.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

from schemas.record import Record, SqlType


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
    warc_offset: Annotated[int | None, SqlType("BIGINT")] = None
    warc_length: Annotated[int | None, SqlType("BIGINT")] = None
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
    warc_offset: Annotated[int | None, SqlType("BIGINT")] = None
    warc_length: Annotated[int | None, SqlType("BIGINT")] = None
    payload_sha256: str | None = None
    payload_bytes: Annotated[int | None, SqlType("BIGINT")] = None
    content_type: str | None = None
    fetched_at: datetime
    elapsed_ms: int = 0
    final_url: str | None = None
    http_status: Annotated[int | None, SqlType("SMALLINT")] = None
    ip: str | None = None
    redirects: Annotated[int, SqlType("SMALLINT")] = 0
    is_conditional: bool | None = None
    """Whether it was asked for only in case that it changed."""
    etag: str | None = None
    last_modified: str | None = None
    retry_at: datetime | None = None
    """Until when the host asked to be left alone."""
    earlier: Annotated[
        list[dict[str, Any]],
        SqlType(
            "STRUCT(fetched_at TIMESTAMPTZ, reason VARCHAR, detail VARCHAR, final_url VARCHAR, http_status SMALLINT, ip VARCHAR, redirects SMALLINT, elapsed_ms INTEGER)[]"
        ),
    ] = field(default_factory=list)
    """Attempts before this one, in the same run."""
    opt_outs: list[str] = field(default_factory=list)
    """What the site says against keeping the page or training on it: noai, tdm-reservation=1, ai-train=no …"""
