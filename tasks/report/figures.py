"""snapshot -> figures: every number of the pages, read from the views of schemas/views only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import duckdb

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.store.engine import attached
from tasks.store.snapshots import snapshot_to_read
from tasks.store.sql import sql_questions

Row = dict[str, Any]

DAYS = 30
"""Whole days that the pages look back; the view last_days says which."""
MOST_RUNS = 200
_CLOCKS_DIFFER = timedelta(hours=1)
SAMPLES_EACH = 2
MOST_SAMPLES = 400
MOST_LATEST = 20
"""Newest articles and losses on the page of a source, newest stories."""
MOST_OF_DAY = 100
"""Articles, and losses, on the page of the last 24 hours."""
MOST_LOSSES = 50
"""Losses on the page of a run."""


@dataclass(frozen=True, slots=True)
class ReportDays:
    """The days that a page is about, as the view last_days has them: 30 whole days, and the day of the newest run.

    Without a run: the days up to `now`.
    """

    now: datetime
    last_day: date | None = None

    @property
    def now_day(self) -> date:
        return self.now.astimezone(UTC).date()

    @property
    def today(self) -> date:
        """The day of the newest run: what the page shows ends there, also if it is written later."""
        return min(self.last_day or self.now_day, self.now_day)

    @property
    def today_name(self) -> str:
        return "today" if self.today == self.now_day else f"{self.today:%a} {self.today.day} {self.today:%b}"

    @property
    def first(self) -> date:
        return self.today - timedelta(days=DAYS)

    @property
    def days(self) -> list[date]:
        """The whole days, in order."""
        return [self.first + timedelta(days=number) for number in range(DAYS)]

    @property
    def days_and_today(self) -> list[date]:
        return [*self.days, self.today]


@dataclass(frozen=True, slots=True)
class Figures:
    """Rows by question; each field is named as its question in questions.sql."""

    span: ReportDays
    runs: list[Row] = field(default_factory=list)
    pace: list[Row] = field(default_factory=list)
    funnel: list[Row] = field(default_factory=list)
    endings: list[Row] = field(default_factory=list)
    asking: list[Row] = field(default_factory=list)
    checks: list[Row] = field(default_factory=list)
    days: list[Row] = field(default_factory=list)
    volume: list[Row] = field(default_factory=list)
    fetch_failures: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    held_samples: list[Row] = field(default_factory=list)
    completeness: list[Row] = field(default_factory=list)
    coverage: list[Row] = field(default_factory=list)
    check_days: list[Row] = field(default_factory=list)
    pass_rates: list[Row] = field(default_factory=list)
    flapping: list[Row] = field(default_factory=list)
    failed_checks: list[Row] = field(default_factory=list)
    addresses: list[Row] = field(default_factory=list)
    drift: list[Row] = field(default_factory=list)
    duplicates: list[Row] = field(default_factory=list)
    latency: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    latest: list[Row] = field(default_factory=list)
    losses: list[Row] = field(default_factory=list)
    losses_of_day: list[Row] = field(default_factory=list)
    losses_of_runs: list[Row] = field(default_factory=list)
    loaded_of_day: list[Row] = field(default_factory=list)
    stories: list[Row] = field(default_factory=list)
    acknowledged: list[Row] = field(default_factory=list)

    @property
    def total(self) -> Row:
        """Figures of all articles, and of the last 24 hours; zeros where nothing was published yet."""
        names = ("runs", "failed_runs", "loaded", "lost", "held_now")
        return self.totals[0] if self.totals else dict.fromkeys(names, 0)

    @property
    def sources(self) -> list[str]:
        return [row["source"] for row in self.asking]

    @property
    def last_run(self) -> Row | None:
        """The newest ingest run; a run with a start in the future is ignored, because a clock was wrong."""
        return _last(self.runs, self.span.now)

    @property
    def runs_ahead(self) -> list[Row]:
        return [run for run in self.runs if run["started_at"] > self.span.now + _CLOCKS_DIFFER]


QUESTIONS = [name.name for name in fields(Figures) if name.name != "span"]


def figures_of(settings: Settings, now: datetime) -> Figures:
    """The answers to every question; empty where nothing was published yet.

    Raises UsageError for a snapshot that has not the views yet, or is none.
    """
    if not snapshot_to_read(settings).exists():
        return Figures(ReportDays(now))
    try:
        with attached(snapshot_to_read(settings), "READ_ONLY") as (database, _):
            [(last_day,)] = database.execute("SELECT last_day FROM last_days").fetchall()
            span = ReportDays(now, last_day)
            runs = _answer_rows(database, "runs", {"many": MOST_RUNS})
            last = _last(runs, now)
            given = _given(span, last["run_id"] if last else "")
            rest = {name: _answer_rows(database, name, given) for name in QUESTIONS if name != "runs"}
    except duckdb.CatalogException as error:
        raise UsageError(
            f"the snapshot {settings.snapshot} lacks what the page asks for: {str(error).splitlines()[0]}",
            "It was published by an earlier version; the next run of `broadsheet ingest` makes it anew.",
        ) from error
    except duckdb.Error as error:
        raise UsageError(
            f"the snapshot {settings.snapshot} cannot be read: {str(error).splitlines()[0]}",
            "The next run of `broadsheet ingest` publishes a new one.",
        ) from error
    return Figures(span, runs, **rest)


def _last(runs: list[Row], now: datetime) -> Row | None:
    began = (run for run in runs if run["flow"] == "ingest" and run["started_at"] <= now + _CLOCKS_DIFFER)
    return next(began, None)


def _given(span: ReportDays, last_run: str) -> dict[str, Any]:
    return {
        "run_id": last_run,
        "since": datetime.combine(span.first, time(), UTC),
        "yesterday": span.now - timedelta(days=1),
        "first": span.first,
        "today": span.today,
        "each": SAMPLES_EACH,
        "many": MOST_SAMPLES,
        "runs": MOST_RUNS,
        "some": MOST_LATEST,
        "of_day": MOST_OF_DAY,
        "each_run": MOST_LOSSES,
        "soon": span.now + _CLOCKS_DIFFER,
    }


def _answer_rows(database: duckdb.DuckDBPyConnection, name: str, given: dict[str, Any]) -> list[Row]:
    """The rows of the answer as dictionaries; the query gets those of the parameters that it names."""
    sql = sql_questions("tasks.report", "questions")[name]
    answer = database.execute(sql, {key: value for key, value in given.items() if re.search(rf"\${key}\b", sql)})
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
