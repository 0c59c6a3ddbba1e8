"""snapshot -> pages: reports/index.html, day.html, a page a source and a page a run. Each file is whole or as it was.

views ─ figures ─▶ attention ─ standings, causes ─▶ panels ─ rows, charts ─▶ drawing ─ SVG ─▶ templates ─ HTML
"""

from __future__ import annotations

import stat
from dataclasses import dataclass
from datetime import datetime
from math import inf
from pathlib import Path

from schemas.checks import Check, checks_of_articles, checks_of_days, checks_of_sources
from schemas.errors import BroadsheetError
from schemas.settings import Settings
from schemas.sources import names_declared
from tasks.files.atomic import make_folder
from tasks.files.locks import locked
from tasks.report.charts import drawn
from tasks.report.figures import figures_of
from tasks.report.pages import (
    OverviewData,
    PageInputs,
    day_html,
    index_html,
    overview,
    write,
    write_runs,
    write_sources,
)
from tasks.runs.recovery import stopped_runs
from tasks.runs.scheduled import last_ends, read_schedule
from tasks.store.disk import forecast
from tasks.workers.step_process import StepDied


@dataclass(frozen=True, slots=True)
class Report:
    """What was written, and warnings for a person."""

    index: Path
    pages: int
    """Files that were written, with the overview; the others had not changed."""
    warnings: list[str]


def report(settings: Settings, now: datetime) -> Report:
    """Write the pages of the snapshot as it is now; of two at once, the later one reads the later snapshot.

    Raises UsageError for a snapshot that cannot be read, OSError where a page cannot be written.
    """
    folder = settings.reports
    for each in (folder, folder / "source", folder / "run"):
        make_folder(each, settings.folder_mode)
    make_folder(folder / ".charts", 0o700)
    with locked(_lock_file(settings), inf):
        inputs = PageInputs(
            checks={check.id: check for check in checks_of_days(settings)},
            of_articles=_article_checks(settings),
            stops=stopped_runs(settings),
            declared=names_declared(settings.sources_file),
            ends=last_ends(settings),
            schedule=read_schedule(settings),
            disk=forecast(settings, now),
        )
        page = overview(figures_of(settings, now), inputs)
        drawings, warnings = _drawings(page, folder / ".charts")
        written = write_sources(page, drawings, folder / "source") + write_runs(page, folder / "run")
        write(folder / "day.html", day_html(page))
        # The overview comes last: the pages that it links to exist by then.
        write(folder / "index.html", index_html(page, drawings))
        _open_to_readers(folder, settings.page_mode)
    return Report(folder / "index.html", written + 2, warnings)


def _open_to_readers(folder: Path, mode: int) -> None:
    for page in folder.rglob("*.html"):
        if not page.is_symlink() and stat.S_IMODE(page.stat().st_mode) != mode:
            page.chmod(mode)


def write_report_or_warn(settings: Settings, now: datetime) -> list[str]:
    """Write the pages after something was published. Returns warnings for a person.

    Raises nothing: what was published stays published when the page cannot be written.
    """
    try:
        return report(settings, now).warnings
    except Exception as error:  # any error: the command has already done what it was asked for
        return [f"the quality page was not written: {type(error).__name__}: {error}".splitlines()[0]]


def _article_checks(settings: Settings) -> list[Check] | None:
    """Those of single sources too; None where a file of checks is faulty: whoever loads with it is told."""
    try:
        of_sources = [check for _, check, is_on in checks_of_sources(settings) if is_on]
        return [*of_sources, *checks_of_articles(settings)]
    except BroadsheetError:
        return None


def _drawings(page: OverviewData, folder: Path) -> tuple[dict[str, str], list[str]]:
    """A page without charts has the same figures in its tables, so it is written all the same."""
    try:
        return drawn(page.charts, folder), []
    except StepDied as error:
        return {}, [f"the page has no charts: {str(error).splitlines()[-1]}"]


def _lock_file(settings: Settings) -> Path:
    """Not in `reports/`, which may be served: the file names the process that holds the lock."""
    settings.private.mkdir(parents=True, exist_ok=True)
    return settings.private / "report.lock"
