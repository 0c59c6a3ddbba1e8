"""The files that steps hand each other: a run's folder, a batch's folder in it, Parquet files that are whole or absent.

    runs/<run_id>/run.json                      what was asked, and by whom
    runs/<run_id>/discovered.json               written when discovery is complete
    runs/<run_id>/00001/candidates.parquet      … captures, articles, verdicts, results

A file is written under a temporary name, synced, and renamed: a name that exists is a step that is done.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from schemas.record import Record
from tasks.files.atomic import atomic_write, json_line, read_note
from tasks.store.engine import cursor, quoted

R = TypeVar("R", bound=Record)

_LARGEST_ROW = 256_000_000
"""Bytes of one row as JSON: content given inline, in base64."""


def write_rows(path: Path, kind: type[R], records: Iterable[R]) -> None:
    """Write the records as Parquet. DuckDB writes it: the fastest way without a further library to import."""
    columns = ", ".join(
        f"from_base64({name}) AS {name}" if sql == "BLOB" else name for name, sql in kind.LAYOUT.items()
    )
    layout = ", ".join(f"{name}: '{'VARCHAR' if sql == 'BLOB' else sql}'" for name, sql in kind.LAYOUT.items())
    with atomic_write(path) as draft, tempfile.NamedTemporaryFile(dir=path.parent, suffix=".jsonl") as lines:
        count = 0
        for record in records:
            lines.write(json_line(record.row()))
            count += 1
        lines.flush()
        source = (
            f"read_json('{quoted(lines.name)}', format = 'newline_delimited', columns = {{{layout}}},"
            f" maximum_object_size = {_LARGEST_ROW})"
            if count
            else f"(SELECT {', '.join(f'NULL::{sql} AS {name}' for name, sql in kind.LAYOUT.items())} LIMIT 0)"
        )
        cursor().execute(
            f"COPY (SELECT {columns if count else '*'} FROM {source}) TO '{quoted(str(draft))}' (FORMAT parquet, COMPRESSION zstd)"
        )


def read_rows(path: Path, kind: type[R]) -> list[R]:
    names = [*kind.LAYOUT]
    rows = cursor().execute(f"SELECT {', '.join(names)} FROM read_parquet(?)", [str(path)]).fetchall()
    return [kind.of(dict(zip(names, row, strict=True))) for row in rows]


def has_row(path: Path, condition: str) -> bool:
    """Whether any row of the file meets a condition in SQL."""
    return (
        cursor().execute(f"SELECT 1 FROM read_parquet(?) WHERE {condition} LIMIT 1", [str(path)]).fetchone() is not None
    )


def batch_folders(run_folder: Path) -> list[Path]:
    return sorted(path for path in run_folder.iterdir() if path.is_dir() and path.name.isdigit())


def note_progress(batch_folder: Path, cleaned: int) -> None:
    """How many articles of a batch are cleaned so far: for whoever watches, worth nothing after a crash."""
    (batch_folder / "progress").write_text(str(cleaned))


def progress_of(runs: Path) -> tuple[int, int]:
    """Candidates that are through cleaning, and all, over the runs under way; (0, 0) while they are being discovered."""
    of_each = [progress_in(folder) for folder in runs.glob("*/")]
    return sum(done for done, _ in of_each), sum(total for _, total in of_each)


def progress_in(run_folder: Path) -> tuple[int, int]:
    """The same of one run."""
    try:
        total = int(str(read_note(run_folder / "discovered.json")["candidates"]))
        return sum(int(path.read_text() or 0) for path in run_folder.glob("*/progress")), total
    except (OSError, ValueError, KeyError):
        return 0, 0  # being made, or removed, at this moment
