"""Runs of `ingest` as processes that can be killed, each forked from one that has everything imported."""

from __future__ import annotations

import asyncio
import faulthandler
import importlib
import multiprocessing
import multiprocessing.process
import os
from pathlib import Path
from typing import Any

from benchmarks.memory import below

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["flows.ingest"])


def carry(log: str, again: bool) -> None:
    """The process of one run."""
    way: Any = importlib.import_module("flows.ingest")  # there already, by the preload

    faulthandler.enable()

    # The quality page is drawn from what is published already, and would take a quarter of the time.
    way.report = lambda _: []
    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    state = asyncio.run(way.ingest(again=again, return_state=True))
    print(state.name, state.message, flush=True)


class Run:
    def __init__(self, log: Path, *, again: bool = False) -> None:
        process: Any = _CONTEXT.Process(target=carry, args=(str(log), again))
        process.start()
        self._process = process
        self.pid: int = process.pid

    def is_alive(self) -> bool:
        alive: bool = self._process.is_alive()
        return alive

    def wait(self, seconds: float) -> bool:
        """Whether it has ended by then."""
        self._process.join(seconds)
        return not self.is_alive()

    def below(self, word: bytes) -> list[int]:
        """Processes below it with that word in their command line; those they started count too."""
        found = []
        for pid in below(self.pid)[1:]:
            try:
                if word in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
            except OSError:
                continue
        return found
