"""archive -> candidates: captures chosen to be cleaned and judged again, as a run whose batches are fetched already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from schemas.errors import UsageError
from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.query import require_reading
from tasks.runs.handover import write_rows
from tasks.runs.state import record_discovered
from tasks.store.snapshots import open_to_read, snapshot_to_read
from tasks.store.sql import sql_text


@dataclass(frozen=True, slots=True)
class Choice:
    """Which captures to read again: of one source, captured since, and a condition over the view `replayable`. Empty:
    all.
    """

    source: str = ""
    since: datetime | None = None
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many captures were chosen, by source and standing (loaded, held, alias, refused, failed), and how many are
    gone.
    """

    by_source: dict[str, dict[str, int]]
    gone: int

    @property
    def total(self) -> int:
        return sum(sum(standings.values()) for standings in self.by_source.values())


def count_chosen(choice: Choice, settings: Settings) -> Chosen:
    """What a replay would read again. Raises UsageError for a condition that DuckDB does not understand."""
    with _chosen_captures(choice, settings) as (rows, gone):
        return _counted(Counter((row["source_name"], row["standing"]) for row in rows), gone)


def choose(run_folder: Path, choice: Choice, settings: Settings) -> Chosen:
    """Write candidates and captures of every batch, and note them in the state of the run, as discovery and fetching
    do.

    A capture keeps its id, its place and its time, so dates are judged as they were then. Raises UsageError for a
    condition that DuckDB does not understand, and where nothing was published yet.
    """
    counts = Counter[tuple[str, str]]()
    batches = position = 0
    with _chosen_captures(choice, settings) as (rows, gone):
        for batches, batch in enumerate(_batched(rows, settings.batch_size), 1):
            numbered = list(enumerate(batch, position))
            position += len(batch)
            folder = run_folder / f"{batches:05d}"
            folder.mkdir(exist_ok=True)
            write_rows(folder / "captures.parquet", Capture, [_capture(*row) for row in numbered])
            write_rows(folder / "candidates.parquet", Candidate, [_candidate(*row) for row in numbered])
            counts.update((row["source_name"], row["standing"]) for row in batch)
    warnings = [f"{gone} captures cannot be read again: retention has removed them from the archive"] if gone else []
    record_discovered(run_folder, {"candidates": position, "fetched_after": [0] * batches, "warnings": warnings})
    return _counted(counts, gone)


@contextmanager
def _chosen_captures(choice: Choice, settings: Settings) -> Iterator[tuple[Iterator[dict[str, Any]], int]]:
    """The rows of the chosen captures, and how many more were removed from the archive."""
    if not snapshot_to_read(settings).exists():
        raise UsageError(f"there is no snapshot {settings.snapshot} yet", "Run `broadsheet ingest` first.")
    given = {"source": choice.source, "since": choice.since}
    with open_to_read(settings) as database:
        try:
            for name in ("gone", "choose"):
                require_reading(database, _sql(name, choice))
            gone = database.execute(_sql("gone", choice), given).fetchone()
            answer = database.execute(_sql("choose", choice), given)
        except duckdb.Error as error:
            raise UsageError(
                f"the condition {choice.condition!r} cannot be used: {_first_line(error)}",
                'It is a condition over the view `replayable`: broadsheet query "DESCRIBE replayable" shows its'
                " columns.",
            ) from error
        names = [column[0] for column in answer.description or ()]
        yield _rows(answer, names), gone[0] if gone else 0


def _first_line(error: duckdb.Error) -> str:
    disabled = "File system LocalFileSystem has been disabled"
    return str(error).strip().splitlines()[0].replace(disabled, "file system operations are disabled")


def _rows(answer: duckdb.DuckDBPyConnection, names: list[str]) -> Iterator[dict[str, Any]]:
    while some := answer.fetchmany(1000):
        yield from (dict(zip(names, row, strict=True)) for row in some)


def _sql(name: str, choice: Choice) -> str:
    text = sql_text("tasks.replay", name)
    return text.replace("/*condition*/", f"({choice.condition.strip() or 'true'}\n)")


def _batched(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _counted(counts: Counter[tuple[str, str]], gone: int) -> Chosen:
    by_source: dict[str, dict[str, int]] = {}
    for (source, standing), count in sorted(counts.items()):
        by_source.setdefault(source, {})[standing] = count
    return Chosen(by_source, gone)


def _candidate(position: int, row: dict[str, Any]) -> Candidate:
    facts = {name: row[name] for name in Candidate.LAYOUT if name in row}
    url = row["url"] if row["url"].startswith(("http://", "https://")) else None
    return Candidate(**facts | {"position": position, "address": row["url"], "url": url})


def _capture(position: int, row: dict[str, Any]) -> Capture:
    facts = {name: row[name] for name in Capture.LAYOUT if name in row}
    is_web = row["captured_url"].startswith(("http://", "https://"))
    return Capture(
        **facts
        | {
            "position": position,
            "fetched_at": row["captured_at"],
            "final_url": row["captured_url"] if is_web else None,
            "opt_outs": row["opt_outs"] or [],
        }
    )
