"""`broadsheet doctor`: every part looked at once, each line with its cure. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from rich.table import Table

from flows.cli.output.console import out
from flows.cli.output.formats import write_json
from flows.inspect import data, declarations, machine, orchestration, unfinished
from flows.inspect.findings import Finding, fail
from schemas.errors import BroadsheetError, UsageError
from schemas.settings import Settings, load_settings

Examination = Callable[[Settings, datetime], Iterable[Finding]]

EXAMINATIONS: tuple[tuple[str, Examination], ...] = (
    ("settings", declarations.settings_known),
    ("sources", declarations.sources),
    ("checks", declarations.checks),
    ("versions", machine.versions),
    ("disk", machine.disk),
    ("memory", machine.memory),
    ("clock", machine.clock),
    ("warehouse", data.warehouse),
    ("snapshot", data.snapshot),
    ("archive", data.archive),
    ("leases", unfinished.leases),
    ("runs", unfinished.runs),
    ("failures", unfinished.failures),
    ("prefect", orchestration.prefect),
)
"""In the order in which people read them: what everything else stands on first."""

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def run_doctor(*, as_json: bool) -> bool:
    """Look at everything and tell; whether nothing failed."""
    found = examine(datetime.now(UTC))
    if as_json:
        write_json([asdict(finding) for finding in found])
    else:
        _show(found)
    return all(finding.state != "fail" for finding in found)


def examine(now: datetime) -> list[Finding]:
    """Every finding. Where the settings are wrong that is the only one: nobody knows where to look then."""
    try:
        settings = load_settings()
    except UsageError as error:
        return [fail("settings", error.what, error.cure)]
    return [finding for about, look in EXAMINATIONS for finding in _looked(about, look, settings, now)]


def _looked(about: str, look: Examination, settings: Settings, now: datetime) -> list[Finding]:
    """An examination that fails itself is a finding too: whoever calls a doctor has trouble enough."""
    try:
        return [*look(settings, now)]
    except BroadsheetError as error:
        return [fail(about, error.what, error.cure)]
    except Exception as error:
        return [
            fail(about, f"cannot be examined: {type(error).__name__}: {error}", "Report this with the words above.")
        ]


def _show(found: list[Finding]) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in found:
        table.add_row(f"[{_STYLES[finding.state]}]{finding.state}[/]", finding.about, _plain(finding.words))
        if finding.cure:
            table.add_row("", "", f"[italic]{_plain(finding.cure)}[/]")
    out().print(table, highlight=False)


def _plain(words: str) -> str:
    """Brackets in a path are no markup."""
    return words.replace("[", "\\[")
