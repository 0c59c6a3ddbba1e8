"""What `doctor` examines where several machines share a warehouse: they reach catalogue and folder, and are alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from flows.inspect.findings import DoctorFinding, fail, ok, warn
from schemas.errors import CatalogueUnusable
from schemas.settings import Settings

if TYPE_CHECKING:
    from tasks.store.machines import Machine

_CLOCK_SECONDS = 2.0
"""A clock may be so wrong before it is told: times of runs would be in another order than they were."""


def machines(settings: Settings, now: datetime) -> Iterator[DoctorFinding]:
    """Nothing where there is no catalogue. Raises CatalogueUnusable."""
    if not settings.catalogue:
        return
    from tasks.store import catalogue  # noqa: PLC0415 - one machine needs none of it
    from tasks.store.machines import announce, has_mark, known_machines, name_of_this  # noqa: PLC0415

    with catalogue.connect(settings, announced=False) as connection:
        with suppress(CatalogueUnusable):  # what differs is told below, of every machine
            announce(connection, settings, now)
        known = known_machines(connection)
        server = connection.info.server_version
    yield ok("catalogue", f"{catalogue.place(settings)} answers; PostgreSQL {server // 10_000}.{server % 10_000}")
    name = name_of_this(settings)
    [this] = [one for one in known if one.name == name]
    others = [one for one in known if one.name != name]
    faults = [*_faults_of_this(this, settings)]
    for other in others:
        faults += _faults_of(other, this, has_same_folder=has_mark(other, settings))
    yield from faults
    if not faults:
        seen = [f"{one.name} (seen {one.seen_at:%Y-%m-%d %H:%M} UTC)" for one in others]
        yield ok("machines", "; ".join([f"{name} (this one)", *seen]))


def _faults_of_this(this: Machine, settings: Settings) -> Iterator[DoctorFinding]:
    if this.mark is None:
        where = settings.lake.parent
        yield fail("machines", f"nothing can be written to the shared folder {where}", "Mount it, or set `shared`.")
    if abs(this.clock_ahead) > _CLOCK_SECONDS:
        yield _wrong_clock(this)


def _faults_of(other: Machine, this: Machine, *, has_same_folder: bool) -> Iterator[DoctorFinding]:
    if words := other.unlike(this):
        cure = "Install requirements.lock on every machine. While both are at work, the second refuses."
        yield (fail if other.is_recent else warn)("machines", f"{other.name} has {', '.join(words)}", cure)
    for word in other.set_otherwise(this):
        yield warn("machines", f"{other.name} has {word}", "Give all machines the same settings, sources and checks.")
    if abs(other.clock_ahead) > _CLOCK_SECONDS:
        yield _wrong_clock(other)
    if not has_same_folder:
        where = this.settings.get("shared") or "the shared folder"
        yield fail("machines", f"{where} is not the folder that {other.name} has", "Mount the same one on all.")


def _wrong_clock(machine: Machine) -> DoctorFinding:
    is_ahead = "ahead of" if machine.clock_ahead > 0 else "behind"
    words = f"the clock of {machine.name} is {abs(machine.clock_ahead):.1f} s {is_ahead} that of PostgreSQL"
    return warn("machines", words, "Set the clocks (timedatectl set-ntp true): times of runs are theirs.")
