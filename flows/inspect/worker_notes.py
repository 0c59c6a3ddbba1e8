"""Notes that runs of a worker leave in the data folder, for whoever asks about the schedule: nobody sat at a terminal then."""

from __future__ import annotations

import os
from pathlib import Path

from schemas.errors import UsageError
from schemas.settings import Settings, load_settings


def is_of_a_worker() -> bool:
    """Whether this process carries a run that a worker started: Prefect tells such a one by this variable which it is."""
    return bool(os.environ.get("PREFECT__FLOW_RUN_ID"))


def notes_folder() -> Path:
    """The private folder. Where settings cannot be read, which may be why the run failed, the folder is the one that `up` told its worker."""
    try:
        settings = load_settings()
    except UsageError:
        settings = Settings.model_validate({"home": os.environ.get("BROADSHEET_HOME") or "data"})
    return settings.private
