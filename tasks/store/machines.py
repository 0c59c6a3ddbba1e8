"""The machines of a catalogue: each says of itself what has to be the same on all, and works only where it is.

A machine is a host with a data folder. It speaks when it connects, and every few seconds while a run is under way. Rows
depend on the release, on the SQL and on some packages; two machines that differ in these do not work at one time.
"""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from schemas.errors import CatalogueUnusable
from schemas.settings import Settings
from tasks.files.atomic import write_note

if TYPE_CHECKING:
    import psycopg

PARTS = ("broadsheet", "trafilatura", "lxml", "resiliparse", "duckdb")
"""Packages on which the rows depend: with others the same page could be read in two ways."""
RECENT = "10 minutes"
"""So long a machine counts as at work after it last spoke."""
_SQL = ("tables", "views", "macros", "catalogue")
_AGREED = (
    "shared", "clean_seconds", "max_page_mb", "max_elements", "max_document_pages", "max_document_mb", "archive_days",
    "keep_runs_days", "keep_fetches_days", "fetch_seconds", "max_redirects", "max_file_mb", "allow_cidrs",
    "allow_ports", "most_tries", "look_again_hours", "look_again_days", "contact", "user_agent", "respect_robots",
    "respect_opt_outs", "fetch_per_host", "host_interval_seconds",
)  # fmt: skip
"""Settings by which rows or manners would differ. Folders, processes and memory are each machine's own."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What a machine said of itself."""

    name: str
    versions: dict[str, str]
    settings: dict[str, Any]
    clock_ahead: float
    """Seconds, against the clock of PostgreSQL; what the statement took to get there is in it."""
    mark: str | None
    seen_at: datetime
    is_recent: bool

    def unlike(self, other: Machine) -> list[str]:
        """In which versions it differs: `duckdb 1.5.4 instead of 1.5.5`."""
        return _differences(self.versions, other.versions, "{name} {mine} instead of {theirs}")

    def set_otherwise(self, other: Machine) -> list[str]:
        """In which settings it differs: `host_interval_seconds = 2.0 instead of 5.0`."""
        return _differences(self.settings, other.settings, "{name} = {mine} instead of {theirs}")


def name_of_this(settings: Settings) -> str:
    return f"{socket.gethostname()}:{settings.home}"


def announce(connection: psycopg.Connection[Any], settings: Settings, now: datetime) -> None:
    """Say what this machine is, by its clock `now`. Raises psycopg.Error, CatalogueUnusable where another one that is
    at work differs in what the rows depend on.
    """
    name = name_of_this(settings)
    row = [name, json.dumps(_versions()), json.dumps(_agreed(settings)), now, _left_mark(name, settings)]
    connection.execute(
        """
        INSERT INTO broadsheet.machines (machine, versions, settings, clock_ahead, mark, seen_at)
        VALUES (%s, %s, %s, extract(epoch FROM %s::timestamptz - clock_timestamp()), %s, clock_timestamp())
        ON CONFLICT (machine) DO UPDATE SET versions = excluded.versions, settings = excluded.settings,
            clock_ahead = excluded.clock_ahead, mark = excluded.mark, seen_at = excluded.seen_at
        """,
        row,
    )
    machines = known_machines(connection)
    [this] = [one for one in machines if one.name == name]
    for other in machines:
        if other.is_recent and (words := this.unlike(other)):
            raise CatalogueUnusable(
                f"this machine has {', '.join(words)}, which {other.name} has, and that is at work",
                "All machines need the same versions: install requirements.lock on each. One that stopped counts for"
                f" {RECENT} (`broadsheet doctor` lists them).",
            )


def stay_known(connection: psycopg.Connection[Any], settings: Settings) -> None:
    """Say that this machine is still at work. Raises psycopg.Error."""
    connection.execute(
        "UPDATE broadsheet.machines SET seen_at = clock_timestamp() WHERE machine = %s", [name_of_this(settings)]
    )


def known_machines(connection: psycopg.Connection[Any]) -> list[Machine]:
    """Every machine that spoke within a month, the last first. Raises psycopg.Error."""
    rows = connection.execute(
        "SELECT machine, versions, settings, clock_ahead, mark, seen_at,"
        " seen_at > clock_timestamp() - %s::interval FROM broadsheet.machines"
        " WHERE seen_at > clock_timestamp() - interval '1 month' ORDER BY seen_at DESC, machine",
        [RECENT],
    ).fetchall()
    return [Machine(*row) for row in rows]


def has_mark(machine: Machine, settings: Settings) -> bool:
    """Whether the shared folder of this machine has the file that the other left in its own: it is the same folder."""
    return machine.mark is not None and (_marks(settings) / machine.mark).exists()


def _left_mark(name: str, settings: Settings) -> str | None:
    mark = hashlib.sha256(name.encode()).hexdigest()[:16]
    path = _marks(settings) / mark
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_note(path, {"machine": name})
        except OSError:
            return None  # whoever writes there next says so
    return mark


def _marks(settings: Settings) -> Path:
    return settings.lake.with_name("machines")


def _agreed(settings: Settings) -> dict[str, Any]:
    given = settings.model_dump(mode="json", include=set(_AGREED))
    checks = [settings.checks_file, *(sorted(settings.own_checks.glob("*")) if settings.own_checks else [])]
    return given | {"the sources": _digest([settings.sources_file]), "the checks": _digest(checks)}


def _digest(paths: list[Path]) -> str:
    """Of the contents of files; one that cannot be read counts as empty."""
    digest = hashlib.sha256()
    for path in paths:
        with suppress(OSError):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


@cache
def _versions() -> dict[str, str]:
    digest = hashlib.sha256()
    for folder in _SQL:
        for entry in _sql_files(files("schemas").joinpath(folder)):
            digest.update(entry.read_bytes())
    return {name: version(name) for name in PARTS} | {"SQL": digest.hexdigest()[:8]}


def _sql_files(folder: Traversable) -> Iterator[Traversable]:
    return (entry for entry in sorted(folder.iterdir(), key=lambda entry: entry.name) if entry.name.endswith(".sql"))


def _differences(mine: dict[str, Any], theirs: dict[str, Any], form: str) -> list[str]:
    return [
        form.format(name=name, mine=mine.get(name), theirs=theirs.get(name))
        for name in sorted(mine.keys() | theirs.keys())
        if mine.get(name) != theirs.get(name)
    ]
