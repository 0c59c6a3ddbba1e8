"""Pages from figures: what the templates get, and the files that are written. A file is written only where its content
changed.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from schemas.checks import BatchCheck
from schemas.outcomes import REASONS
from tasks.report import said
from tasks.report.attention import Pace, Standing, counted, of_pipeline, pace_of, standings
from tasks.report.causes import Cause
from tasks.report.charts import Chart
from tasks.report.figures import Figures, Row
from tasks.report.panels import funnel as funnels
from tasks.report.panels import series, tables
from tasks.report.panels.tables import of_sources
from tasks.report.said import OF_RUN, Level, file_name
from tasks.report.verdict import PageVerdict, verdict_of
from tasks.runs.state import StoppedRun

MOST_CHARTS = 12
"""Small charts per panel: of the sources with the worst state, then of those with most articles."""
MOST_LENGTHS = 4
MOST_ROWS = 40
"""Rows per table; the page says how many are left out, and gives the query that shows all."""
MOST_ATTENTION = 25
MOST_RUNS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OverviewData:
    """Everything that the overview shows."""

    figures: Figures
    checks: Mapping[str, BatchCheck]
    pace: Pace
    pipeline: list[Cause]
    standings: list[Standing]
    volumes: list[series.Series]
    failures: list[series.Series]
    drift: list[tables.Drift]
    lengths: list[series.Series]
    charts: list[Chart] = field(default_factory=list)

    @property
    def verdict(self) -> PageVerdict:
        return verdict_of(self.figures, self.standings, self.pipeline)

    @property
    def attention(self) -> list[Standing]:
        return [standing for standing in self.standings if standing.causes]

    @property
    def written_until(self) -> datetime:
        """When a later run should have replaced it."""
        return self.figures.span.now + self.pace.patience


def overview(
    figures: Figures, checks: Mapping[str, BatchCheck], stops: list[StoppedRun], declared: Collection[str] | None
) -> OverviewData:
    """The page's content, charts not yet drawn."""
    last = figures.last_run
    pace = pace_of([row["started_at"] for row in figures.pace], last["started_at"] if last else None)
    found = standings(figures, checks, declared)
    drift = tables.drift(figures, checks)
    charted = _charted(figures, found)
    volumes = series.volumes(figures, charted)
    failures = series.failures_by_kind(figures, MOST_CHARTS)
    lengths = series.lengths(figures, [row.source for row in drift[:MOST_LENGTHS]])
    charts = [shown.chart for shown in [*volumes, *failures, *lengths] if shown.chart]
    pipeline = of_pipeline(figures, checks, stops, pace)
    return OverviewData(figures, checks, pace, pipeline, found, volumes, failures, drift, lengths, charts)


def _charted(figures: Figures, found: list[Standing]) -> list[str]:
    """The worst, then the largest."""
    brought: dict[str, int] = {}
    for row in figures.volume:
        brought[row["source"]] = brought.get(row["source"], 0) + row["loaded"]
    ordered = sorted(found, key=lambda s: (-s.level, -brought.get(s.source, 0), s.source))
    return [standing.source for standing in ordered[:MOST_CHARTS]]


def index_html(page: OverviewData, drawings: dict[str, str]) -> str:
    """The overview."""
    return _render("index.html", page=page, drawings=drawings, **_panels(page))


def _panels(page: OverviewData) -> dict[str, Any]:
    figures = page.figures
    checks, silent_checks = series.checks(figures)
    worst = [standing.source for standing in page.standings]
    copies = figures.duplicates
    return {
        "counted": counted(page.standings),
        "funnel": funnels.funnel(figures),
        "held": tables.held(figures, MOST_ROWS),
        "completeness": tables.completeness(figures),
        "coverage": series.coverage(figures, worst[:MOST_ROWS]),
        "checks": checks,
        "silent_checks": silent_checks,
        "drift": page.drift,
        "copies": copies,
        "delays": tables.delays(figures),
    }


