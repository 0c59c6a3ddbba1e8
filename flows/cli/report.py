"""`broadsheet report`, and the quality page after every command that published something."""

from __future__ import annotations

import sys
import webbrowser
from datetime import UTC, datetime
from pathlib import Path

from flows.cli.output.console import err
from schemas.settings import Settings, load_settings


def run_report(*, opens: bool) -> None:
    """Write the pages, say where; with `opens` show them in the browser."""
    from tasks.report import report

    written = report(load_settings(), datetime.now(UTC))
    _tell(written.warnings)
    err().print(f"{written.pages} pages written", highlight=False)
    sys.stdout.write(f"{_from_here(written.index)}\n")
    if opens and not webbrowser.open(written.index.as_uri()):
        err().print("no browser could be opened: open the file by hand", highlight=False)


def _from_here(path: Path) -> Path:
    """As somebody would type it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def report_after(settings: Settings) -> None:
    """The page follows what was published. That it cannot be written is told, and fails nothing."""
    from tasks.report import report

    try:
        _tell(report(settings, datetime.now(UTC)).warnings)
    except Exception as error:  # whatever it is: what was asked for is done
        _tell([f"the quality page was not written: {type(error).__name__}: {error}".splitlines()[0]])


def _tell(warnings: list[str]) -> None:
    for words in warnings:
        err().print(f"[yellow]note[/] {words}", highlight=False)
