"""The two steps that live in processes of their own, started before the flow is imported where there is a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from tasks import clean, validate
from tasks.workers.step_process import StepProcess


@dataclass(frozen=True, slots=True)
class WorkerProcesses:
    cleaner: StepProcess
    judge: StepProcess


_running: ContextVar[WorkerProcesses | None] = ContextVar("companions", default=None)


@contextmanager
def worker_processes(*, early: bool = False) -> Iterator[WorkerProcesses]:
    """The companions of this context: those of a block around this one, else new ones for as long as the block.

    `early` starts them at once, for a person who waits; a schedule that mostly finds nothing new lets the first call do so.
    """
    running = _running.get()
    if running is not None:
        yield running
        return
    with StepProcess(validate.MODULE) as judge, StepProcess(clean.MODULE) as cleaner:
        if early:
            judge.start()
            cleaner.start()
        token = _running.set(WorkerProcesses(cleaner, judge))
        try:
            yield WorkerProcesses(cleaner, judge)
        finally:
            _running.reset(token)
