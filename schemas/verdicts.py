"""What the checks say: of each article, and of each batch. Handed from judging to loading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from schemas.record import Record, SqlType


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Record):
    """What the checks say of one article: `held` keeps it out of the tables, `flags` go with it."""

    position: int
    held: bool
    failures: Annotated[
        list[dict[str, str | None]],
        SqlType("STRUCT(check_id VARCHAR, severity VARCHAR, action VARCHAR, observed VARCHAR, bound VARCHAR)[]"),
    ]
    """Every failed check: check_id, severity, action, observed (the feature's value as text), bound (what it should be)."""


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
