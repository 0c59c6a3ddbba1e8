"""Warehouses with a past, made by SQL in a moment: for the quality page's tests, its benchmark, and for looking at it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from schemas.checks import batch_checks
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse

PAST = Path(__file__).with_name("past.sql")
OUTLETS = (
    "harbour-courier", "north-ledger", "radio-estuary", "marrowby-examiner", "tharn-valley-post", "skerravoe-mail",
    "kustbladet", "the-slow-quarterly",
)  # fmt: skip


@dataclass(frozen=True)
class History:
    """So many days up to `today`, on which only the morning's run has happened."""

    today: date = date(2026, 4, 2)
    names: tuple[str, ...] = OUTLETS
    days: int = 70
    per_day: int = 24

    @property
    def now(self) -> datetime:
        """A few minutes after the last run."""
        return datetime(self.today.year, self.today.month, self.today.day, 6, 5, tzinfo=UTC)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)


def make(settings: Settings, history: History, changes: list[str], empty: Path | None = None) -> None:
    """Write warehouse and snapshot; `changes` are made to it in SQL. `empty`: a warehouse with tables, to begin from."""
    settings.private.mkdir(parents=True, exist_ok=True)
    if empty:
        shutil.copy(empty, settings.warehouse)
    else:
        with open_warehouse(settings):
            pass
    with duckdb.connect(str(settings.warehouse)) as database:
        database.execute("SET TimeZone = 'UTC'")
        of_sources = [check.id for check in batch_checks() if check.scope == "source"]
        variables = {
            "names": list(history.names),
            "days": history.days,
            "today": history.today,
            "per_day": history.per_day,
            "checks": of_sources,
        }
        for name, value in variables.items():
            database.execute(f"SET VARIABLE {name} = ?", [value])
        database.execute(PAST.read_text(encoding="utf-8"))
        for change in changes:
            database.execute(change)
    shutil.copy(settings.warehouse, settings.snapshot)
