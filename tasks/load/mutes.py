"""What a person decided about problems that are known, until a day.

Muted: audits record the failures of a check, a source, or a check of a source as `muted`. Acknowledged: the quality
page no longer counts a problem of a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import duckdb

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.load.source_names import names_of_sources
from tasks.load.statements import Decision, transaction
from tasks.load.warehouse import open_warehouse

_IN_FORCE = """
SELECT check_id, source_id::VARCHAR, until, who, coalesce(reason, '')
FROM quality.mutes
QUALIFY row_number() OVER (PARTITION BY check_id, source_id ORDER BY muted_at DESC) = 1
"""


@dataclass(frozen=True, slots=True)
class Mute:
    """Which failures are muted: of a check (None: all), of a source (None: each), up to and with a day."""

    check_id: str | None
    source_id: str | None
    until: date
    who: str
    reason: str

    def covers(self, check_id: str, source_id: str | None, day: date) -> bool:
        is_meant = self.check_id in {None, check_id} and (self.source_id is None or self.source_id == source_id)
        return is_meant and day <= self.until

    @property
    def in_words(self) -> str:
        return f"muted until {self.until} by {self.who}" + (f": {self.reason}" if self.reason else "")


def mute(
    check_id: str | None, source: str | None, until: date, decision: Decision, settings: Settings, now: datetime
) -> None:
    """Record it in place of an earlier one for the same. Raises WarehouseBusy, WarehouseUnusable."""
    with open_warehouse(settings) as database:
        identity = names_of_sources(database).identity(source) if source else None
        with transaction(database, settings):
            database.execute(
                "INSERT INTO quality.mutes (check_id, source_id, until, who, reason, muted_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [check_id, identity, until, decision.who, decision.reason, now],
            )


def mutes_of(database: duckdb.DuckDBPyConnection) -> list[Mute]:
    """The last decision about each; a snapshot of an earlier release has none."""
    there = "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() AND table_name = 'mutes'"
    return [Mute(*row) for row in database.execute(_IN_FORCE).fetchall()] if database.execute(there).fetchone() else []


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
