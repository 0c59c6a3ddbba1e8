"""kill -9 in mid-run: nothing of it goes on working, the next run completes what was cut off; no article is lost, none
is there twice.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]

STAGES = ("*/*/captures.parquet", "*/*/progress", "*/*/verdicts.parquet")
"""What is there after fetching, in the middle of cleaning, after judging."""


def test_runs_killed_at_one_stage_after_the_other_are_completed_by_the_last(process, command, page, tmp_path: Path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(40):
        (pages / f"{number:02}.html").write_text(page(f"Report {number}", f"Report {number}", paragraphs=30))
    for stage in STAGES:
        killed = process.start("ingest", str(pages))
        while killed.poll() is None and not list((process.home / "runs").glob(stage)):
            time.sleep(0.002)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert killed.returncode == -signal.SIGKILL
        gone_by = time.monotonic() + 20
        while still_running := process.still_running():
            assert time.monotonic() < gone_by, still_running
            time.sleep(0.02)

    last = command("ingest", str(pages), "--json", BROADSHEET_BATCH_SIZE="7")
    assert last.code == 0, last.err
    assert command.rows("SELECT count(*) AS n, count(DISTINCT url) AS urls FROM articles") == [{"n": 40, "urls": 40}]
    assert command.rows("SELECT count(*) AS n FROM article_versions") == [{"n": 40}]
    runs = command.rows(
        "SELECT r.discovered, count(*) AS outcomes FROM ops.runs AS r JOIN ops.outcomes USING (run_id)"
        " GROUP BY r.run_id, r.discovered"
    )
    assert runs == [{"discovered": 40, "outcomes": 40}] * len(runs)
    assert command.rows("SELECT resumed FROM ops.runs ORDER BY started_at LIMIT 1") == [{"resumed": True}]
    assert not list((command.home / "runs").iterdir())
