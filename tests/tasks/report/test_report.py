"""The pages as files: what is there, what is written again, what is not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.settings import Settings
from tasks.report import Report, report
from tests.histories import OUTLETS, History

PANELS = (
    "attention", "funnel", "volume", "failures", "held", "fields", "coverage", "checks", "drift", "copies", "delay", "runs", "sources",
)  # fmt: skip


def test_every_panel_is_there_in_its_order(calm: tuple[Settings, Report]):
    html = calm[1].index.read_text(encoding="utf-8")
    at = [html.index(f'<section id="{panel}"') for panel in PANELS]
    assert at == sorted(at)


def test_a_page_a_source_and_a_page_a_run_are_written_once(calm: tuple[Settings, Report]):
    settings, first = calm
    assert {path.stem for path in (settings.reports / "source").glob("*.html")} == set(OUTLETS)
    assert first.warnings == []
    assert report(settings, History().now).pages == 1


def test_before_the_first_run_the_page_says_that_nothing_has_run(settings: Settings, now: datetime):
    written = report(settings, now)
    assert "Nothing has run yet: there is nothing to judge." in written.index.read_text(encoding="utf-8")


@pytest.mark.parametrize("moment", [datetime(2026, 4, 2, 6, 5, tzinfo=UTC)])
def test_charts_are_drawn_once(calm: tuple[Settings, Report], moment: datetime):
    charts = {path: path.stat().st_mtime_ns for path in Path(calm[0].reports / ".charts").glob("*.svg")}
    assert len(charts) >= len(OUTLETS)
    report(calm[0], moment)
    assert {path: path.stat().st_mtime_ns for path in charts} == charts
