"""The process that keeps the cleaning workers. Its name ends in __main__, so workers do not import it again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from schemas.settings import Settings
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox import Sandbox
from tasks.step_process import serve

_sandboxes: dict[str, Sandbox] = {}


def clean(batch_folder: str, settings: dict[str, Any]) -> int:
    key = repr(sorted(settings.items()))
    if key not in _sandboxes:
        while _sandboxes:  # of other settings: their workers would stay for as long as this process
            _sandboxes.popitem()[1].close()
        _sandboxes[key] = Sandbox(Settings(**settings))
    return clean_batch(Path(batch_folder), _sandboxes[key])


if __name__ == "__main__":
    serve(clean)
