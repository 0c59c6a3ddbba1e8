"""A real `broadsheet up`, for minutes: BROADSHEET_TEST_SCHEDULE=1 runs it.

With a newer SQLAlchemy Prefect creates no scheduled run at all while everything else looks healthy, so whoever changes
a pin of Prefect's runs this.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.service.prefect_api import PrefectApi
from flows.service.reaper import marked_by

pytestmark = [
    pytest.mark.skipif(
        not os.environ.get("BROADSHEET_TEST_SCHEDULE"), reason="takes minutes: BROADSHEET_TEST_SCHEDULE=1"
    ),
    pytest.mark.slow,
]
BROADSHEET = Path(sys.executable).with_name("broadsheet")


def until(true: Callable[[], object], seconds: float = 300) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.5)


class Up:
    def __init__(self, folder: Path) -> None:
        self.home = folder / "data"
        self.pages = folder / "pages"
        self.pages.mkdir()
        (folder / "sources.yaml").write_text(
            "sources:\n  - {name: desk, kind: files, location: pages, every_minutes: 1}\n"
        )
        environment = os.environ | {
            "BROADSHEET_HOME": str(self.home),
            "BROADSHEET_SOURCES_FILE": str(folder / "sources.yaml"),
        }
        environment.pop("PREFECT_API_URL", None)
        words = ["up", "--port", "0", "--page-port", "0", "--metrics-port", "0", "--every", "1"]
        self.process = subprocess.Popen([BROADSHEET, *words], env=environment, cwd=folder)

    def articles(self) -> int:
        snapshot = self.home / "broadsheet.duckdb"
        if not snapshot.exists():
            return 0
        with duckdb.connect(str(snapshot), read_only=True) as database:
            return database.execute("SELECT count(*) FROM articles").fetchone()[0]

    def runs(self) -> list[dict[str, Any]]:
        api = json.loads((self.home / "private" / "up.json").read_text())["api"]
        prefect = PrefectApi(api, timeout=60, password=(self.home / "private/server/api-password").read_text().strip())
        return prefect.post("/flow_runs/filter", {"flows": {"name": {"any_": ["ingest"]}}})

    def kill(self, word: bytes) -> None:
        for pid in marked_by(f"BROADSHEET_HOME={self.home}".encode()):
            if word in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
                return
        raise AssertionError(f"no process of {word!r}")


@pytest.fixture
def up(tmp_path: Path):
    up = Up(tmp_path)
    yield up
    up.process.kill()
    up.process.wait()
    until(lambda: not marked_by(f"BROADSHEET_HOME={up.home}".encode()), 30)


def test_scheduled_runs_appear_run_on_a_worker_and_load_articles_whatever_is_killed_beside_them(up, page):
    (up.pages / "one.html").write_text(page("One", "The quay"))
    until(lambda: up.articles() == 1)
    until(lambda: {True, False} <= {run["auto_scheduled"] for run in up.runs() if run["state_type"] == "COMPLETED"})
    done = next(run for run in up.runs() if run["state_name"] == "Completed")
    assert done["work_pool_name"] == "broadsheet"
    assert done["name"].startswith("all sources, 20")

    for number, killed in enumerate(
        (b"worker\0start", b"flows.service.prefect_server", b"flows.service.page", b"flows.service.reaper"), 2
    ):
        up.kill(killed)
        (up.pages / f"{number}.html").write_text(page(f"Report {number}", f"Report {number}"))
        until(lambda: up.articles() == number)  # noqa: B023

    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(120) == 0
    assert marked_by(f"BROADSHEET_HOME={up.home}".encode()) == []
