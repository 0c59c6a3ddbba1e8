"""What `doctor` examines of the setup: what people wrote (settings, sources, checks), and the machine (packages, disk,
memory, clock).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from flows.inspect.findings import DoctorFinding, fail, ok, warn
from flows.inspect.reading import fetch_rows, opened_snapshot
from flows.inspect.status import size_in_words
from schemas.checks import checks_of_articles, checks_of_days, faults_in_sources
from schemas.errors import NoProject, SourcesFileError
from schemas.settings import MEGABYTE, Settings
from schemas.settings.loading import load_values, open_files
from schemas.sources import declared_sources
from tasks.checks.own_expectations import require_known_expectations
from tasks.store.disk import SOON, forecast

_TRAPS = {
    "sqlalchemy": "with 2.1 Prefect's scheduler creates no runs and says nothing",
    "fastapi": "Prefect's server does not start with 0.160 and later",
    "duckdb": "databases that 2.0 writes cannot be read by 1.5, nor by the extensions",
    "prefect": "the others are pinned to fit this one",
}
"""What happens with another version of these packages, if it is not seen at once."""
_GIGABYTE = 1000 * MEGABYTE
_WRITTEN = datetime(2026, 4, 1, tzinfo=UTC)
"""When this was written: no run can have been earlier."""
_MINUTES = timedelta(minutes=5)
"""By how much the clocks of a machine and of its file server may differ."""


def settings_known(_: Settings, __: datetime) -> Iterator[DoctorFinding]:
    loaded = load_values(Settings, {})
    yield ok("settings", f"{len(loaded.origins)} set; file: {loaded.file or 'none'}")
    for variable in loaded.unknown_variables:
        yield warn(
            "settings",
            f"{variable} is not a setting of Broadsheet, and is ignored",
            "Unset it, or see `broadsheet config`.",
        )


def owners_files(settings: Settings, _: datetime) -> Iterator[DoctorFinding]:
    """Whether every user of the machine can change what runs do."""
    for what, command in open_files(settings.sources_file, settings.checks_file):
        yield warn("files", what, f"Look at what is in it, then: {command}")


def sources(settings: Settings, _: datetime) -> Iterator[DoctorFinding]:
    """Raises SourcesFileError; `doctor` prints its cure."""
    if not settings.has_project:
        yield warn("sources", (none := NoProject()).what, none.cure)
        return
    if not settings.sources_file.exists():
        cure = "`broadsheet sources add URL` makes it; or set BROADSHEET_SOURCES_FILE."
        yield warn("sources", f"there is no {settings.sources_file}: the schedule has nothing to ask", cure)
        return
    declared = declared_sources(settings.sources_file)
    yield ok("sources", f"{len(declared)} declared in {settings.sources_file}")
    asks_sites = any(source.is_on_the_web or source.kind == "urls" for source in declared.values())
    if asks_sites and not settings.names_contact:
        cure = "Set the contact to an e-mail address or a page about you: without it nothing is fetched."
        yield fail("contact", "sources on the web are declared, and no contact is set", cure)
    elif settings.names_contact:
        yield ok("contact", f"sites are told {settings.contact or settings.user_agent}")


def checks(settings: Settings, _: datetime) -> Iterator[DoctorFinding]:
    """Raises ChecksFileError if the file of checks cannot be read as a whole."""
    yield ok("checks", f"{len(checks_of_articles(settings))} of articles, {len(checks_of_days(settings))} of batches")
    with suppress(SourcesFileError):  # printed with the sources
        require_known_expectations(settings)
        for fault in faults_in_sources(settings):
            yield fail("checks", fault.what, fault.cure)
    if settings.own_checks and any(settings.own_checks.glob("*.py")):
        # Only importing them shows all that is wrong with the files; a run does that when it validates.
        from tasks.checks.judge import Judge  # noqa: PLC0415 - imports Great Expectations, which takes seconds

        Judge(checks_of_articles(settings), settings.own_checks)


def versions(_: Settings, __: datetime) -> Iterator[DoctorFinding]:
    """Whether the installed packages are in the ranges of pyproject.toml."""
    wrong = [*_out_of_range(requires("broadsheet") or [])]
    for name, words in wrong:
        why = f" ({_TRAPS[name]})" if name in _TRAPS else ""
        yield fail("versions", f"{words}{why}", "`make clean test` in the checkout, or install from requirements.lock.")
    if not wrong:
        yield ok(
            "versions", f"Python {sys.version.split()[0]}, prefect {version('prefect')}, duckdb {version('duckdb')}"
        )


def disk(settings: Settings, now: datetime) -> Iterator[DoctorFinding]:
    home = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"x")
    except OSError as error:
        yield fail(
            "disk",
            f"nothing can be written to {home}: {error.strerror}",
            "Free some space, or make the folder writable.",
        )
    found = forecast(settings, now)
    words = f"{size_in_words(found.free)} free of {size_in_words(found.total)} at {home}"
    words += f"; {found.words}" if found.words else ""
    if found.free < found.needed:
        cure = f"A run needs {size_in_words(found.needed)}, and none begins with less: give the disk"
        cure += f" {size_in_words(found.needed - found.free)} more, or set home to a folder of another disk."
        yield fail("disk", words, f"{cure} `broadsheet maintain --dry-run` says what could go.")
    elif found.free < 4 * found.needed or found.free < found.total / 20 or (found.days or SOON) < SOON:
        yield warn(
            "disk",
            words,
            "It will soon be full: `broadsheet status` shows what takes it; archive_days and keep_snapshots limit it.",
        )
    else:
        yield ok("disk", words)


def memory(settings: Settings, _: datetime) -> Iterator[DoctorFinding]:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    wanted = settings.clean_workers * settings.clean_memory_mb * MEGABYTE
    words = f"{total / _GIGABYTE:,.1f} GB; {settings.clean_workers} cleaning workers may use {wanted / _GIGABYTE:,.1f}"
    if wanted > total:
        yield warn("memory", words, "Set clean_workers or clean_memory_mb lower: the system may kill a run.")
    else:
        yield ok("memory", words)


def clock(settings: Settings, now: datetime) -> Iterator[DoctorFinding]:
    """Whether the clock is later than every time that was recorded with it."""
    cure = "Set the clock (timedatectl set-ntp true): due times, ids of runs and robots.txt depend on it."
    if now < _WRITTEN:
        yield fail("clock", f"it says {now:%Y-%m-%d %H:%M} UTC, before this program was written", cure)
        return
    ahead = [*_times_ahead(settings, now)]
    for words in ahead:
        yield warn("clock", f"it says {now:%Y-%m-%d %H:%M} UTC, but {words}: it is behind, or was ahead then", cure)
    if not ahead:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, later than all that was written")


def _times_ahead(settings: Settings, now: datetime) -> Iterator[str]:
    for path in (settings.warehouse, settings.snapshot):
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else now
        if at > now + _MINUTES:
            yield f"{path.name} was written {at:%Y-%m-%d %H:%M} UTC"
    if settings.snapshot.exists():
        with opened_snapshot(settings) as database:
            [row] = fetch_rows(database, "SELECT max(started_at) AS at FROM ops.runs")
        if row["at"] and row["at"] > now + _MINUTES:
            yield f"a run began {row['at']:%Y-%m-%d %H:%M} UTC"


def _out_of_range(wanted: list[str]) -> Iterator[tuple[str, str]]:
    for requirement in map(Requirement, wanted):
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = requirement.name.lower()
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            yield name, f"{name} is not installed, {requirement.specifier or 'any version'} is needed"
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            yield name, f"{name} {found} is installed, {requirement.specifier} is needed"
