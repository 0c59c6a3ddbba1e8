"""Why DuckDB does not open a file: its messages classified, so that each caller can name the cure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

import duckdb

from schemas.errors import DiskFull, WarehouseBusy, WarehouseUnusable


class Fault(Enum):
    """Kinds of errors."""

    HELD = auto()
    """Another program has the file open, in a way that excludes what was asked."""
    TOO_NEW = auto()
    TOO_OLD = auto()
    NOT_A_DATABASE = auto()
    NO_SPACE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The kind of an error, and words that complete a sentence which begins with the name of the file."""

    fault: Fault
    words: str


_HELD_IN = re.compile(
    r"Conflicting lock is held in (?P<program>.+?) \(PID (?P<pid>\d+)\)(?: by user (?P<user>\S+?)\.? |)"
)
_VERSION = re.compile(r"version number (\d+), but we can only read versions between (\d+) and (\d+)")
_MADE_WITH = re.compile(r"created with DuckDB version (?:.*, |.* or )?(v[\d.]+\d)")


def classify_error(error: duckdb.Error) -> Diagnosis:
    """The kind of an error that DuckDB raised for a file, by its message: DuckDB has no codes for them."""
    said = str(error)
    if "Could not set lock" in said:
        return Diagnosis(Fault.HELD, f"is open in {_holder(said)}")
    if version := _VERSION.search(said):
        found, oldest, newest = (int(number) for number in version.groups())
        if found > newest:
            return Diagnosis(
                Fault.TOO_NEW, f"was written by a newer DuckDB (storage {found}); this one reads {oldest} to {newest}"
            )
        made = _MADE_WITH.search(said)
        by = f"DuckDB {made.group(1)} or older" if made else "an older DuckDB"
        return Diagnosis(Fault.TOO_OLD, f"was written by {by} (storage {found}); this one reads {oldest} to {newest}")
    if "not a valid DuckDB database" in said or "sqlite" in said:
        return Diagnosis(Fault.NOT_A_DATABASE, "is not a DuckDB database")
    if "No space left" in said or "not enough space" in said.lower():
        return Diagnosis(Fault.NO_SPACE, "has no room left on its disk")
    return Diagnosis(Fault.OTHER, f"cannot be opened: {said.splitlines()[0]}")


def warehouse_error(error: duckdb.Error, path: Path) -> WarehouseBusy | WarehouseUnusable:
    """The error to raise where the private warehouse cannot be opened."""
    diagnosis = classify_error(error)
    what = f"the warehouse {path} {diagnosis.words}"
    match diagnosis.fault:
        case Fault.HELD:
            return WarehouseBusy(what, "Close it there; for reading, open the snapshot broadsheet.duckdb instead.")
        case Fault.TOO_NEW:
            return WarehouseUnusable(what, "Upgrade Broadsheet, or point BROADSHEET_HOME to another folder.")
        case Fault.NO_SPACE:
            return DiskFull(what, "Free some disk space and run again: nothing was lost.")
        case _:
            return WarehouseUnusable(
                what, "Move the file away; the next run makes a new one, and the archive still has every capture."
            )


def _holder(said: str) -> str:
    found = _HELD_IN.search(said)
    if not found:
        return "another program"
    user = f" of user {found['user']}" if found["user"] else ""
    return f"another program: {found['program']}, process {found['pid']}{user}"
