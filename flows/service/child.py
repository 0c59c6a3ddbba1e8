"""One process below `up`: started with a log of its own, watched, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from flows.service.backoff import after_death
from flows.service.plan import Plan

_MOST_LOG = 20_000_000
"""Bytes of a log; then it begins again, and the former one is kept beside it."""
_SICK_AFTER = 180.0
"""Seconds without an answer after which a living process counts as dead. A busy machine may take a minute."""


class Child:
    """Times are seconds of the caller's clock, handed in."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan = plan
        self.log = folder / f"{plan.name}.log"
        self.is_wanted = True
        """Whether it is started again when it dies."""
        self._process: subprocess.Popen[bytes] | None = None
        self._begun = 0.0
        self._well = 0.0
        self.deaths = 0
        """In a row, without a steady life between them."""
        self._again_at = 0.0
        self.code: int | None = None
        """How it ended last."""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self, now: float) -> None:
        self._trim()
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C at the terminal is for the supervisor alone.
            self._process = subprocess.Popen(
                self.plan.command,
                env=dict(self.plan.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=self.plan.descriptors,
            )
        self._begun = self._well = now

    def look(self, now: float) -> str | None:
        """Start it again where its time has come. Gives what a person should know of it, or None."""
        if self._process is None:
            if self.is_wanted and now >= self._again_at:
                self.start(now)
                return "started again"
            return None
        code = self.code = self._process.poll()
        if code is None:
            self._trim()
            return self._cured(now)
        self._process = None
        if not self.is_wanted:
            return None
        death = after_death(self.deaths, now - self._begun)
        self.deaths, self._again_at = death.in_a_row, now + death.wait
        return f"{_end(code)} after {now - self._begun:.0f} s, starts again in {death.wait:.0f} s; see {self.log}"

    def is_well(self) -> bool:
        """Whether it answers. True for what has nothing to ask."""
        if self.plan.health is None:
            return True
        try:
            with urllib.request.urlopen(self.plan.health, timeout=2):  # noqa: S310 - our own address
                return True
        except (urllib.error.URLError, OSError):
            return False

    def _cured(self, now: float) -> str | None:
        """What lives but answers no more is ended: the next look starts it again."""
        if self.plan.health is None or now - self._well < _SICK_AFTER / 12:
            return None
        if self.is_well():
            self._well = now
            return None
        if now - self._well < _SICK_AFTER:
            return None
        self.kill()
        return f"has not answered for {now - self._well:.0f} s: ended"

    def signal(self, number: signal.Signals) -> None:
        self.is_wanted = False
        if self._process is not None:
            self._process.send_signal(number)

    def kill(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended by then."""
        if self._process is None:
            return True
        try:
            self.code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def last_words(self, lines: int = 3) -> str:
        with suppress(OSError):
            return " / ".join(self.log.read_text(encoding="utf-8", errors="replace").split("\n")[-lines - 1 :]).strip()
        return ""

    def _trim(self) -> None:
        """The process writes at the end of the file, wherever that is, so it may be emptied beneath it."""
        with suppress(OSError):
            if self.log.stat().st_size > _MOST_LOG:
                self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
                os.truncate(self.log, 0)


def _end(code: int) -> str:
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
