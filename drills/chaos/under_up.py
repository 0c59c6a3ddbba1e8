"""Kills below a running `broadsheet up`, and of `up` itself: the worker, the Prefect server, the supervisor."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.memory import below
from drills.chaos.world import World
from flows.service.claim import named_api
from flows.service.prefect_api import NoAnswer
from schemas.settings import Settings

if TYPE_CHECKING:
    from drills.chaos.__main__ import Tally

_BROADSHEET = str(Path(sys.executable).with_name("broadsheet"))
_NAMES = {"worker": "kill -9 of the worker", "server": "kill -9 of the server", "up": "kill -9 of up"}
_LONGEST = 300


class Up:
    def __init__(self, at: World, folder: Path) -> None:
        self._at = at
        self._log = folder / "up.log"
        self._process: subprocess.Popen[bytes]

    def start(self) -> None:
        environment = os.environ | self._at.environment | {"PREFECT_WORKER_QUERY_SECONDS": "2"}
        environment.pop("PREFECT_API_URL", None)
        command = [_BROADSHEET, "up", "--port", "0", "--page-port", "0", "--every", "1440", "--grace", "5"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, env=environment, stderr=log)
        wait(lambda: "stops all of it" in self._log.read_text())

    def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(120)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def run(self) -> str:
        """Ask for a run of ingest. Gives its id."""
        deployment = self._ask("/deployments/name/ingest/ingest")["id"]
        wanted = {"parameters": {"inputs": [], "due_only": False}, "state": {"type": "SCHEDULED"}}
        made: str = self._ask(f"/deployments/{deployment}/create_flow_run", wanted)["id"]
        return made

    def state(self, run: str) -> str:
        try:
            found: str = self._ask(f"/flow_runs/{run}")["state_type"]
        except NoAnswer:
            return "UNKNOWN"
        return found

    def child(self, word: bytes) -> int | None:
        for pid in below(self._process.pid)[1:]:
            try:
                if word in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
            except OSError:
                continue
        return None

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        until = time.monotonic() + _LONGEST
        while True:
            api = named_api(Settings(home=self._at.home))
            try:
                if api is None:
                    raise NoAnswer("`up` has not come up again")
                found: dict[str, Any] = api.get(path)[0] if body is None else api.post(path, body)
                return found
            except NoAnswer:
                # Its database is busy: a client of Prefect tries again as well.
                if time.monotonic() > until:
                    raise
                time.sleep(1)


def under_up(at: World, folder: Path, tries: int, dice: random.Random, tallies: dict[str, Tally]) -> None:
    from drills.chaos.__main__ import Tally  # noqa: PLC0415 - the two need one another

    tallies |= {name: Tally() for name in _NAMES.values()}
    up = Up(at, folder)
    up.start()
    for number in range(tries):
        # `up` itself every fifth time: it takes its server along, which is slow to come again.
        kind = "up" if number % 5 == 4 else ("worker", "server")[number % 2]
        print(attempt(kind, up, at, dice, tallies[_NAMES[kind]]), flush=True)
    up.stop()


def attempt(kind: str, up: Up, at: World, dice: random.Random, tally: Tally) -> str:
    at.more_articles(2)
    run = up.run()
    wait(lambda: up.state(run) not in {"SCHEDULED", "PENDING"})
    moment = dice.uniform(0, 8)
    time.sleep(moment)
    struck = time.monotonic()
    if kind == "up":
        up.kill()
        up.start()
    elif pid := up.child(b"flows.service.prefect_server" if kind == "server" else b"worker\0start"):
        os.kill(pid, signal.SIGKILL)
    # A run that goes on without its worker tells the server itself; one that is gone is told by the next `up`.
    until = time.monotonic() + _LONGEST
    while not (left := at.sum()).is_whole and time.monotonic() < until:
        if up.state(run) in {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}:
            run = up.run()
        time.sleep(1)
    seconds = time.monotonic() - struck
    tally.note(left, seconds)
    return f"{_NAMES[kind]} after {moment:.1f} s: {seconds:.0f} s; {left}"


def wait(true: Any) -> None:
    until = time.monotonic() + _LONGEST
    while not true():
        if time.monotonic() > until:
            raise SystemExit("it did not happen in time")
        time.sleep(0.2)
