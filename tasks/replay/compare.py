"""What a replay would change: its files compared with the snapshot. Nothing is changed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from schemas.settings import Settings
from tasks.chain.steps import CLEAN, VALIDATE, Chain, run_steps
from tasks.runs.handover import batch_folders
from tasks.store.engine import attached
from tasks.store.snapshots import snapshot_to_read
from tasks.store.sql import sql_text

_EXCERPT = 80
"""Characters of a long text shown around its first difference."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a replay would change. `fields`, `moves` and `likeness` are rows of the SQL files beside this module."""

    read: int
    unchanged: int
    fields: list[dict[str, Any]]
    """field, articles, samples (url, old, new)"""
    moves: list[dict[str, Any]]
    """was, becomes, articles, samples (url, checks): what would enter, be held, or fail"""
    likeness: list[dict[str, Any]]
    """likeness, texts: of the texts that would change"""

    def told(self) -> dict[str, Any]:
        return asdict(self)


def read_again(run_folder: Path, chain: Chain) -> None:
    """Clean and validate every batch of the run's folder, and load nothing. Raises what these steps raise."""
    for batch in batch_folders(run_folder):
        run_steps(chain, batch, (CLEAN, VALIDATE))


def compare(run_folder: Path, settings: Settings) -> Comparison:
    """Compare the batches in the run's folder with the snapshot. Nothing is written."""
    with attached(snapshot_to_read(settings), "READ_ONLY") as (database, _):
        for name in ("candidates", "captures", "articles", "verdicts"):
            found = [str(batch / f"{name}.parquet") for batch in batch_folders(run_folder)]
            database.execute(f"SET VARIABLE {name}_files = ?", [found])
        database.execute(sql_text("tasks.replay", "compared"))
        counted = database.execute(
            "SELECT count(*), count(*) FILTER (WHERE was = becomes AND len(changes) = 0) FROM compared"
        ).fetchone()
        assert counted is not None
        fields = _rows(database, "fields_changed")
        for field in fields:
            field["samples"] = [_excerpted(sample) for sample in field["samples"]]
        return Comparison(counted[0], counted[1], fields, _rows(database, "moves"), _rows(database, "similarity"))


def _excerpted(sample: dict[str, Any]) -> dict[str, Any]:
    """Long texts, cut to the part around their first difference."""
    old, new = sample["old"], sample["new"]
    if max(len(old or ""), len(new or "")) <= 2 * _EXCERPT:
        return sample
    start = max(0, _first_difference(old or "", new or "") - _EXCERPT // 4)
    return {"url": sample["url"], "old": _cut(old, start), "new": _cut(new, start)}


def _first_difference(old: str, new: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _cut(text: str | None, start: int) -> str | None:
    if text is None:
        return None
    end = start + _EXCERPT
    return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")


def _rows(database: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    answer = database.execute(sql_text("tasks.replay", name))
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
