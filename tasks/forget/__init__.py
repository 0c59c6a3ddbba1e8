"""Forget articles: out of everything in the data folder, and never taken again.

    plan ─▶ private/forgetting.json ─▶ warehouse (one transaction: rows, tombstones, record) ─▶ archive ─▶ warehouse and
    snapshots written anew ─▶ former snapshots, copies ─▶ logs, notes, pages, Prefect, exports ─▶ the file goes

The file says what is to be forgotten, so it is the last that goes: after a kill, the next call does what is left. Each
step may be done twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from schemas.errors import SourceBusy, UsageError
from schemas.settings import Settings
from tasks.export.registry import NotedExport, exports_of
from tasks.files.atomic import write_note
from tasks.forget import files
from tasks.forget.databases import holds_any, remove_rows, write_without
from tasks.forget.targets import Targets, targets_of
from tasks.load.statements import Decision, transaction
from tasks.load.warehouse import open_warehouse
from tasks.maintain.compaction import compact
from tasks.publish import publish
from tasks.report import write_report_or_warn
from tasks.runs.claims import claims_lock
from tasks.runs.state import run_folders
from tasks.store.engine import attached
from tasks.store.forgotten import secret_of, tombstone
from tasks.store.snapshots import former_snapshots, snapshot_to_read


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What goes, or went: counts, and the files outside of the data folder that a person has to look at."""

    articles: int
    addresses: int
    captures: int
    sources: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Addresses; only before it is done."""
    outside: list[Path] = field(default_factory=list)
    """Files that the articles were taken from, and WARC files of others."""
    exports: list[Path] = field(default_factory=list)
    """What was exported and may hold the articles; not what certainly does not."""
    to_analyse: int = 0
    """Articles whose quotations have to be compared anew, as what was forgotten had words of theirs."""
    warnings: list[str] = field(default_factory=list)


def plan(wanted: list[str], settings: Settings) -> Forgotten:
    """What would be forgotten; nothing changes. Raises UsageError."""
    path = snapshot_to_read(settings)
    if not path.exists():
        raise UsageError(f"there is no snapshot {settings.snapshot} yet", "Run `broadsheet ingest` first.")
    with attached(path, "READ_ONLY") as (database, _):
        targets = targets_of(database, wanted)
    return _described(targets, settings, shows_words=True)


def forget(wanted: list[str], decision: Decision, settings: Settings, now: datetime) -> Forgotten:
    """Forget it all, and leave tombstones, so that nothing of it is ever taken again.

    Raises UsageError, SourceBusy where a run is unfinished, WarehouseBusy, WarehouseUnusable, OSError; after any of the
    later ones, `go_on` does what is left.
    """
    if settings.catalogue:
        raise UsageError(
            "nothing can be forgotten yet where several machines share the warehouse (setting catalogue)",
            "Nothing was changed. docs/scaling-out.md says what to do instead.",
        )
    with _alone(settings):
        _finish(settings)
        with open_warehouse(settings) as database:
            targets = targets_of(database, wanted)
        write_note(
            _journal(settings),
            {
                "targets": asdict(targets),
                "who": decision.who,
                "reason": decision.reason,
                "at": now.isoformat(),
            },
        )
        return _finish(settings) or _described(targets, settings)


def go_on(settings: Settings) -> Forgotten | None:
    """Do what a call that was cut off has left; None where nothing is left. Raises what `forget` raises."""
    if not _journal(settings).exists():
        return None
    with _alone(settings):
        return _finish(settings)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """While the block runs, no run begins; none may be unfinished."""
    with claims_lock(settings):
        if unfinished := run_folders(settings):
            raise SourceBusy(
                f"run {unfinished[0].name} is unfinished: it may bring what is to be forgotten",
                "Wait for it to end, or complete it with `broadsheet ingest` (`broadsheet status` names it).",
            )
        yield


def _journal(settings: Settings) -> Path:
    return settings.private / files.JOURNAL


def _finish(settings: Settings) -> Forgotten | None:
    journal = _journal(settings)
    if not journal.exists():
        return None
    try:
        noted = json.loads(journal.read_bytes())
        targets = Targets(**noted["targets"] | {"places": [tuple(place) for place in noted["targets"]["places"]]})
        noted = {name: noted[name] for name in ("who", "reason", "at")}
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise UsageError(
            f"{journal}, what is left to do of a `forget` that was cut off, cannot be read: {error}",
            "Move it away, then forget the same articles again: done twice, each step changes nothing.",
        ) from error
    secret = secret_of(settings)
    _forget_in_warehouse(targets, noted, secret, settings)
    files.erase_from_archive(targets, settings)
    compact(settings)
    publish(settings, unasked=False, anew=True)
    warnings = _forget_in_copies(targets, secret.hex(), settings)
    files.erase_from_set_aside(targets, settings)
    files.erase_from_prefect(targets, settings)
    files.erase_from_exports(targets, settings, noted["at"])
    files.erase_from_texts(targets, settings)
    warnings += write_report_or_warn(settings, datetime.now(UTC))
    journal.unlink()
    return replace(_described(targets, settings), warnings=warnings, to_analyse=_left_to_analyse(settings))


def _forget_in_warehouse(targets: Targets, noted: dict[str, str], secret: bytes, settings: Settings) -> None:
    """Rows, tombstones and the record in one transaction. Done before: changes nothing."""
    with open_warehouse(settings) as database:
        [(name,)] = database.execute("SELECT current_database()").fetchall()
        if database.execute("SELECT 1 FROM ops.forgettings WHERE forgotten_at = ?", [noted["at"]]).fetchone():
            return
        with transaction(database, settings):
            remove_rows(database, name, targets, secret.hex())
            rows = [("address", one) for one in targets.addresses] + [("content", one) for one in targets.contents]
            keys = [[tombstone(secret, kind, value) for kind, value in rows], [kind for kind, _ in rows], noted["at"]]
            database.execute(
                "INSERT INTO ops.forgotten (key, kind, forgotten_at) SELECT unnest(?), unnest(?), ?::TIMESTAMPTZ", keys
            )
            numbers = [len(targets.articles), len(targets.addresses), len(targets.captures)]
            database.execute(
                "INSERT INTO ops.forgettings (forgotten_at, who, reason, articles, addresses, captures)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [noted["at"], noted["who"], noted["reason"], *numbers],
            )
            database.execute(
                "INSERT INTO ops.article_removals (removed_at, articles, why) VALUES (?, ?, 'forgotten')",
                [datetime.now(UTC), len(targets.articles)],
            )


def _forget_in_copies(targets: Targets, salt: str, settings: Settings) -> list[str]:
    """Former snapshots, and copies of the warehouse from before migrations. One that cannot be read is removed."""
    warnings = []
    paths = [one.path for one in former_snapshots(settings)] + sorted(settings.copies.glob("*.duckdb"))
    for path in paths:
        try:
            if holds_any(path, targets) or targets.eraser:
                write_without(path, targets, salt)
        except (duckdb.Error, UsageError) as error:
            with suppress(FileNotFoundError):
                path.unlink()
            warnings.append(f"{path} was removed: it cannot be read ({str(error).splitlines()[0]})")
    return warnings


def _described(targets: Targets, settings: Settings, *, shows_words: bool = False) -> Forgotten:
    foreign = {Path(name) for name, _, _ in targets.places if Path(name).is_absolute()}
    return Forgotten(
        articles=len(targets.articles),
        addresses=len(targets.addresses),
        captures=len(targets.captures),
        sources=targets.sources,
        words=targets.words if shows_words else [],
        outside=sorted({*targets.files_outside, *foreign}),
        exports=[one.path for one in exports_of(settings) if one.path.exists() and _may_hold(one, targets)],
    )


def _may_hold(one: NotedExport, targets: Targets) -> bool:
    """An export of another source holds none of it, nor does one that was written before the first was taken."""
    if targets.of_sources and one.source and one.source not in targets.of_sources:
        return False
    return not targets.first_at or one.at >= datetime.fromisoformat(targets.first_at)


def _left_to_analyse(settings: Settings) -> int:
    with attached(settings.snapshot, "READ_ONLY") as (database, _):
        sql = "SELECT count(*) FROM analysis.analysed WHERE status = 'comparing'"
        return int(database.execute(sql).fetchall()[0][0])
