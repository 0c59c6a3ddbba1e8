"""What a person sees while a command works: a progress bar on a terminal, and a line for each long pause between
requests.

The bar reads the files that the steps write. The run itself does not report to it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from flows.cli.output.console import err
from schemas.settings import Settings
from tasks.logs import log
from tasks.runs.handover import progress_of

_LONG_PAUSE = 2.0
"""Seconds from which on a pause gets a line."""


class _Rate(TextColumn):
    """Articles a second, over the last 30 s."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "")


@contextmanager
def watching(settings: Settings) -> Iterator[None]:
    """Show how far the runs in the data folder are, while the block runs. Show nothing if stderr is not a terminal."""
    if not err().is_terminal:
        yield
        return
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(settings, over), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def _watch(settings: Settings, over: threading.Event) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        task = bar.add_task("discovering", total=None)
        while not over.wait(0.2):
            done, total = progress_of(settings.runs)
            bar.update(task, description="cleaning" if total else "discovering", completed=done, total=total or None)


class _PausePrinter(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        fields = vars(record)
        if fields.get("seconds", 0.0) > _LONG_PAUSE:
            words = f"waiting {fields['seconds']:.0f} s, the pause between two requests to {fields['host']}"
            err().print(words, style="dim", highlight=False, markup=False)


@contextmanager
def pauses_printed() -> Iterator[None]:
    """While the block runs, print each long pause between two requests to a host before it begins."""
    pace, printer = log("pace"), _PausePrinter()
    before = pace.level
    pace.addHandler(printer)
    pace.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        pace.removeHandler(printer)
        pace.setLevel(before)
