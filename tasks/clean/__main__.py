"""The process that keeps the cleaning workers. Its name ends in __main__, so workers do not import it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schemas.settings import Settings
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox, warm_up
from tasks.logs import set_up
from tasks.runs.handover import ids_of
from tasks.store.engine import give_memory_back, without_pandas
from tasks.workers.step_process import serve

_sandboxes: dict[str, Sandbox] = {}


def clean(batch_folder: str, settings: dict[str, Any]) -> int:
    key = repr(sorted(settings.items()))
    if key not in _sandboxes:
        while _sandboxes:  # of other settings: their workers would stay for as long as this process
            _sandboxes.popitem()[1].close()
        given = Settings(**settings)
        set_up(given)
        _sandboxes[key] = Sandbox(given)
    with ids_of(Path(batch_folder)):
        cleaned = clean_batch(Path(batch_folder), _sandboxes[key])
    give_memory_back()
    return cleaned


if __name__ == "__main__":
    with without_pandas():
        serve(clean, at_start=warm_up)
