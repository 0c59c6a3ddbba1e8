"""What an audit finds: one row a check, day and source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schemas.record import Record


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
    """pass, fail, error or insufficient_history"""
    observed: float | None
    lowest: float | None
    highest: float | None
    history: int
    """Earlier days that the bounds were learned from."""
    message: str | None
    is_new: bool
    """Whether it failed now and did not when it was last looked at."""
