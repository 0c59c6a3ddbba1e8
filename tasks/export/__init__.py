"""snapshot -> files: versions of articles as Parquet, in a folder a source and month, or as JSON lines; all or only new
ones.

    DIR/source_folder=harbour-courier/month=2026-04/loaded-after-begin-0.parquet     or DIR/loaded-after-begin.jsonl
    DIR/_schema.json      columns, types, meanings
    DIR/_export.json      until when everything is exported; the next export continues from there

Files are written in a temporary folder and renamed, _export.json last: the next export removes newer files and writes
them again.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import orjson

from schemas.errors import UsageError
from schemas.fields import meanings
from schemas.settings import Settings
from tasks.files.atomic import atomic_write, sync
from tasks.files.locks import LockHeld, locked
from tasks.store.engine import attached, quoted
from tasks.store.faults import Fault, classify_error
from tasks.store.snapshots import snapshot_to_read
from tasks.store.sql import sql_text

BEGIN = datetime(1, 1, 1, tzinfo=UTC)
_FORMS = {"parquet": "FORMAT parquet, COMPRESSION zstd, PARTITION_BY (partition_source, month)", "jsonl": "FORMAT json"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: versions loaded after `since` and up to `until`, both times UTC."""

    rows: int
    files: int
    since: datetime
    until: datetime
    waiting: int
    """Versions whose time of loading is in the future (a clock was wrong): they are exported once it has come."""


