"""Why DuckDB does not open a file: its messages classified, so that each caller can name the cure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
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
    DAMAGED = auto()
    """Bytes are missing, or a block does not have its checksum. DuckDB finds it when it reads the block, maybe long
    after opening."""
    FOREIGN_LOG = auto()
    """The log beside the file (`.wal`) is of another database, or of an older copy of this one."""
    FORBIDDEN = auto()
    """The user of this process may not read the file."""
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
    if "replaying WAL" in said or "WAL does not match" in said:
        return Diagnosis(Fault.FOREIGN_LOG, "has a log of another program beside it (.wal)")
    if damage := _damage(said):
        return Diagnosis(Fault.DAMAGED, f"is damaged: {damage}")
    if "Permission denied" in said:
        return Diagnosis(Fault.FORBIDDEN, "may not be read by this user")
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
            return WarehouseUnusable(what, RESTORE)


RESTORE = (
    "`broadsheet maintain --from-snapshot` sets it aside and makes the warehouse from the newest whole"
    " snapshot; what was"
    " loaded later, the archive still has."
)
"""The cure for a warehouse that is damaged or gone."""


class DatabaseDamaged(WarehouseUnusable):
    """Damage that was found while a file was read: `path` says which."""

    def __init__(self, path: Path, words: str) -> None:
        is_warehouse = path.name == "warehouse.duckdb"
        kind = "warehouse" if is_warehouse else "snapshot"
        super().__init__(f"the {kind} {path} {words}", RESTORE if is_warehouse else PUBLISH_ANEW)
        self.path = path


PUBLISH_ANEW = "The next run of `broadsheet ingest` publishes a new one; `broadsheet maintain` does so at once."
"""The cure for a snapshot that cannot be read."""


@contextmanager
def damage_raised(path: Path) -> Iterator[None]:
    """Raises DatabaseDamaged in place of an error of DuckDB that says so of the file which is read in this block."""
    try:
        yield
    except duckdb.Error as error:
        told = classify_error(error)
        if told.fault is Fault.DAMAGED:
            raise DatabaseDamaged(path, told.words) from error
        raise


_WRONG_CHECKSUM = re.compile(r"does not match stored checksum .* at location (\d+)")


def _damage(said: str) -> str:
    """What is wrong with the bytes, in words; empty where that is not what DuckDB says."""
    if place := _WRONG_CHECKSUM.search(said):
        return f"the block at byte {place[1]} does not have its checksum"
    if "Could not read enough bytes" in said:
        return "it ends too early"
    return "its blocks contradict each other" if any(words in said for words in _CONTRADICTIONS) else ""


_CONTRADICTIONS = ("Corrupt database file", "Failed to deserialize", "previous fatal error", "Serialization Error")


def _holder(said: str) -> str:
    found = _HELD_IN.search(said)
    if not found:
        return "another program"
    user = f" of user {found['user']}" if found["user"] else ""
    return f"another program: {found['program']}, process {found['pid']}{user}"
