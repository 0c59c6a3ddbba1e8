"""`broadsheet doctor`: examine every part once, and print a line for each with its cure. Nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import UTC, datetime

from flows.cli.output.formats import write_json
from flows.cli.output.table import write_list
from flows.inspect import doctor_data, doctor_machines, doctor_runs, doctor_setup
from flows.inspect.findings import DoctorFinding, fail, warn
from schemas.errors import BroadsheetError, UsageError
from schemas.settings import Settings, load_settings

Examination = Callable[[Settings, datetime], Iterable[DoctorFinding]]

EXAMINATIONS: tuple[tuple[str, Examination], ...] = (
    ("settings", doctor_setup.settings_known),
    ("files", doctor_setup.owners_files),
    ("sources", doctor_setup.sources),
    ("checks", doctor_setup.checks),
    ("versions", doctor_setup.versions),
    ("disk", doctor_setup.disk),
    ("memory", doctor_setup.memory),
    ("clock", doctor_setup.clock),
    ("machines", doctor_machines.machines),
    ("warehouse", doctor_data.warehouse),
    ("snapshot", doctor_data.snapshot),
    ("archive", doctor_data.archive),
    ("claims", doctor_runs.claims),
    ("runs", doctor_runs.runs),
    ("failures", doctor_runs.failures),
    ("notify", doctor_runs.notify),
    ("prefect", doctor_runs.prefect),
)
"""In the order in which they are printed: first what the others depend on."""

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def run_doctor(*, as_json: bool) -> bool:
    """Examine everything and print it. Return whether nothing failed."""
    found = examine(datetime.now(UTC))
    if as_json:
        write_json([asdict(finding) for finding in found])
    else:
        _show(found)
    return all(finding.state != "fail" for finding in found)


def examine(now: datetime) -> list[DoctorFinding]:
    """Every finding. If the settings are wrong, that is the only one: they name what the others examine."""
    try:
        settings = load_settings()
    except UsageError as error:
        return [fail("settings", error.what, error.cure)]
    return [finding for about, look in EXAMINATIONS for finding in _examined(about, look, settings, now)]


def _examined(about: str, look: Examination, settings: Settings, now: datetime) -> list[DoctorFinding]:
    """The findings of one examination. An error in it is a finding too."""
    try:
        return [*look(settings, now)]
    except BroadsheetError as error:
        return [fail(about, error.what, error.cure)]
    except PermissionError as error:
        return [warn(about, f"cannot be examined by this user: {error.filename}", "Ask the owner of the data folder.")]
    except Exception as error:
        return [
            fail(about, f"cannot be examined: {type(error).__name__}: {error}", "Report this with the words above.")
        ]


def _show(found: list[DoctorFinding]) -> None:
    lines = []
    for finding in found:
        lines.append([finding.state, finding.about, finding.words])
        if finding.cure:
            lines.append(["", "", finding.cure])
    write_list(lines, _STYLES)
