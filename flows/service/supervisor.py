"""Keeps the processes alive, tells what happened to them, ends them in order."""

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
from flows.service.processes import marked, send
from schemas.errors import BroadsheetError

_LOOK = 0.5
"""Seconds between two looks at the processes."""


class Stop(threading.Event):
    """How often a person asked to stop: the second time means now."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def ask(self, *_: object) -> None:
        self.times += 1
        self.set()


class Supervisor:
    def __init__(
        self, folder: Path, mark: str, stop: Stop, say: Callable[[str], None], news: Callable[[], list[str]] = list
    ) -> None:
        """`news` is asked at every look for what else a person should know."""
        self._folder = folder
        self._mark = mark
        self._stop = stop
        self._say = say
        self._news = news
        self._children: dict[str, Child] = {}
        self._reaper: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._reap()

    def add(self, plan: Plan) -> None:
        if self._stop.is_set():
            return
        child = self._children[plan.name] = Child(plan, self._folder)
        child.start(time.monotonic())

    def look(self) -> None:
        if self._reaper is None or self._reaper.poll() is not None:
            self._reap()
        for name, child in self._children.items():
            if told := child.look(time.monotonic()):
                self._say(f"{name}: {told}")
        for told in self._news():
            self._say(told)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep everything alive until somebody asks to stop, or `until` is true."""
        while not self._stop.wait(_LOOK) and not until():
            self.look()

    def wait_for(self, name: str, seconds: float) -> None:
        """Until a process answers. Raises BroadsheetError where it does not, or has died three times before it did."""
        deadline = time.monotonic() + seconds
        while (child := self._children.get(name)) and not self._stop.wait(_LOOK) and not child.is_well():
            self.look()
            if child.deaths == 3 or time.monotonic() > deadline:
                raise BroadsheetError(f"the {name} did not come up: {child.last_words()}", f"Its log: {child.log}")

    def run_once(self, plan: Plan) -> None:
        """Something that ends by itself. Raises BroadsheetError where it fails; ended early where somebody asks to stop."""
        if self._stop.is_set():
            return
        child = Child(plan, self._folder)
        child.is_wanted = False
        child.start(time.monotonic())
        while not child.wait(_LOOK):
            self.look()
            if self._stop.is_set():
                child.kill()
        if child.code and not self._stop.is_set():
            raise BroadsheetError(f"{plan.name} failed: {child.last_words()}", f"Its log: {child.log}")

    def let_go(self, name: str) -> None:
        """Whatever happens to it from now on, it is not started again."""
        if name in self._children:
            self._children[name].is_wanted = False

    def finish_runs(self, grace: float) -> int:
        """Wait for the runs under way, then ask them to end. Gives how many had to be asked."""
        until = time.monotonic() + grace
        while (runs := self._runs()) and time.monotonic() < until and self._stop.times < 2:
            time.sleep(_LOOK / 2)
            self.look()
        send(runs, signal.SIGTERM)
        until = time.monotonic() + 10
        while self._runs() and time.monotonic() < until and self._stop.times < 3:
            time.sleep(_LOOK / 2)
        return len(runs)

    def end(self, *names: str, seconds: float = 10) -> None:
        """Ask these to end, all at once; those that do not are killed."""
        asked = [self._children[name] for name in names if name in self._children]
        for child in asked:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + seconds
        for child in asked:
            if not child.wait(max(0.0, until - time.monotonic())):
                child.kill()
                child.wait(5)

    def sweep(self) -> None:
        """End all that is left, the reaper last."""
        for child in self._children.values():
            child.is_wanted = False
        if self._reaper is not None and self._reaper.stdin is not None:
            self._reaper.stdin.close()
            self._reaper.wait()
        for child in self._children.values():
            child.wait(5)

    def _runs(self) -> list[int]:
        return marked(self._mark, only_runs=True)

    def _reap(self) -> None:
        self._reaper = subprocess.Popen(
            [sys.executable, "-m", "flows.service.reaper", self._mark], stdin=subprocess.PIPE, start_new_session=True
        )
