"""A person says that a problem of a source is known: recorded, so that the quality page no longer counts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who knows of which problem of a source, until when and why."""

    source: str
    check_id: str | None
    """None: every problem that the source has now."""
    who: str
    reason: str
    until: date
    """The last day (UTC) on which it counts. A day before `now` withdraws what was acknowledged."""


def acknowledge(given: Acknowledgement, settings: Settings, now: datetime) -> None:
    """Record it. Raises UsageError for a source without a run so far, WarehouseBusy, WarehouseUnusable."""
    with open_warehouse(settings) as database:
        found = database.execute("SELECT source_id FROM sources WHERE name = ?", [given.source]).fetchone()
        if found is None:
            raise UsageError(f"there is nothing to acknowledge: no run has met the source {given.source} so far")
        database.execute(
            "INSERT INTO quality.acknowledgements (source_id, check_id, who, reason, acknowledged_at, until)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [found[0], given.check_id, given.who, given.reason, now, given.until],
        )