def source_html(page: OverviewData, standing: Standing, rows: dict[str, Any], drawings: dict[str, str]) -> str:
    """The page of one source, with the details that the overview leaves out."""
    return _render("source.html", page=page, standing=standing, drawings=drawings, **rows)


def run_html(run: Row, endings: list[Row], page: OverviewData) -> str:
    """The page of one run: how its candidates ended."""
    told = [{**row, "words": REASONS[row["reason"]].words if row["reason"] in REASONS else ""} for row in endings]
    return _render("run.html", page=page, run=run, endings=told)


def _render(name: str, **given: Any) -> str:
    return _templates().get_template(name).render(**given)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("tasks.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(
        number=said.number, amount=said.amount, share=said.share, hours=said.hours, took=said.took, moment=said.moment,
        day=said.day, short=said.short, file_name=file_name, svg=Markup,
    )  # fmt: skip
    templates.globals.update(
        Level=Level, run_level=lambda status: OF_RUN.get(status, Level.FAILING), count=said.count,
        STATES=series.STATES, CHECK_SIGNS=series.CHECK_SIGNS, FIELDS=tables.FIELDS,
        MOST_ROWS=MOST_ROWS, MOST_ATTENTION=MOST_ATTENTION, MOST_RUNS_SHOWN=MOST_RUNS_SHOWN,
    )  # fmt: skip
    return templates


_KEYS = ".keys.json"
_FORM = 2
"""A number that changes with every change of a template."""


def write(path: Path, html: str) -> None:
    """Write a file atomically. It is not synced: after a power cut the next report writes it again."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        # Letters that no text can hold (of a file name that is no UTF-8) become question marks.
        draft.write_bytes(html.encode("utf-8", "replace"))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_sources(page: OverviewData, drawings: dict[str, str], folder: Path) -> int:
    """Write the page of each source whose content changed; return how many were written."""
    folder.mkdir(exist_ok=True)
    known, keys = _known(folder), {}
    shown = of_sources(page.figures, page.checks)
    written = 0
    for standing in page.standings:
        name = file_name(standing.source)
        keys[name] = _key([standing.level, [str(cause) for cause in standing.causes], shown[standing.source]])
        if known.get(name) == keys[name] and (folder / name).exists():
            continue
        write(folder / name, source_html(page, standing, shown[standing.source], drawings))
        written += 1
    _forget(folder, keys)
    if keys != known:
        (folder / _KEYS).write_bytes(orjson.dumps(keys))
    return written


def write_runs(page: OverviewData, folder: Path) -> int:
    """Write a page for each of the newest runs: a run that has ended does not change, so each page is written once."""
    folder.mkdir(exist_ok=True)
    known, keys = _known(folder), {}
    endings: dict[str, list[Row]] = defaultdict(list)
    for row in page.figures.endings:
        endings[row["run_id"]].append(row)
    written = 0
    for run in page.figures.runs:
        name = file_name(run["run_id"])
        keys[name] = _key([run, endings[run["run_id"]]])
        if known.get(name) == keys[name] and (folder / name).exists():
            continue
        write(folder / name, run_html(run, endings[run["run_id"]], page))
        written += 1
    _forget(folder, keys)
    if keys != known:
        (folder / _KEYS).write_bytes(orjson.dumps(keys))
    return written


def _key(shown: object) -> str:
    return hashlib.sha256(orjson.dumps([_FORM, shown], default=str, option=orjson.OPT_NON_STR_KEYS)).hexdigest()[:20]


def _known(folder: Path) -> dict[str, str]:
    """A digest of the content of each file; empty if the note is missing or damaged, and then all are written."""
    try:
        found: dict[str, str] = orjson.loads((folder / _KEYS).read_bytes())
    except (OSError, ValueError):
        return {}
    return found


def _forget(folder: Path, keys: dict[str, str]) -> None:
    for path in folder.glob("*.html"):
        if path.name not in keys:
            path.unlink(missing_ok=True)
