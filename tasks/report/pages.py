"""Pages from figures: what the templates get, and the files that are written. A file is written only where its content
changed.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from markupsafe import Markup

from schemas.checks import BatchCheck, Check
from schemas.outcomes import REASONS
from tasks.files import user_cache
from tasks.files.atomic import make_folder
from tasks.report import said
from tasks.report.attention import Standing, counted, standings
from tasks.report.causes import Cause, query_command
from tasks.report.charts import Chart
from tasks.report.figures import Figures, Row
from tasks.report.panels import funnel as funnels
from tasks.report.panels import series, tables
from tasks.report.panels.tables import of_sources
from tasks.report.pipeline import Pace, of_pipeline, pace_of
from tasks.report.queries import failed_by, queries
from tasks.report.said import OF_RUN, Level, file_name
from tasks.report.verdict import PageVerdict, verdict_of
from tasks.runs.scheduled import FlowEnd
from tasks.runs.state import StoppedRun
from tasks.store.disk import DiskForecast
from tasks.store.engine import literal

MOST_CHARTS = 12
"""Small charts per panel: of the sources with the worst state, then of those with most articles."""
MOST_LENGTHS = 4
MOST_ROWS = 40
"""Rows per table; the page says how many are left out, and gives the query that shows all."""
MOST_ATTENTION = 25
MOST_RUNS_SHOWN = 20
MOST_REPORTS = 12
MOST_QUOTES = 4
"""Reports and shared quotations that are shown of a story."""

PANELS = {
    "attention": "Attention", "funnel": "Funnel", "volume": "Volume", "stories": "Stories",
    "failures": "Fetch failures", "held": "Held", "fields": "Fields", "coverage": "Coverage", "checks": "Checks",
    "drift": "Drift", "copies": "Duplicates", "delay": "Delay", "runs": "Runs", "sources": "Sources",
}  # fmt: skip
"""Id of each panel, in order -> its name. Stories are left out where none are known."""


@dataclass(frozen=True, slots=True)
class OverviewData:
    """Everything that the overview shows."""

    figures: Figures
    checks: Mapping[str, BatchCheck]
    pace: Pace
    pipeline: list[Cause]
    standings: list[Standing]
    total_volume: series.Series
    volumes: list[series.Series]
    failures: list[series.Series]
    drift: list[tables.Drift]
    lengths: list[series.Series]
    sentences: Mapping[str, str]
    """Check -> why it is there, in a sentence."""
    not_a_check: str
    """Said of a check that has results and is not in `sentences`."""
    charts: list[Chart] = field(default_factory=list)
    disk: DiskForecast | None = None

    @property
    def verdict(self) -> PageVerdict:
        return verdict_of(self.figures, self.standings, self.pipeline)

    @property
    def attention(self) -> list[Standing]:
        return [standing for standing in self.standings if standing.causes]

    @property
    def written_until(self) -> datetime:
        """When a later run should have replaced it."""
        return self.pace.stale_at(self.figures.span.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageInputs:
    """What the pages show that is not in the snapshot."""

    checks: Mapping[str, BatchCheck]
    of_articles: list[Check] | None = None
    """None where they cannot be read."""
    stops: list[StoppedRun] = field(default_factory=list)
    declared: Collection[str] | None = None
    """Names of the declared sources; None where they cannot be read."""
    ends: list[FlowEnd] = field(default_factory=list)
    """How the last scheduled run of each flow ended."""
    schedule: timedelta | None = None
    disk: DiskForecast | None = None


def overview(figures: Figures, inputs: PageInputs) -> OverviewData:
    """The page's content, charts not yet drawn."""
    checks = inputs.checks
    pace = pace_of(figures, inputs.schedule, inputs.declared)
    found = standings(figures, checks, inputs.declared)
    drift = tables.drift(figures, checks)
    charted = _charted(figures, found)
    total, volumes = series.total_volume(figures), series.volumes(figures, charted)
    failures = series.failures_by_kind(figures, MOST_CHARTS)
    lengths = series.lengths(figures, [row.source for row in drift[:MOST_LENGTHS]])
    charts = [shown.chart for shown in [total, *volumes, *failures, *lengths] if shown.chart]
    pipeline = of_pipeline(figures, checks, inputs.stops, pace, inputs.ends, inputs.disk)
    sentences = {check.id: check.reason for check in [*(inputs.of_articles or ()), *checks.values()]}
    return OverviewData(
        figures, checks, pace, pipeline, found, total, volumes, failures, drift, lengths, sentences,
        "" if inputs.of_articles is None else series.LEFT_OUT, charts, inputs.disk,
    )  # fmt: skip


