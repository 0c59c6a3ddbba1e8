"""Warehouses with a past, made by SQL in a moment: for the quality page's tests, its benchmark, and for looking at
it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb
import yaml

from schemas.checks import batch_checks
from schemas.errors import QualityGateClosed
from schemas.settings import Settings
from tasks.audit.days import audit
from tasks.load.audits import record_audit
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.state import record_stop

HERE = Path(__file__).parent
FAULTS = {
    "skerravoe-mail": "silent",
    "marrowby-examiner": "paywall",
    "radio-estuary": "denied",
    "north-ledger": "undated",
    "kustbladet": "mojibake",
    "tharn-valley-post": "copies",
}
"""A source each -> what is wrong with it on the last whole day, and since (faults/*.sql)."""
OUTLETS = (
    "harbour-courier", "north-ledger", "radio-estuary", "marrowby-examiner", "tharn-valley-post", "skerravoe-mail",
    "kustbladet", "the-slow-quarterly",
)  # fmt: skip


_GONE = """-- What was loaded of these is not there then.
DELETE FROM article_versions WHERE article_id IN (SELECT id FROM chosen);
DELETE FROM articles WHERE article_id IN (SELECT id FROM chosen);
DELETE FROM paragraphs WHERE article_id IN (SELECT id FROM chosen);
DELETE FROM article_authors WHERE article_id IN (SELECT id FROM chosen);
"""


@dataclass(frozen=True)
class History:
    """So many days up to `today`, on which only the morning's run has happened."""

    today: date = date(2026, 4, 2)
    names: tuple[str, ...] = OUTLETS
    days: int = 70
    per_day: int = 24
    word: str = "words "

    @property
    def now(self) -> datetime:
        """A few minutes after the last run."""
        return datetime(self.today.year, self.today.month, self.today.day, 6, 5, tzinfo=UTC)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)


def make(folder: Path, history: History, faults: dict[str, str] | None = None, empty: Path | None = None) -> Settings:
    """A data folder with warehouse and snapshot. `faults`: source -> fault. `empty`: a warehouse with tables, to begin
    from.
    """
    settings = Settings(home=folder, sources_file=folder / "sources.yaml", writer_wait_seconds=0)
    settings.private.mkdir(parents=True, exist_ok=True)
    declared = [{"name": name, "kind": "feed", "location": "https://news.example/feed"} for name in history.names]
    settings.sources_file.write_text(yaml.safe_dump({"sources": declared}), encoding="utf-8")
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
            "word": history.word,
            "checks": of_sources,
        }
        for name, value in variables.items():
            database.execute(f"SET VARIABLE {name} = ?", [value])
        database.execute((HERE / "past.sql").read_text(encoding="utf-8"))
        for source, fault in (faults or {}).items():
            database.execute("SET VARIABLE source = ?", [source])
            database.execute("SET VARIABLE day = ?", [history.yesterday])
            database.execute((HERE / "faults" / f"{fault}.sql").read_text(encoding="utf-8"))
            database.execute(_GONE)
    shutil.copy(settings.warehouse, settings.snapshot)
    return settings


def judge_yesterday(settings: Settings, history: History) -> None:
    """The nightly audit as it is, recorded and published."""
    at = datetime.combine(history.today, time(0, 20), UTC)
    results = audit(batch_checks(), history.yesterday, settings, at)
    record_audit(results, history.yesterday, "completed", f"{at:%Y%m%dT%H%M%S}-aud17e", settings, at)
    publish(settings)


def stop_at_a_gate(settings: Settings, at: datetime) -> None:
    """A run that a check stopped: nothing of it is published, and its folder waits."""
    closed = QualityGateClosed(
        "batch 00001: check kind_as_a_number could not be evaluated: a column of words", "Mend the check."
    )
    with new_run(RunRequest(inputs=["harbour-courier"]), settings, at) as run:
        record_stop(run.folder, closed, at)
