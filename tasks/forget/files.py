"""Everything that is no database of ours: archive, logs, pages, Prefect's databases, notes, exports, runs set aside."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import duckdb

from schemas.errors import BroadsheetError
from schemas.settings import Settings
from tasks.archive.blanking import blank_records, records_with
from tasks.export.registry import exports_of
from tasks.files.atomic import atomic_write, json_line
from tasks.files.erasing import Eraser
from tasks.forget.targets import Targets
from tasks.store.engine import cursor, quoted

_PARQUET = "FORMAT parquet, COMPRESSION zstd"
_SQLITE = b"SQLite format 3\0"
_DATABASES = {".duckdb", ".db", ".wal"}
_LARGEST_NOTE = 50_000_000
_SQLITE_WAIT_SECONDS = 30
FORGOTTEN = "_forgotten.jsonl"
"""Beside an export: ids of articles that are not in it any more, for whoever has read it before."""


def erase_from_archive(targets: Targets, settings: Settings) -> None:
    """Overwrite captures, and every record that names one of the addresses."""
    eraser = targets.eraser
    places: dict[Path, set[tuple[int, int]]] = {}
    for name, offset, length in targets.places:
        if not Path(name).is_absolute():
            places.setdefault(settings.archive / name, set()).add((offset, length))
    for path in sorted(settings.archive.rglob("*.warc.gz")):
        there = places.get(path, set()) | set(records_with(path, eraser.is_in))
        if there:
            blank_records(path, sorted(there))


def erase_from_texts(targets: Targets, settings: Settings) -> None:
    """Blank lines of logs where they stand, as other processes may be writing them; clean notes; remove pages, which
    are written again.
    """
    eraser = targets.eraser
    for path in _texts(settings):
        try:
            text = path.read_bytes().decode("utf-8", "surrogateescape")
        except OSError:
            continue  # removed at this moment
        if not eraser.is_in(text):
            continue
        if path.is_relative_to(settings.reports):
            path.unlink(missing_ok=True)
        elif path.is_relative_to(settings.logs):
            _blank_lines(path, eraser)
        else:
            with atomic_write(path) as draft:
                draft.write_bytes(eraser.without(text).encode("utf-8", "surrogateescape"))


def _texts(settings: Settings) -> Iterator[Path]:
    for folder in (settings.logs, settings.reports, settings.private, settings.set_aside):
        for path in sorted(folder.rglob("*")):
            is_other = path.suffix in {*_DATABASES, ".parquet", ".lock", ".key"} or path.name == JOURNAL
            if path.is_file() and not path.is_symlink() and not is_other and path.stat().st_size <= _LARGEST_NOTE:
                yield path


JOURNAL = "forgetting.json"


def _blank_lines(path: Path, eraser: Eraser) -> None:
    """Overwrite each line that has a word by as many blanks."""
    with path.open("r+b") as file:
        start = 0
        for line in file.read().splitlines(keepends=True):
            if eraser.is_in(line.decode("utf-8", "surrogateescape")):
                bare = line.rstrip(b"\r\n")
                file.seek(start)
                file.write(b" " * len(bare))
            start += len(line)


def erase_from_prefect(targets: Targets, settings: Settings) -> None:
    """Clean the texts of Prefect's SQLite databases in the data folder.

    Raises BroadsheetError where a server that is under way does not let go of one.
    """
    for folder in (settings.private / "prefect", settings.private / "server"):
        for path in sorted(folder.rglob("*.db")):
            with path.open("rb") as file:
                is_sqlite = file.read(len(_SQLITE)) == _SQLITE
            if is_sqlite:
                _clean_sqlite(path, targets.eraser)


def _clean_sqlite(path: Path, eraser: Eraser) -> None:
    has_changed = False
    try:
        with closing(sqlite3.connect(path, timeout=_SQLITE_WAIT_SECONDS, isolation_level=None)) as database:
            database.create_function("is_in", 1, lambda text: _is_in(eraser, text), deterministic=True)
            database.create_function("without", 1, lambda text: _without(eraser, text), deterministic=True)
            # Prefect's tables name it for defaults; SQLite wants it there before it changes them.
            database.create_function("GEN_RANDOM_UUID", 0, lambda: str(uuid4()))
            database.execute("PRAGMA secure_delete = ON")
            tables = database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            ).fetchall()
            for (table,) in tables:
                for _, column, *_ in database.execute(f'PRAGMA table_info("{table}")').fetchall():
                    done = database.execute(
                        f'UPDATE OR REPLACE "{table}" SET "{column}" = without("{column}") WHERE is_in("{column}")'
                    )
                    has_changed = has_changed or done.rowcount > 0
            if has_changed:
                database.execute("VACUUM")
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError as error:
        raise BroadsheetError(
            f"{path}: {error}", "Stop `broadsheet up`, then call `broadsheet forget --continue`: the rest is done."
        ) from error


def _is_in(eraser: Eraser, value: object) -> bool:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
    return isinstance(text, str) and eraser.is_in(text)


def _without(eraser: Eraser, value: object) -> str | bytes:
    return eraser.without(value) if isinstance(value, str) else b""


def erase_from_exports(targets: Targets, settings: Settings, at: str) -> None:
    """Take the articles out of folders that were exported to, and leave their ids beside as tombstones.

    A person has to write single files anew, or remove them: they are listed as outside of the data folder.
    """
    for one in exports_of(settings):
        if one.path.is_dir() and targets.articles:
            files = [path for path in one.path.rglob(f"*.{one.form}") if not path.name.startswith("_")]
            changed = [path for path in sorted(files) if _without_articles(path, one.form, targets.articles)]
            if changed:
                _add_lines(
                    one.path / FORGOTTEN, [{"article_id": article, "forgotten_at": at} for article in targets.articles]
                )


def _without_articles(path: Path, form: str, articles: list[str]) -> bool:
    reader = (
        f"read_parquet('{quoted(str(path))}', hive_partitioning = false)"
        if form == "parquet"
        else f"read_json_auto('{quoted(str(path))}', hive_partitioning = false)"
    )
    database = cursor()
    try:
        database.execute("CREATE OR REPLACE TEMP TABLE gone AS SELECT unnest(?) AS id", [articles])
        where = "article_id::VARCHAR IN (FROM gone)"
        if not database.execute(f"SELECT 1 FROM {reader} WHERE {where} LIMIT 1").fetchone():
            return False
    except duckdb.Error:
        return False  # a file of another kind, or without articles
    with atomic_write(path) as draft:
        if form == "jsonl":
            kept = [line for line in path.read_bytes().splitlines(keepends=True) if not _ID.search(line) or not any(
                article.encode() in line for article in articles)]  # fmt: skip
            draft.write_bytes(b"".join(kept))
        else:
            database.execute(f"COPY (SELECT * FROM {reader} WHERE NOT {where}) TO '{quoted(str(draft))}' ({_PARQUET})")
    return True


_ID = re.compile(rb'"article_id"')


def _add_lines(path: Path, rows: list[dict[str, str]]) -> None:
    before = path.read_bytes() if path.exists() else b""
    with atomic_write(path) as draft:
        draft.write_bytes(before + b"".join(json_line(row) for row in rows if row["article_id"].encode() not in before))


def erase_from_set_aside(targets: Targets, settings: Settings) -> None:
    """Take the candidates out of the files of runs that were set aside."""
    for candidates in sorted(settings.set_aside.glob("*/*/candidates.parquet")):
        database = cursor()
        rows = database.execute(
            "SELECT position FROM read_parquet(?, hive_partitioning = false) WHERE address_id IN (SELECT unnest(?))",
            [str(candidates), targets.addresses],
        ).fetchall()
        positions = [row[0] for row in rows]
        if not positions:
            continue
        for path in sorted(candidates.parent.glob("*.parquet")):
            columns = {
                row[0]
                for row in database.execute(
                    "DESCRIBE FROM read_parquet(?, hive_partitioning = false)", [str(path)]
                ).fetchall()
            }
            if "position" in columns:
                with atomic_write(path) as draft:
                    database.execute(
                        f"COPY (SELECT * FROM read_parquet('{quoted(str(path))}', hive_partitioning = false)"
                        f" WHERE position NOT IN ({', '.join(map(str, positions))}))"
                        f" TO '{quoted(str(draft))}' ({_PARQUET})"
                    )