def _charted(figures: Figures, found: list[Standing]) -> list[str]:
    """The worst, then the largest."""
    brought: dict[str, int] = {}
    for row in figures.volume:
        brought[row["source"]] = brought.get(row["source"], 0) + row["loaded"]
    ordered = sorted(found, key=lambda s: (-s.level, -brought.get(s.source, 0), s.source))
    return [standing.source for standing in ordered[:MOST_CHARTS]]


def index_html(page: OverviewData, drawings: dict[str, str]) -> str:
    """The overview."""
    return _render("index.html", page=page, drawings=drawings, sql=queries(page.figures.span), **_panels(page))


def day_html(page: OverviewData) -> str:
    """What the runs of the last 24 hours loaded and lost, one by one."""
    return _render("day.html", page=page, sql=queries(page.figures.span))


def _panels(page: OverviewData) -> dict[str, Any]:
    figures = page.figures
    checks, silent_checks = series.checks(figures)
    worst = [standing.source for standing in page.standings]
    copies = figures.duplicates
    return {
        "counted": counted(page.standings),
        "asking": {row["source"]: row for row in figures.asking},
        "funnel": funnels.funnel(figures),
        "held": tables.held(figures, MOST_ROWS),
        "completeness": tables.completeness(figures),
        "coverage": series.coverage(figures, worst[:MOST_ROWS]),
        "checks": checks,
        "silent_checks": silent_checks,
        "drift": page.drift,
        "copies": copies,
        "delays": tables.delays(figures),
        "sentences": page.sentences,
    }


def source_html(page: OverviewData, standing: Standing, rows: dict[str, Any], drawings: dict[str, str]) -> str:
    """The page of one source, with the details that the overview leaves out."""
    given = {"page": page, "standing": standing, "drawings": drawings, "sql_name": literal(standing.source)}
    return _render("source.html", **given, **rows)


def run_html(run: Row, endings: list[Row], losses: list[Row], page: OverviewData) -> str:
    """The page of one run: how its candidates ended, and what it lost."""
    told = [{**row, "words": REASONS[row["reason"]].words if row["reason"] in REASONS else ""} for row in endings]
    return _render("run.html", page=page, run=run, endings=told, losses=losses)


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
        bytecode_cache=_compiled(),
    )
    folder = files("tasks.report").joinpath("templates")
    style, script = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("style.css", "script.js"))
    templates.filters.update(
        number=said.number, amount=said.amount, share=said.share, hours=said.hours, took=said.took, moment=said.moment,
        day=said.day, short=said.short, link=said.link, file_name=file_name, as_is=Markup, command=query_command,
    )  # fmt: skip
    templates.globals.update(
        Level=Level, failed_by=failed_by, run_level=lambda status: OF_RUN.get(status, Level.FAILING), count=said.count,
        copied=said.copied,
        STATES=series.STATES, CHECK_SIGNS=series.CHECK_SIGNS, CHECK_CLASSES=series.CHECK_CLASSES, FIELDS=tables.FIELDS,
        MOST_ROWS=MOST_ROWS, MOST_ATTENTION=MOST_ATTENTION, MOST_RUNS_SHOWN=MOST_RUNS_SHOWN, MOST_REPORTS=MOST_REPORTS,
        MOST_QUOTES=MOST_QUOTES, PANELS=PANELS, DAY_PARTS={"loaded": "loaded", "refused": "lost", "failed": "lost"},
        STYLE=style, SCRIPT=script, POLICY=_policy(style, script),
    )  # fmt: skip
    return templates


def _compiled() -> FileSystemBytecodeCache | None:
    """Where compiled templates are kept: compiling takes 0.2 s of the processor in each process that writes pages.

    Jinja compiles one anew whose text is another. How it is to compile them is said in this file.
    """
    made_by = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    try:
        folder = user_cache() / f"templates-{version('jinja2')}-{made_by}"
        make_folder(folder, 0o700)
        return FileSystemBytecodeCache(str(folder)) if os.access(folder, os.W_OK) else None
    except (OSError, RuntimeError):
        return None


def _policy(style: str, script: str) -> str:
    """The Content-Security-Policy: our style sheet and our script by their hashes, and nothing else."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; base-uri 'none';"
        " form-action 'none'"
    )


_KEYS = ".keys.json"
_FORM = 6
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
        causes = [str(cause) for cause in [*standing.causes, *standing.acknowledged]]
        keys[name] = _key([standing.level, causes, shown[standing.source]])
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
    losses = {row["run_id"]: row["losses"] for row in page.figures.losses_of_runs}
    written = 0
    for run in page.figures.runs:
        name, lost = file_name(run["run_id"]), losses.get(run["run_id"], [])
        keys[name] = _key([run, endings[run["run_id"]], lost])
        if known.get(name) == keys[name] and (folder / name).exists():
            continue
        write(folder / name, run_html(run, endings[run["run_id"]], lost, page))
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
