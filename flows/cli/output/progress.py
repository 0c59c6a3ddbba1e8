"""A progress bar for people at a terminal, read from the files the steps hand each other: the run is not disturbed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from flows.cli.output.console import err
from schemas.settings import Settings
from tasks.runs.handover import progress_of


class _Rate(TextColumn):
    """Articles a second, over the last half minute."""

    def __init__(self) -> None:
        super().__init__("")

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.0f}/s" if task.speed else "")


@contextmanager
def watching(settings: Settings) -> Iterator[None]:
    """Show how far the runs in the data folder are, while the block runs. Nothing where stderr is no terminal."""
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
