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
    print_warnings(written.warnings)
    err().print(f"{written.pages} pages written", highlight=False)
    sys.stdout.write(f"{_from_here(written.index)}\n")
    if opens and not webbrowser.open(written.index.as_uri()):
        err().print("no browser could be opened: open the file by hand", highlight=False)


def _from_here(path: Path) -> Path:
    """As somebody would type it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def report_after(settings: Settings) -> None:
    """Write the pages after a command has published, and print what is wrong with them. Raises nothing."""
    from tasks.report import write_report_or_warn

    print_warnings(write_report_or_warn(settings, datetime.now(UTC)))


def print_warnings(warnings: list[str]) -> None:
    for words in warnings:
        err().print(f"[yellow]note[/] {words}", highlight=False)
