"""The pages as files: what is there, what is written again, what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.settings import Settings
from tasks.report import report
from tests.histories import OUTLETS

pytestmark = pytest.mark.xdist_group("quality page")

PANELS = (
    "attention", "funnel", "volume", "failures", "held", "fields", "coverage", "checks", "drift", "copies", "delay",
    "runs",
    "sources",
)  # fmt: skip
"""Without the stories, which are there once an analysis has found some."""


def stamps(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_every_panel_is_there_in_its_order(planted):
    html = planted.written.index.read_text(encoding="utf-8")
    at = [html.index(f'<div id="{panel}"') for panel in PANELS]
    assert at == sorted(at)
    assert planted.written.warnings == []


def test_a_page_a_source_and_a_page_a_run_are_written_and_charts_drawn_only_when_they_show_something_else(planted):
    folders = [planted.settings.reports / name for name in ("source", "run", ".charts")]
    before = [stamps(folder) for folder in folders]
    assert {path.stem for path in before[0] if path.suffix == ".html"} == set(OUTLETS)
    assert len(before[1]) > 100
    assert len(before[2]) > len(OUTLETS)
    assert report(planted.settings, planted.now).pages == 2
    assert [stamps(folder) for folder in folders] == before


def test_pages_that_nothing_links_to_any_more_are_removed(planted):
    gone = planted.settings.reports / "source" / "a-source-of-old.html"
    gone.write_text("old")
    report(planted.settings, planted.now)
    assert not gone.exists()


def test_before_the_first_run_the_page_says_that_nothing_has_run(settings: Settings, now):
    written = report(settings, now)
    assert "Nothing has run yet: there is nothing to judge." in written.index.read_text(encoding="utf-8")


def test_a_page_without_charts_is_whole_and_says_so(planted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr("tasks.report.charts.MODULE", "tasks.no_such_module")
    settings = planted.settings.model_copy(update={"home": tmp_path})
    settings.snapshot.symlink_to(planted.settings.snapshot)
    written = report(settings, planted.now)
    assert written.warnings == ["the page has no charts: tasks.no_such_module ended with exit code 1"]
    assert '<svg class="chart' not in written.index.read_text(encoding="utf-8")
