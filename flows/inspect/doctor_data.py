"""What `doctor` examines of the data: the warehouse, the snapshot that people open, a sample of the archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import duckdb

from flows.inspect.findings import DoctorFinding, fail, ok, warn
from flows.inspect.reading import fetch_rows, opened_snapshot, question
from flows.inspect.status import declared_or_problem, late_sources
from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.identity import payload_hash
from schemas.settings import Settings
from tasks.archive import ArchiveDamaged, Place, read
from tasks.load.migrations import known_steps
from tasks.store.engine import attached
from tasks.store.faults import RESTORE, DatabaseDamaged
from tasks.store.writer_lock import require_warehouse, writer_lock

_SAMPLE = 25
_WAY_BACK = f"Close it where it is open. Otherwise {RESTORE}"
_SIZE = "SELECT block_size * total_blocks AS bytes FROM pragma_database_size() WHERE database_name = $name"
_LATEST = "SELECT max(loaded_at) AS at FROM ops.batches"


def warehouse(settings: Settings, _: datetime) -> Iterator[DoctorFinding]:
    """Open the warehouse for reading, for a moment, under the lock of writers."""
    try:
        require_warehouse(settings)
    except WarehouseUnusable as error:
        yield fail("warehouse", error.what, error.cure)
        return
    if not settings.warehouse.exists():
        yield ok("warehouse", f"none yet: the first run makes {settings.warehouse}")
        return
    try:
        latest = _latest(settings)
    except WarehouseBusy as busy:
        yield ok("warehouse", f"not examined: {busy.what}")
        return
    except duckdb.Error as error:
        yield fail("warehouse", f"{settings.warehouse} cannot be opened: {str(error).splitlines()[0]}", _WAY_BACK)
        return
    except WarehouseUnusable as error:
        yield fail("warehouse", error.what, error.cure)
        return
    yield ok("warehouse", f"{settings.warehouse} opens; the last batch was loaded {_moment(latest)}")
    if settings.snapshot.exists():
        with opened_snapshot(settings) as database:
            published = fetch_rows(database, _LATEST)[0]["at"]
        if latest != published:
            words = f"it ends with a batch of {_moment(published)}, the warehouse with one of {_moment(latest)}"
            yield warn("snapshot", words, "The next run publishes it, unless one is under way (`broadsheet status`).")


def snapshot(settings: Settings, now: datetime) -> Iterator[DoctorFinding]:
    """Raises UsageError if the snapshot cannot be opened."""
    if not settings.snapshot.exists():
        yield warn(
            "snapshot", "nothing was published yet", "Run `broadsheet ingest`, or in a checkout `broadsheet demo`."
        )
        return
    with opened_snapshot(settings) as database:
        done = {
            row["name"] for row in fetch_rows(database, "SELECT name FROM schema_migrations WHERE name LIKE '%.sql'")
        }
        known = set(known_steps())
        if done != known:
            newer = done - known
            words = (
                f"has migrations that this version does not know: {min(newer)}" if newer else "is of an earlier version"
            )
            cure = "Upgrade Broadsheet." if newer else "The next run brings it up to date."
            yield (fail if newer else warn)("snapshot", f"{settings.snapshot} {words}", cure)
            return
        [ended] = fetch_rows(database, "SELECT max(ended_at) AS at FROM ops.runs")
        late = late_sources(database, declared_or_problem(settings)[0], now)
    if ended["at"] is None or now - ended["at"] > timedelta(days=1):
        cure = "Is the schedule running? `broadsheet up`, or a worker; by hand: `broadsheet ingest --due`."
        yield warn("snapshot", f"the last run ended {_moment(ended['at'])}", cure)
    else:
        yield ok("snapshot", f"opens; the last run ended {_moment(ended['at'])}")
    if late:
        names = ", ".join(row["source"] for row in late[:5])
        yield warn(
            "sources",
            f"{len(late)} late or unreachable: {names}",
            "`broadsheet status` says why; `sources check` tries.",
        )


def archive(settings: Settings, _: datetime) -> Iterator[DoctorFinding]:
    """Whether the bytes of some random captures are there, and are those that were received."""
    if not settings.snapshot.exists():
        return
    with opened_snapshot(settings) as database:
        sample = fetch_rows(database, question("captures_by_chance"), {"most": _SAMPLE})
    wrong = [words for row in sample if (words := _damage(row, settings))]
    if wrong:
        cure = "Put the files back from a backup. Articles stay as they are; replay and release need the bytes."
        yield fail("archive", f"{len(wrong)} of {len(sample)} captures cannot be read: {wrong[0]}", cure)
    else:
        yield ok("archive", f"{len(sample)} random captures are there and complete")


def _latest(settings: Settings) -> datetime | None:
    quick = settings.model_copy(update={"writer_wait_seconds": 0})
    with writer_lock(quick), attached(settings.warehouse, "READ_ONLY") as (database, name):
        [size] = fetch_rows(database, _SIZE, {"name": name})
        if size["bytes"] > settings.warehouse.stat().st_size:  # what is missing may be read long after opening
            raise DatabaseDamaged(settings.warehouse, "is damaged: it ends too early")
        found: datetime | None = fetch_rows(database, _LATEST)[0]["at"]
        return found


def _damage(row: dict[str, object], settings: Settings) -> str:
    place = Place(str(row["warc_file"]), int(str(row["warc_offset"])), int(str(row["warc_length"])))
    try:
        payload = read(settings.archive, place).payload
    except ArchiveDamaged as error:
        return str(error)
    is_same = row["payload_sha256"] in {None, payload_hash(payload)}
    return "" if is_same else f"{place.warc_file} at {place.offset} holds other bytes than were received"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "never"
