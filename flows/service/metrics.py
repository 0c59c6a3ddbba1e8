"""`python -m flows.service.metrics DESCRIPTOR`: metrics for Prometheus, read from the snapshot and the data folder on
request.

DESCRIPTOR is the file descriptor of a listening socket. Metrics are counts, times and sizes: no address, setting or
text.
"""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from prometheus_client import CollectorRegistry, MetricsHandler
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from flows.inspect.reading import fetch_rows, opened_snapshot
from flows.service.page import CheckedHandler, serve_http
from schemas.errors import BroadsheetError
from schemas.settings import Settings, load_settings
from schemas.sources import declared_sources
from tasks.notify import read_ledger
from tasks.runs.scheduled import SCHEDULED, last_ends
from tasks.runs.state import run_folders
from tasks.store.disk import forecast
from tasks.store.sql import sql_text

_FRESH = 10.0
"""Seconds for which the metrics are kept: several monitors cost no more than one."""


@dataclass(frozen=True, slots=True)
class MetricQuery:
    """One SQL query of flows/service/questions. Its column `value` is the metric; every other column is a label."""

    question: str
    name: str
    words: str
    is_counter: bool = False

    @property
    def sql(self) -> str:
        return sql_text("flows.service", f"questions/{self.question}")


QUERIES = (
    MetricQuery("outcomes", "broadsheet_candidates", "Candidates of all runs by how they ended.", is_counter=True),
    MetricQuery("runs", "broadsheet_runs", "Runs by flow and how they ended.", is_counter=True),
    MetricQuery("articles", "broadsheet_articles", "Articles in the snapshot."),
    MetricQuery("holds", "broadsheet_holds_open", "Articles that are held, by source."),
    MetricQuery("sources", "broadsheet_sources", "Sources asked so far, of these late by 15 minutes, and failing."),
)
_SUCCESSES = MetricQuery("last_success", "broadsheet_last_success_timestamp_seconds", "When each flow last ended well.")


class Metrics(Collector):
    """All metrics of one data folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._last: list[Metric] = []
        self._until = 0.0
        self._lock = threading.Lock()

    def collect(self) -> Iterator[Metric]:
        with self._lock:  # requests at one time ask the snapshot once
            if time.monotonic() >= self._until:
                self._last = [*_of_snapshot(self._settings, datetime.now(UTC)), *_of_folder(self._settings)]
                self._until = time.monotonic() + _FRESH
            found = self._last
        yield from found


def _of_snapshot(settings: Settings, now: datetime) -> Iterator[Metric]:
    """If the snapshot cannot be read: only that, and the successes that scheduled runs recorded."""
    found: list[Metric] = []
    recorded: dict[str, float] = {}
    try:
        with opened_snapshot(settings) as database:
            parameters = {"now": now, "declared": _declared(settings)}
            found = [_metric(query, database, parameters) for query in QUERIES]
            recorded = {row["flow"]: row["value"] for row in fetch_rows(database, _SUCCESSES.sql)}
    except (BroadsheetError, duckdb.Error):
        found = []
    yield GaugeMetricFamily("broadsheet_snapshot_readable", "1 where the snapshot can be read.", value=bool(found))
    yield from found
    yield from _successes(recorded, settings, now)


def _successes(recorded: dict[str, float], settings: Settings, now: datetime) -> list[Metric]:
    """When each flow last succeeded. `recorded`: Unix times by flow, from the snapshot.

    A run that found nothing due has succeeded too, but has no row: only private/last_ends has its time.
    """
    noted = {end.flow: end.well_at.timestamp() for end in last_ends(settings) if end.well_at}
    last = {flow: max(recorded.get(flow, 0.0), noted.get(flow, 0.0)) for flow in sorted({*recorded, *noted})}
    at = GaugeMetricFamily(_SUCCESSES.name, _SUCCESSES.words, labels=["flow"])
    age = GaugeMetricFamily("broadsheet_last_success_age_seconds", "Seconds since then.", labels=["flow"])
    for flow, epoch in last.items():
        at.add_metric([flow], epoch)
        age.add_metric([flow], now.timestamp() - epoch)
    return [at, age]


def _failed(settings: Settings) -> Metric:
    """Scheduled runs that failed, also those that have no row in the snapshot because they failed before."""
    words = "Scheduled runs that failed, were stopped by a gate, or lost, by flow and state."
    failed = CounterMetricFamily("broadsheet_runs_failed", words, labels=["flow", "state"])
    counts = read_ledger(settings).failed
    for flow in (*SCHEDULED, *sorted(counts.keys() - {*SCHEDULED})):
        for state, count in ({"Failed": 0} | counts.get(flow, {})).items():
            failed.add_metric([flow, state], count)
    return failed


def _declared(settings: Settings) -> list[str] | None:
    """The names of the declared sources: no other source can be late. None if the file cannot be read."""
    try:
        return list(declared_sources(settings.sources_file))
    except BroadsheetError:
        return None


def _metric(query: MetricQuery, database: duckdb.DuckDBPyConnection, parameters: Mapping[str, object]) -> Metric:
    given = {name: value for name, value in parameters.items() if f"${name}" in query.sql}
    rows = fetch_rows(database, query.sql, given or None)
    labels = [name for name in rows[0] if name != "value"] if rows else []
    kind = CounterMetricFamily if query.is_counter else GaugeMetricFamily
    family = kind(query.name, query.words, labels=labels)
    for row in rows:
        family.add_metric([str(row[name]) for name in labels], float(row["value"]))
    return family


def _of_folder(settings: Settings) -> Iterator[Metric]:
    used = GaugeMetricFamily("broadsheet_disk_used_bytes", "Bytes of each part of the data folder.", labels=["part"])
    parts = {
        "snapshot": settings.snapshot,
        "warehouse": settings.warehouse,
        "archive": settings.archive,
        "runs": settings.runs,
        "server": settings.private / "server",
    }
    for name, path in parts.items():
        used.add_metric([name], _bytes_of(path))
    yield used
    if settings.home.exists():
        free = shutil.disk_usage(settings.home).free
        yield GaugeMetricFamily("broadsheet_disk_free_bytes", "Bytes free where the data folder is.", value=free)
        days = forecast(settings, datetime.now(UTC)).days
        if days is not None:
            yield GaugeMetricFamily("broadsheet_disk_days_left", "Days until no run fits any more.", value=days)
    if settings.snapshot.exists():
        at = settings.snapshot.stat().st_mtime
        yield GaugeMetricFamily("broadsheet_snapshot_timestamp_seconds", "When it was published last.", value=at)
    waiting = len(run_folders(settings))
    yield _failed(settings)
    yield GaugeMetricFamily("broadsheet_runs_under_way", "Runs that carry on, or wait to be resumed.", value=waiting)


def _bytes_of(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    total = 0
    for file in path.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:
            continue  # a run that ended meanwhile
    return total


def serve(settings: Settings, listening: socket.socket) -> None:
    """Serve the metrics until the process ends."""
    metrics = CollectorRegistry(auto_describe=False)
    metrics.register(Metrics(settings))

    class Handler(CheckedHandler, MetricsHandler):
        registry = metrics

    serve_http(Handler, listening)


if __name__ == "__main__":
    serve(load_settings(), socket.socket(fileno=int(sys.argv[1])))
