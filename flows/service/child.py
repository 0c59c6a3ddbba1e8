"""One process below `up`: started with a log of its own, watched, ended. Times are seconds of the caller's clock."""

from __future__ import annotations

import os
import signal
import subprocess
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.service.plan import Plan
from flows.service.prefect_api import open_request

_MOST_LOG = 20_000_000
"""Bytes. A longer log is moved to `.log.1`, and a new one begins."""
_UNRESPONSIVE_AFTER = 180.0
"""A process that has not answered for so many seconds is ended. On a busy machine an answer may take a minute."""
_STABLE_AFTER = 60.0
"""A process that ran for so many seconds counts as stable: its deaths are counted from 1 again."""
_LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Death:
    """`in_a_row` counts deaths without a stable run between them; `wait` is the time until the restart, in seconds."""

    in_a_row: int
    wait: float


def after_death(in_a_row: int, lived: float) -> Death:
    """What follows a further death, after `lived` seconds: a wait of 1 s, then 2, 4, … up to a minute."""
    deaths = 1 if lived >= _STABLE_AFTER else in_a_row + 1
    return Death(deaths, min(_LONGEST_WAIT, 2.0 ** (min(deaths, 10) - 1)))


class Child:
    """A process that is started again when it dies, for as long as `restarts` is true."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.log = folder / f"{plan.name}.log"
        self.restarts = True
        self.deaths = 0
        """In a row, without a stable run between them."""
        self.code: int | None = None
        """The exit code of the last end."""
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._healthy_at = 0.0
        self._restart_at = 0.0

    def start(self, now: float) -> None:
        """Start the process. Its output is appended to its log."""
        self._trim_log()
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C at the terminal must reach the supervisor only.
            self._process = subprocess.Popen(
                self.plan.command,
                env=dict(self.plan.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.plan.descriptors,
            )
        self._started_at = self._healthy_at = now

    def check(self, now: float) -> str | None:
        """Restart the process if it is time. Returns a message for a person if something has happened."""
        if self._process is None:
            if self.restarts and now >= self._restart_at:
                self.start(now)
                return "started again"
            return None
        code = self.code = self._process.poll()
        if code is None:
            self._trim_log()
            return self._end_if_unresponsive(now)
        self._process = None
        if not self.restarts:
            return None
        lived = now - self._started_at
        death = after_death(self.deaths, lived)
        self.deaths, self._restart_at = death.in_a_row, now + death.wait
        return f"{_describe(code)} after {lived:.0f} s, starts again in {death.wait:.0f} s; see {self.log}"

    def is_healthy(self) -> bool:
        """Whether it answers at its health address; true for a process that has none."""
        if self.plan.health is None:
            return True
        try:
            with open_request(urllib.request.Request(self.plan.health), timeout=2):  # noqa: S310 - our own address
                return True
        except OSError:
            return False

    def _end_if_unresponsive(self, now: float) -> str | None:
        """Ask from time to time whether it answers; if it has not for too long, kill it. The next check restarts it."""
        silent = now - self._healthy_at
        if self.plan.health is None or silent < _UNRESPONSIVE_AFTER / 12:
            return None
        if self.is_healthy():
            self._healthy_at = now
            return None
        if silent < _UNRESPONSIVE_AFTER:
            return None
        self.kill()
        return f"has not answered for {silent:.0f} s: ended"

    def stop(self) -> None:
        """Ask the process to end (SIGTERM). It is not started again."""
        self.restarts = False
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """Kill the process and its process group."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Wait for its end. False if it still runs after so many seconds."""
        if self._process is None:
            return True
        try:
            self.code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end_of_log(self, lines: int = 3) -> str:
        """The last lines of its log, in one line."""
        with suppress(OSError):
            return " / ".join(self.log.read_text(encoding="utf-8", errors="replace").split("\n")[-lines - 1 :]).strip()
        return ""

    def _trim_log(self) -> None:
        """The file can be truncated while the process writes: it is open for appending."""
        with suppress(OSError):
            if self.log.stat().st_size > _MOST_LOG:
                self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
                os.truncate(self.log, 0)


def _describe(code: int) -> str:
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
