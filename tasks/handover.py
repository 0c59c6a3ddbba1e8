"""The files that steps hand each other: a run's folder, a batch's folder in it, Parquet files that are whole or absent.

    runs/<run_id>/run.json                      what was asked, and by whom
    runs/<run_id>/discovered.json               written when discovery is complete
    runs/<run_id>/00001/candidates.parquet      … captures, articles, verdicts, results

A file is written under a temporary name, synced, and renamed: a name that exists is a step that is done.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.records import Record

R = TypeVar("R", bound=Record)


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary name beside `path`; synced to disk and renamed to it on leaving, removed on an error."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        yield draft
        sync(draft)
        os.replace(draft, path)
        sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """fsync of a file or a folder (a rename is only safe on disk once its folder is)."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_rows(path: Path, kind: type[R], records: Iterable[R]) -> None:
    table = pa.Table.from_pylist([record.row() for record in records], schema=kind.LAYOUT)
    with whole_file(path) as draft:
        pq.write_table(table, draft, compression="zstd", compression_level=1)


def read_rows(path: Path, kind: type[R]) -> list[R]:
    return [kind.of(row) for row in pq.read_table(path, schema=kind.LAYOUT).to_pylist()]


def write_note(path: Path, note: dict[str, object]) -> None:
    with whole_file(path) as draft:
        draft.write_bytes(orjson.dumps(note, option=orjson.OPT_INDENT_2))


def read_note(path: Path) -> dict[str, object]:
    note: dict[str, object] = orjson.loads(path.read_bytes())
    return note


def batch_folders(run_folder: Path) -> list[Path]:
    return sorted(path for path in run_folder.iterdir() if path.is_dir() and path.name.isdigit())
