"""The supervisor over small real processes: what dies comes back, what it leaves behind is nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.service.command import places
from flows.service.plan import Options, Plan, logs
from flows.service.reaper import MARK, marked
from flows.service.supervisor import StopRequest, Supervisor
from schemas.errors import BroadsheetError
from schemas.settings import Settings

SLEEPS = (sys.executable, "-S", "-c", "import time; time.sleep(600)")


def until(true: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


class Up:
    """A supervisor in this process, with its own mark."""

    def __init__(self, folder: Path) -> None:
        self.mark = f"test-{folder.name}"
        self.told: list[str] = []
        self.stop = StopRequest()
        self.supervisor = Supervisor(folder, self.mark, self.stop, self.told.append)
        self.supervisor.begin()

    def plan(self, name: str, command: tuple[str, ...] = SLEEPS, **more: Any) -> Plan:
        return Plan(name=name, command=command, environment=os.environ | {MARK: self.mark}, **more)

    def pids(self) -> list[int]:
        return marked(self.mark)


@pytest.fixture
def up(tmp_path: Path):
    up = Up(tmp_path)
    yield up
    up.supervisor.end_all()


def test_what_is_killed_is_started_again_and_told_with_its_log(up, tmp_path: Path):
    up.supervisor.add(up.plan("worker"))
    until(up.pids)
    (before,) = up.pids()
    os.kill(before, signal.SIGKILL)

    def looked() -> bool:
        up.supervisor.check()
        return len(up.told) == 2 and bool(up.pids())

    until(looked)
    assert up.told[0].startswith("worker: ended by SIGKILL after 0 s, starts again in 1 s; see ")
    assert up.told[0].endswith(str(tmp_path / "worker.log"))
    assert up.told[1] == "worker: started again"
    assert up.pids() != [before]


def test_what_never_comes_up_is_given_up_with_its_last_words(up):
    says_why = (sys.executable, "-S", "-c", "import sys; sys.exit('the port is gone')")
    up.supervisor.add(up.plan("server", says_why, health="http://127.0.0.1:9/none"))
    with pytest.raises(BroadsheetError, match=r"the server did not come up: .*the port is gone"):
        up.supervisor.wait_for("server", 60)


def test_what_ends_with_an_error_where_it_should_end_well_is_an_error(up):
    with pytest.raises(BroadsheetError, match="prepare failed: no pool"):
        up.supervisor.run_once(up.plan("prepare", (sys.executable, "-S", "-c", "import sys; sys.exit('no pool')")))


def test_a_run_under_way_may_finish_and_what_takes_longer_is_asked_to_end(up):
    run = {"PREFECT__FLOW_RUN_ID": "1"}
    quick = subprocess.Popen(
        [sys.executable, "-S", "-c", "import time; time.sleep(0.5)"], env=os.environ | {MARK: up.mark} | run
    )
    up.supervisor.finish_runs(grace=60)
    assert quick.wait() == 0
    slow = subprocess.Popen(SLEEPS, env=os.environ | {MARK: up.mark} | run)
    until(lambda: marked(up.mark, only_runs=True))
    subprocess.Popen([sys.executable, "-S", "-c", f"import os; os.waitpid({slow.pid}, 0)"])
    up.supervisor.finish_runs(grace=0)
    assert slow.wait() == -signal.SIGTERM


def test_a_supervisor_that_is_killed_outright_leaves_no_process_behind(tmp_path: Path):
    """Grandchildren in sessions of their own included: neither parents nor sessions lead to them."""
    script = f"""
import os, sys, time
from pathlib import Path
from flows.service.command import places
from flows.service.plan import Options, Plan, logs
from flows.service.reaper import MARK
from flows.service.supervisor import StopRequest, Supervisor
supervisor = Supervisor(Path({str(tmp_path)!r}), "killed", StopRequest(), print)
supervisor.begin()
sleeper = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
child = f"import subprocess, time; subprocess.Popen({{sleeper}}, start_new_session=True); time.sleep(600)"
mark = {{MARK: "killed"}}
supervisor.add(Plan(name="worker", command=(sys.executable, "-S", "-c", child), environment=os.environ | mark))
supervisor.watch()
"""
    supervisor = subprocess.Popen([sys.executable, "-c", script])
    until(lambda: len(marked("killed")) == 2)
    supervisor.kill()
    supervisor.wait()
    until(lambda: not marked("killed"))


def test_asked_to_stop_it_starts_nothing_any_more(up):
    up.stop.ask()
    up.supervisor.add(up.plan("worker"))
    up.supervisor.run_once(up.plan("prepare"))
    assert up.pids() == []


def test_the_folder_of_logs_that_is_told_is_there_and_has_them(tmp_path: Path):
    settings = Settings(home=tmp_path / "data")
    up = Up(logs(settings))
    up.supervisor.run_once(up.plan("prepare", (sys.executable, "-S", "-c", "print('ready')")))
    up.supervisor.end_all()
    [line] = [line for line in places(Options(), settings).splitlines() if line.startswith("  logs ")]
    told = Path(line.split(maxsplit=1)[1])
    assert told == tmp_path / "data" / "logs" / "up"
    assert [path.name for path in told.iterdir()] == ["prepare.log"]
