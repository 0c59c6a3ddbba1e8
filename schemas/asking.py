"""What is remembered of the sources themselves: how asking each went, and when to ask it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schemas.record import Record


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
