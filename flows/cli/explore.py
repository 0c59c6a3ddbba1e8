"""`broadsheet explore`: marimo, started on a copy of the notebook that is yours to change."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from importlib.resources import as_file, files
from pathlib import Path

from flows.cli.output.console import err
from flows.inspect.reading import opened_snapshot
from schemas.errors import UsageError
from schemas.settings import Settings, load_settings


def run_explore(port: int, *, opens: bool) -> None:
    """Becomes the notebook's server, on this machine only. Raises UsageError without marimo, or without a snapshot."""
    settings = load_settings()
    if importlib.util.find_spec("marimo") is None:
        raise UsageError("the notebook needs marimo, which is not installed", "pip install 'broadsheet[explore]'")
    with opened_snapshot(settings):
        pass  # told now, and not in a cell
    notebook = own_copy(settings)
    err().print(f"the notebook is {notebook}: change it as you like; Ctrl-C ends it", highlight=False)
    words = ["edit", str(notebook), "--host", "127.0.0.1", "--port", str(port), *([] if opens else ["--headless"])]
    os.environ["BROADSHEET_HOME"] = str(settings.home)
    os.execv(sys.executable, [sys.executable, "-m", "marimo", *words])  # noqa: S606 - no shell is wanted


def own_copy(settings: Settings) -> Path:
    """The notebook in the data folder, made where it is not there yet."""
    notebook = settings.home / "explore.py"
    if not notebook.exists():
        with as_file(files("flows.explore").joinpath("notebook.py")) as ours:
            shutil.copyfile(ours, notebook)
    return notebook
