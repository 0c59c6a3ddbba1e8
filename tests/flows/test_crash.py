"""kill -9 in mid-run: nothing of it goes on working, the next run completes what was cut off; no article is lost, none
is there twice.
"""

from __future__ import annotations

import signal
import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]

SLOW = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>The ferry waits."
STAGES = ("*/*/captures.parquet", "*/*/progress", "*/*/verdicts.parquet")
"""What is there after fetching, in the middle of cleaning, after judging."""


@pytest.mark.long
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


@pytest.mark.long
def test_a_run_takes_its_new_work_where_completing_an_old_one_hangs(process, page, tmp_path: Path):
    listener = socket.create_server(("127.0.0.1", 0))
    asked = threading.Event()
    held: list[socket.socket] = []

    def answer() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.recv(65_536)
                connection.sendall(SLOW)
                held.append(connection)  # and nothing more, for as long as the other side waits
                asked.set()

    threading.Thread(target=answer, daemon=True).start()
    port = listener.getsockname()[1]
    process.environment |= {
        "BROADSHEET_CONTACT": "desk@example.org",
        "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]',
        "BROADSHEET_ALLOW_PORTS": f"[{port}]",
        "BROADSHEET_RESPECT_ROBOTS": "false",
        "BROADSHEET_FETCH_SECONDS": "100000",
        "BROADSHEET_FETCH_CONNECT_SECONDS": "100000",
    }
    killed = process.start("ingest", f"http://127.0.0.1:{port}/slow")
    assert asked.wait(120)
    killed.kill()
    killed.wait()
    (tmp_path / "new.html").write_text(page("Quay to be rebuilt", "The quay"))
    answer_to_new = process("ingest", str(tmp_path / "new.html"), "--json", BROADSHEET_RECOVERY_SECONDS="4")
    listener.close()
    assert answer_to_new.code == 0, answer_to_new.err
    assert answer_to_new.json["outcomes"] == {"loaded": {"new": 1}}
    assert "StuckRun: no sign of life for " in " ".join(answer_to_new.err.split())
    assert process.rows("SELECT count(*) AS n FROM articles") == [{"n": 1}]
    assert not process.still_running()
    waiting = process("status", "--json").json["waiting"]
    assert ["no sign of life" in str(run) for run in waiting] == [True]
