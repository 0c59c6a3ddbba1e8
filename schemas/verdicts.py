"""What the checks say: of each article, and of each batch. Handed from judging to loading."""

from __future__ import annotations

from dataclasses import dataclass, fields

from schemas.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Record):
    """What the checks say of one article: `held` keeps it out of the tables, `flags` go with it."""

    position: int
    held: bool
    failures: list[dict[str, str | None]]
    """Every failed check: check_id, severity, action, observed (the feature's value as text), bound (what it should be)."""

    LAYOUT = {
        "position": "INTEGER",
        "held": "BOOLEAN",
        "failures": "STRUCT(check_id VARCHAR, severity VARCHAR, action VARCHAR, observed VARCHAR, bound VARCHAR)[]",
    }


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

    LAYOUT = {
        "check_id": "VARCHAR",
        "expectation": "VARCHAR",
        "column_name": "VARCHAR",
        "severity": "VARCHAR",
        "action": "VARCHAR",
        "status": "VARCHAR",
        "evaluated": "INTEGER",
        "unexpected": "INTEGER",
        "message": "VARCHAR",
    }


for _record in (Verdict, CheckResult):
    assert [f.name for f in fields(_record)] == [*_record.LAYOUT], _record
