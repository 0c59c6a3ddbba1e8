"""What steps hand each other and note: Parquet files in the folder of a batch, its progress, the time of each step.

    runs/<run_id>/00001/candidates.parquet      … captures, articles, verdicts, results
    runs/<run_id>/00001/progress                articles cleaned so far, for status alone
    runs/<run_id>/00001/steps.jsonl             how long each step took; recorded when the batch is loaded

A Parquet file is written under a temporary name, synced, and renamed: a name that exists is a step that is done.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import orjson

from schemas.errors import disk_full
from schemas.records import Record
from tasks.files.atomic import atomic_write, json_line
from tasks.logs import ids, log
from tasks.runs.state import read_part
from tasks.store.engine import cursor, quoted

R = TypeVar("R", bound=Record)

_LARGEST_ROW = 256_000_000
"""Bytes of one row as JSON; content given inline is in it, in base64."""
_STEP_TIMES = "steps.jsonl"
_life = time.monotonic()


@dataclass(frozen=True, slots=True)
class StepTime:
    """One step of a batch and how long it took."""

    step: str
    began_at: datetime
    seconds: float


def write_rows(path: Path, kind: type[R], records: Iterable[R]) -> None:
    """Write the records to a Parquet file with the columns of `kind.LAYOUT`, also where there are none.

    DuckDB writes it: this needs no further library. Raises OSError, duckdb.Error; a file of that name then is as it
    was.
    """
    write_lines(path, kind, (json_line(record.row()) for record in records))


def write_lines(path: Path, kind: type[Record], rows: Iterable[bytes]) -> None:
    """The same for records that are lines of JSON already, each with its line end (`json_line` of their `row()`)."""
    columns = ", ".join(
        f"from_base64({name}) AS {name}" if sql == "BLOB" else name for name, sql in kind.LAYOUT.items()
    )
    layout = ", ".join(f"{name}: '{'VARCHAR' if sql == 'BLOB' else sql}'" for name, sql in kind.LAYOUT.items())
    with atomic_write(path) as draft, tempfile.NamedTemporaryFile(dir=path.parent, suffix=".jsonl") as lines:
        count = 0
        for row in rows:
            lines.write(row)
            count += 1
        lines.flush()
        source = (
            f"read_json('{quoted(lines.name)}', format = 'newline_delimited', columns = {{{layout}}},"
            f" maximum_object_size = {_LARGEST_ROW}, hive_partitioning = false)"
            if count
            else f"(SELECT {', '.join(f'NULL::{sql} AS {name}' for name, sql in kind.LAYOUT.items())} LIMIT 0)"
        )
        cursor().execute(
            f"COPY (SELECT {columns if count else '*'} FROM {source}) TO '{quoted(str(draft))}' (FORMAT parquet,"
            f" COMPRESSION zstd)"
        )


PASSED_FILE = "passed_records.parquet"
"""Of a run: the records of WARC files that are no candidates."""


def read_rows(path: Path, kind: type[R]) -> list[R]:
    """The records of a file, in order. Raises duckdb.Error for one that cannot be read."""
    database = cursor()
    there = {
        name
        for (name, *_) in database.execute(
            "DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false)", [str(path)]
        ).fetchall()
    }
    # A file of an earlier release may have a column in another type, and lacks those that came later.
    layout = {name: sql for name, sql in kind.LAYOUT.items() if name in there}
    columns = ", ".join(f"{name}::{sql}" for name, sql in layout.items())
    rows = database.execute(f"SELECT {columns} FROM read_parquet(?, hive_partitioning = false)", [str(path)]).fetchall()
    return [kind.of(dict(zip(layout, row, strict=True))) for row in rows]


def has_row(path: Path, condition: str) -> bool:
    """Whether any row of the file meets a condition in SQL. Raises duckdb.Error."""
    return (
        cursor()
        .execute(f"SELECT 1 FROM read_parquet(?, hive_partitioning = false) WHERE {condition} LIMIT 1", [str(path)])
        .fetchone()
        is not None
    )


def note_life() -> None:
    """A step of this process got on: it began or ended, or a server answered."""
    global _life  # noqa: PLW0603 - a property of the process
    _life = time.monotonic()


def seconds_without_life(run_folder: Path) -> float:
    """Seconds since `note_life` was called, or since articles of this run were cleaned, whichever is less."""
    cleaned = [time.time() - path.stat().st_mtime for path in run_folder.glob("*/progress")]
    return min([time.monotonic() - _life, *(seconds for seconds in cleaned if seconds >= 0)])


def batch_folders(run_folder: Path) -> list[Path]:
    """The numbered folders of a run, in order."""
    return sorted(path for path in run_folder.iterdir() if path.is_dir() and path.name.isdigit())


def note_progress(batch_folder: Path, cleaned: int) -> None:
    """Note how many articles of the batch are cleaned so far. Only status and the progress bar read it. Raises
    OSError.
    """
    (batch_folder / "progress").write_text(str(cleaned))


def progress_of(runs: Path) -> tuple[int, int]:
    """Candidates cleaned so far, and all, over every run in the folder `runs`; (0, 0) before discovery is complete."""
    of_each = [progress_in(folder) for folder in runs.glob("*/")]
    return sum(done for done, _ in of_each), sum(total for _, total in of_each)


def progress_in(run_folder: Path) -> tuple[int, int]:
    """Candidates of one run that are cleaned so far, and all; (0, 0) before discovery is complete."""
    try:
        total = int(str(read_part(run_folder, "discovered")["candidates"]))
        return sum(int(path.read_text() or 0) for path in run_folder.glob("*/progress")), total
    except (OSError, ValueError, KeyError):
        return 0, 0  # it is being made, or removed, at this moment


def ids_of(folder: Path) -> AbstractContextManager[None]:
    """Log lines in the block carry the ids of the run, and of the batch, whose folder this is."""
    if folder.name.isdigit():
        return ids(run=folder.parent.name, batch=int(folder.name))
    return ids(run=folder.name)


@contextmanager
def timed(step: str, folder: Path, made: str) -> Iterator[None]:
    """Note and log how long the block takes, if it makes the file `made` of the folder: a step that was done before has
    no time.

    Raises DiskFull where the block fails because the disk is full, else what the block raises.
    """
    note_life()
    with ids_of(folder):
        was_there = (folder / made).exists()
        began_at, begun = datetime.now(UTC), time.monotonic()
        try:
            yield
        except Exception as error:
            log(step).error("%s failed: %s: %s", step, type(error).__name__, error)
            if full := disk_full(error):
                raise full from error
            raise
        finally:
            note_life()
        if was_there or not (folder / made).exists():
            return
        seconds = round(time.monotonic() - begun, 3)
        note = {"step": step, "began_at": began_at.isoformat(), "seconds": seconds}
        with suppress(OSError), (folder / _STEP_TIMES).open("ab") as file:
            file.write(orjson.dumps(note, option=orjson.OPT_APPEND_NEWLINE))
        log(step).info("%s done", step, extra={"seconds": seconds})


def step_times(folder: Path) -> list[StepTime]:
    """The times noted so far. A damaged line is left out: it holds a figure, no article."""
    try:
        lines = (folder / _STEP_TIMES).read_bytes().splitlines()
    except OSError:
        return []
    return [time for text in lines if (time := _read(text)) is not None]


def _read(text: bytes) -> StepTime | None:
    try:
        note = orjson.loads(text)
        return StepTime(str(note["step"]), datetime.fromisoformat(note["began_at"]), float(note["seconds"]))
    except (ValueError, TypeError, KeyError):
        return None