def export(folder: Path, form: str, source: str, since: datetime | None, settings: Settings, now: datetime) -> Exported:
    """Write the versions that are new since the last export into this folder, or since a time, or all.

    `form`: parquet or jsonl. `source`: its name, or empty for all. `since`: UTC, only for the first export into a
    folder. Raises UsageError: no snapshot, no such source, a folder of another export, no room on the disk.
    """
    if not snapshot_to_read(settings).exists():
        raise UsageError(f"there is no snapshot {settings.snapshot} yet", "Run `broadsheet ingest` first.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / ".export.lock", 0), attached(snapshot_to_read(settings), "READ_ONLY") as (database, _):
            begun = _begun(folder, form, source, since)
            rename_former_files(folder)
            return _write(database, folder, form, source, begun, now)
    except LockHeld as held:
        raise UsageError(f"{folder} is being exported into by {held}", "Wait for it to finish.") from None
    except OSError as error:
        raise UsageError(
            f"{error.filename or folder} cannot be written: {error.strerror}", "Name another folder."
        ) from error
    except duckdb.Error as error:
        told = classify_error(error)
        cure = "Free some disk space." if told.fault is Fault.NO_SPACE else "The next publication makes it anew."
        raise UsageError(f"exporting {settings.snapshot} into {folder}: it {told.words}", cure) from error


def _begun(folder: Path, form: str, source: str, since: datetime | None) -> datetime:
    """The time from which on to export."""
    note = export_note(folder)
    if not note.exists():
        return since or BEGIN
    try:
        last = orjson.loads(note.read_bytes())
        until, of_then = datetime.fromisoformat(last["until"]), (last["format"], last["source"] or "")
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{note} cannot be understood", "Name another folder, or remove this one.") from error
    if of_then != (form, source):
        what = f"{of_then[0]} of {of_then[1] or 'every source'}"
        raise UsageError(
            f"{folder} holds an export as {what}", "Export into another folder, or ask for the same again."
        )
    if since is not None:
        raise UsageError(
            f"{folder} goes on from {until:%Y-%m-%dT%H:%M:%S.%fZ} by itself",
            "Leave out --since, or name another folder.",
        )
    return until


def _write(
    database: duckdb.DuckDBPyConnection, folder: Path, form: str, source: str, since: datetime, now: datetime
) -> Exported:
    sources = {str(key): name for key, name in database.execute("SELECT source_id, name FROM sources").fetchall()}
    if source and source not in sources.values():
        raise UsageError(f"there is no source {source!r}", "`broadsheet sources list` names them.")
    until, waiting = database.execute(
        "SELECT max(loaded_at) FILTER (WHERE loaded_at <= $now), count(*) FILTER (WHERE loaded_at > $now) FROM"
        " article_versions",
        {"now": now},
    ).fetchone()  # type: ignore[misc]
    stamp = "begin" if since == BEGIN else f"{since:%Y%m%dT%H%M%S.%fZ}"
    _remove_unacknowledged(folder, stamp)
    if until is None or until <= since:
        return Exported(0, 0, since, since, waiting)
    for name, value in (("since", since), ("until", until), ("source", source or None)):
        database.execute(f"SET VARIABLE {name} = ?", [value])
    with _aside(folder) as draft:
        rows = _copy(database, form, draft)
        written = _placed(draft, folder, form, stamp, folder_names(sources))
    _note(folder / SCHEMA, _schema(database, form))
    _note(folder / EXPORT, {"format": form, "source": source or None, "until": until.astimezone(UTC).isoformat()})
    return Exported(rows, written, since, until.astimezone(UTC), waiting)


def _copy(database: duckdb.DuckDBPyConnection, form: str, draft: Path) -> int:
    where = draft if form == "parquet" else draft / "data.jsonl"
    parts = """, s.source_id AS partition_source,
        coalesce(strftime(e.published_at AT TIME ZONE 'UTC', '%Y-%m'), 'unknown') AS month
    """ if form == "parquet" else ""  # fmt: skip
    join = "JOIN sources AS s ON s.name = e.source" if form == "parquet" else ""
    copied = database.execute(
        f"COPY (SELECT e.*{parts} FROM ({sql_text('tasks.export', 'versions')}) AS e {join}) TO '{quoted(str(where))}'"
        f" ({_FORMS[form]})"
    ).fetchone()
    return copied[0] if copied else 0


def _placed(draft: Path, folder: Path, form: str, stamp: str, names: dict[str, str]) -> int:
    """Rename the files of the temporary folder to their places; returns their number."""
    places: dict[Path, Path] = {}
    for number, path in enumerate(sorted(path for path in draft.rglob("*") if path.is_file())):
        if form == "jsonl":
            places[path] = folder / f"loaded-after-{stamp}.jsonl"
            continue
        month, of_source = path.parent.name, path.parent.parent.name.removeprefix("partition_source=")
        places[path] = folder / f"{FOLDER_KEY}={names[of_source]}" / month / f"loaded-after-{stamp}-{number}.parquet"
    for path, place in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        sync(path)
        path.replace(place)
    for parent in {place.parent for place in places.values()}:
        sync(parent)
    return len(places)


def _remove_unacknowledged(folder: Path, stamp: str) -> None:
    """Remove files of an export that was killed before it wrote _export.json."""
    for path in [
        *folder.glob(f"{FOLDER_KEY}=*/month=*/loaded-after-{stamp}-*"),
        *folder.glob(f"loaded-after-{stamp}.*"),
    ]:
        path.unlink()


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    for left in folder.glob(".export-*.draft"):
        shutil.rmtree(left)
    draft = folder / f".export-{os.getpid()}.draft"
    draft.mkdir()
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _schema(database: duckdb.DuckDBPyConnection, form: str) -> dict[str, Any]:
    meaning_of = meanings()
    columns = database.execute(f"DESCRIBE {sql_text('tasks.export', 'versions')}").fetchall()
    return {
        "rows": "One row per version of an article; versions are only ever added.",
        "format": form,
        "folders": ["source_folder: the source", "month: of publication (UTC), or unknown"]
        if form == "parquet"
        else [],
        "columns": [{"name": name, "type": kind, "meaning": meaning_of[name]} for name, kind, *_ in columns],
    }


def _note(path: Path, content: dict[str, Any]) -> None:
    with atomic_write(path) as draft:
        draft.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


EXPORT = "_export.json"
SCHEMA = "_schema.json"
"""Readers of whole folders (pyarrow, Spark, Hive) skip files whose names begin with an underscore or a dot."""
FOLDER_KEY = "source_folder"
"""Not `source`: a name that is a column of the files and a key of the folders has two types, and readers fail."""
_LONGEST = 150
"""File systems take 255 bytes; the key `source_folder=` and the end of an id are added."""


def folder_names(sources: dict[str, str]) -> dict[str, str]:
    """Source id -> folder name. Special characters are written as %XX, as tools that read such folders expect.

    A name that is too long is cut. That one, and names that differ only in case, get the end of the source id, which
    makes them unique. The full name is in every row.
    """
    encoded = {source: quote(name, safe="").replace(".", "%2E", 1) if name.startswith(".") else quote(name, safe="")
               for source, name in sources.items()}  # fmt: skip
    folded = Counter(name.casefold() for name in encoded.values())
    return {
        source: name if len(name) <= _LONGEST and folded[name.casefold()] == 1 else f"{_cut(name)}-{source[-12:]}"
        for source, name in encoded.items()
    }


def _cut(name: str) -> str:
    """The first characters of the name, not cut in the middle of a %XX."""
    short = name[:_LONGEST]
    for end in (1, 2):
        if len(name) > _LONGEST and short[-end] == "%":
            return short[:-end]
    return short


def export_note(folder: Path) -> Path:
    """The file that says until when everything is exported; under its former name where only that is there."""
    present, former = folder / EXPORT, folder / "export.json"
    return former if former.exists() and not present.exists() else present


def rename_former_files(folder: Path) -> None:
    """Rename files and folders with former names, `export.json` last: after a kill, the next call does the rest. Raises
    OSError.
    """
    for of_source in {path.parents[1] for path in folder.glob("source=*/month=*/loaded-after-*")}:
        of_source.rename(folder / of_source.name.replace("source", FOLDER_KEY, 1))
    former = export_note(folder)
    if former.exists() and former.name != EXPORT:
        if (folder / "schema.json").exists():
            (folder / "schema.json").rename(folder / SCHEMA)
        former.rename(folder / EXPORT)
