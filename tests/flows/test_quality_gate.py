"""A gate that closes ends the run with exit code 4, publishes nothing, loses nothing, and opens again once it is
mended.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tasks.files.locks import locked

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]

BROKEN = """
checks:
  - id: kind_as_a_number
    expectation: ExpectColumnValuesToBeBetween
    arguments: {column: page_kind, min_value: 3}
    severity: info
    action: flag
    reason: A column of words is compared with a number.
"""


def test_a_check_that_cannot_be_evaluated_stops_the_run_and_the_next_one_completes_it(
    command, prefect, page, tmp_path: Path
):
    (tmp_path / "a.html").write_text(page("Quay to be rebuilt", "The quay"))
    (tmp_path / "broken.yaml").write_text(BROKEN)
    stopped = command("ingest", str(tmp_path / "a.html"), BROADSHEET_CHECKS_FILE=str(tmp_path / "broken.yaml"))
    assert stopped.code == 4
    assert stopped.err.splitlines()[0].startswith(
        "broadsheet: batch 00001: check kind_as_a_number could not be evaluated"
    )
    assert "Traceback" not in stopped.err
    assert not (command.home / "broadsheet.duckdb").exists()
    assert len(list((command.home / "runs").iterdir())) == 1
    page_of_it = (command.home / "reports" / "index.html").read_text(encoding="utf-8")
    assert "stopped by a quality gate" in page_of_it
    assert "check kind_as_a_number could not be evaluated" in page_of_it
    named = {
        "flows": {"name": {"any_": ["ingest"]}},
        "flow_runs": {"state": {"name": {"any_": ["QualityFailed"]}}},
    }
    assert prefect.post("/flow_runs/count", json=named).json() == 1

    assert command("ingest", str(tmp_path / "a.html")).code == 0
    assert command.rows("SELECT status, reason FROM ops.outcomes ORDER BY recorded_at") == [
        {"status": "loaded", "reason": "new"},
        {"status": "unchanged", "reason": "same_payload"},
    ]
    assert "stopped by a quality gate" not in (command.home / "reports" / "index.html").read_text(encoding="utf-8")


def test_another_writer_is_named_and_the_exit_code_is_6(command, page, tmp_path: Path):
    (tmp_path / "a.html").write_text(page("Quay to be rebuilt", "The quay"))
    (command.home / "private").mkdir(parents=True)
    with locked(command.home / "private" / "writer.lock", 0):
        busy = command("ingest", str(tmp_path / "a.html"), BROADSHEET_WRITER_WAIT_SECONDS="0.2")
    assert busy.code == 6
    assert f"is being written by process {os.getpid()} on " in busy.err.splitlines()[0]


def test_a_warehouse_that_is_no_database_is_told_and_kept(command, page, tmp_path: Path):
    (tmp_path / "a.html").write_text(page("Quay to be rebuilt", "The quay"))
    (command.home / "private").mkdir(parents=True)
    (command.home / "private" / "warehouse.duckdb").write_bytes(b"my notes" * 1000)
    told = command("ingest", str(tmp_path / "a.html"))
    assert told.code == 1
    assert "warehouse.duckdb is not a DuckDB database" in told.err.splitlines()[0]
    assert (command.home / "private" / "warehouse.duckdb").read_bytes() == b"my notes" * 1000
