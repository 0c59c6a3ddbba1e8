"""Keep the processes of `up` alive, say what happened to them, end them in order."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from flows.service.child import Child
from flows.service.plan import Plan
from flows.service.reaper import marked, send, wait_until
from schemas.errors import BroadsheetError

_INTERVAL = 0.5
"""Seconds between two checks of the processes."""


class StopRequest(threading.Event):
    """Set when a person asks to stop; `times` counts how often: the second time means at once."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def ask(self, *_: object) -> None:
        """Ask to stop. Takes the arguments of a signal handler, and ignores them."""
        self.times += 1
        self.set()


class Supervisor:
    """Starts, checks and ends processes. Every one of them inherits `mark`, by which the reaper finds it."""

    def __init__(
        self,
        folder: Path,
        mark: str,
        stop: StopRequest,
        say: Callable[[str], None],
        messages: Callable[[], list[str]] = list,
    ) -> None:
        """`folder` is for the logs. Every check also says what `messages` returns."""
        self._folder = folder
        self._mark = mark
        self._stop = stop
        self._say = say
        self._messages = messages
        self._children: dict[str, Child] = {}
        self._reaper: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the reaper, before anything that it would have to end."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._start_reaper()

    def add(self, plan: Plan) -> None:
        """Start a process and keep it alive; do nothing if a person has asked to stop."""
        if self._stop.is_set():
            return
        child = self._children[plan.name] = Child(plan, self._folder)
        child.start(time.monotonic())

    def check(self) -> None:
        """Restart what has died, and say what happened."""
        if self._reaper is None or self._reaper.poll() is not None:
            self._start_reaper()
        for name, child in self._children.items():
            if message := child.check(time.monotonic()):
                self._say(f"{name}: {message}")
        for message in self._messages():
            self._say(message)

    def watch(self) -> None:
        """Keep everything alive until a person asks to stop."""
        while not self._stop.wait(_INTERVAL):
            self.check()

    def wait_for(self, name: str, seconds: float) -> None:
        """Wait until a process answers. Raises BroadsheetError if it does not in that time, or has died three times."""
        deadline = time.monotonic() + seconds
        while (child := self._children.get(name)) and not self._stop.wait(_INTERVAL) and not child.is_healthy():
            self.check()
            if child.deaths == 3 or time.monotonic() > deadline:
                raise BroadsheetError(f"the {name} did not come up: {child.end_of_log()}", f"Its log: {child.log}")

    def run_once(self, plan: Plan) -> str:
        """Run a process that ends by itself; killed if a person asks to stop. Returns the last line of its log.

        Raises BroadsheetError if it fails.
        """
        if self._stop.is_set():
            return ""
        child = Child(plan, self._folder)
        child.restarts = False
        child.start(time.monotonic())
        while not child.wait(_INTERVAL):
            self.check()
            if self._stop.is_set():
                child.kill()
        if child.code and not self._stop.is_set():
            raise BroadsheetError(f"{plan.name} failed: {child.end_of_log()}", f"Its log: {child.log}")
        return child.end_of_log(1)

    def stop_restarting(self, name: str) -> None:
        """Do not start this process again when it ends."""
        if name in self._children:
            self._children[name].restarts = False

    def finish_runs(self, grace: float) -> int:
        """Wait `grace` seconds for the flow runs, then ask them to end. Returns how many had to be asked."""

        def finished() -> bool:
            self.check()
            return not self._runs() or self._stop.times >= 2

        wait_until(finished, grace, _INTERVAL / 2)
        asked = self._runs()
        send(asked, signal.SIGTERM)
        wait_until(lambda: not self._runs() or self._stop.times >= 3, 10, _INTERVAL / 2)
        return len(asked)

    def end(self, *names: str, seconds: float = 10) -> None:
        """Ask these processes to end, all at once; kill those that do not in that time."""
        asked = [self._children[name] for name in names if name in self._children]
        for child in asked:
            child.stop()
        until = time.monotonic() + seconds
        for child in asked:
            if not child.wait(max(0.0, until - time.monotonic())):
                child.kill()
                child.wait(5)

    def end_all(self) -> None:
        """End everything that is left; the reaper kills it."""
        for child in self._children.values():
            child.restarts = False
        if self._reaper is not None and self._reaper.stdin is not None:
            self._reaper.stdin.close()
            self._reaper.wait()
        for child in self._children.values():
            child.wait(5)

    def _runs(self) -> list[int]:
        return marked(self._mark, only_runs=True)

    def _start_reaper(self) -> None:
        self._reaper = subprocess.Popen(
            [sys.executable, "-P", "-m", "flows.service.reaper", self._mark],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
