"""The records that one step hands to another: frozen dataclasses whose fields know their type in DuckDB.

A row of a step's file belongs to the candidate with its `position`: the place of a candidate in its run, from 0. A file
holds only what its step adds; the loader joins them by position.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Self, Union, get_args, get_origin, get_type_hints

_SQL_TYPES = {
    int: "INTEGER",
    float: "DOUBLE",
    str: "VARCHAR",
    bool: "BOOLEAN",
    bytes: "BLOB",
    datetime: "TIMESTAMPTZ",
    date: "DATE",
    list[str]: "VARCHAR[]",
}


@dataclass(frozen=True, slots=True)
class SqlType:
    """DuckDB's type of a field, where the annotation does not tell it: `Annotated[int, SqlType("BIGINT")]`."""

    sql: str


class Record:
    """A frozen row. Values are plain: what Parquet can hold, so that any tool can read the files."""

    __slots__ = ()
    LAYOUT: ClassVar[dict[str, str]]
    """DuckDB's type of each field, in order; made from the annotations."""

    def __init_subclass__(cls) -> None:
        hints = get_type_hints(cls, include_extras=True)
        cls.LAYOUT = {name: _sql_type(hints[name]) for name in cls.__annotations__}

    def row(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.LAYOUT}

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        return cls(**row)


def _sql_type(annotation: Any) -> str:
    """Raises KeyError for a type that needs an SqlType and has none."""
    if get_origin(annotation) is Annotated:
        plain, *notes = get_args(annotation)
        return next((note.sql for note in notes if isinstance(note, SqlType) and note.sql), None) or _sql_type(plain)
    if get_origin(annotation) in {Union, UnionType}:
        (annotation,) = (one for one in get_args(annotation) if one is not NoneType)
    return _SQL_TYPES[annotation]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is: the file relative to the archive (somebody else's: absolute), and bytes in it."""

    warc_file: str
    offset: int
    length: int


FROM_FEED = "from=feed"
"""Parameter of the content type of a capture that is the text of a feed, not the page that it belongs to."""


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
    source_cidrs: list[str] | None = None
    source_ports: Annotated[list[int] | None, SqlType("INTEGER[]")] = None
    """What may be reached for this source alone."""
    source_timezone: str | None = None
    address: str
    """The key: a normalised URL or a file's URI. One address, one article."""
    address_id: str
    url: str | None = None
    """The web address as the source wrote it, with its secrets hidden: what the article is known by."""
    secret_url: str | None = None
    """What is fetched, where `url` has a part hidden. No other step reads it, and it is not loaded."""
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
    known_outlet: str | None = None
    manifest_digest: str | None = None
    """Hash of what its manifest says of it; None where that is nothing."""
    is_source_said: bool = False
    """The row of the manifest names the source."""
    # what the source said: kept as its claims, never taken for what the article says of itself
    said_title: str | None = None
    said_author: str | None = None
    said_summary: str | None = None
    said_language: str | None = None
    said_published: str | None = None
    """In ISO 8601, as exactly as it was said: a day, a time with its zone, or without one where none was said."""
    said_modified: str | None = None
    # where the content is already, in somebody else's WARC file
    warc_file: str | None = None
    """An absolute path."""
    warc_offset: Annotated[int | None, SqlType("BIGINT")] = None
    warc_length: Annotated[int | None, SqlType("BIGINT")] = None
    captured_at: datetime | None = None
    # what the last run left
    last_payloads: list[str] | None = None
    """SHA-256 of what this address held last time, where that was judged for good: the same bytes need no second
    look.
    """
    last_url: str | None = None
    """Where that came from, after redirects: what the next two fields are of."""
    last_etag: str | None = None
    last_modified: str | None = None
    """Last-Modified as the server wrote it. It and the ETag are given only where they may be relied on."""
    last_captured_url: str | None = None
    last_captured_at: datetime | None = None
    other_url: str | None = None
    """Where else the article is said to be: asked for where `url` leads nowhere."""
    secret_other_url: str | None = None
    """As `secret_url` is to `url`."""
    said_content: str | None = None
    """The text of the article as its feed carries it, as markup."""
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
            "STRUCT(fetched_at TIMESTAMPTZ, reason VARCHAR, detail VARCHAR, final_url VARCHAR, http_status SMALLINT, ip"
            " VARCHAR, redirects SMALLINT, elapsed_ms INTEGER)[]"
        ),
    ] = field(default_factory=list)
    """Attempts before this one, in the same run."""
    opt_outs: list[str] = field(default_factory=list)
    """What the site says against keeping the page or training on it: noai, tdm-reservation=1, ai-train=no …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Record):
    """What the checks say of one article: `held` keeps it out of the tables, `flags` go with it."""

    position: int
    held: bool
    failures: Annotated[
        list[dict[str, str | None]],
        SqlType("STRUCT(check_id VARCHAR, severity VARCHAR, action VARCHAR, observed VARCHAR, bound VARCHAR)[]"),
    ]
    """Every failed check: check_id, severity, action, observed (the feature's value as text), bound (what it should
    be).
    """


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState(Record):
    """When a source was last asked, how that went, and when the schedule asks it next; see ops.source_states."""

    source_id: str
    asked_at: datetime
    next_ask_at: datetime
    interval_seconds: int
    status: str
    reason: str | None = None
    detail: str | None = None
    failures: int = 0
    items: int = 0
    known_items: int = 0
    most_per_hour: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRead(Record):
    """A feed or sitemap that was had in full: what tells next time whether it is the same again; see ops.documents."""

    source_id: str
    url: str
    answered_url: str
    answered_at: datetime
    sha256: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedRecord(Record):
    """A record of a WARC file that is no candidate, or how many of a kind a file has; see ops.passed_records."""

    source_name: str
    warc_file: str
    reason: str
    records: int = 1
    warc_offset: Annotated[int | None, SqlType("BIGINT")] = None
    """None where the row counts records, which then have no address."""
    address_id: str | None = None
    url: str | None = None
    captured_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditResult(Record):
    """What one check gave for one source on one day; without a source: for the warehouse as a whole."""

    day: date
    source_id: str | None
    source: str | None
    check_id: str
    severity: str
    action: str
    status: str
    """pass, fail, muted (it failed, and a person muted that), error or insufficient_history"""
    observed: float | None
    lowest: float | None
    highest: float | None
    history: int
    """Earlier days that the bounds were learned from."""
    message: str | None
    is_new: bool
    """Whether it failed now and did not when it was last looked at."""
