"""The sample articles through the steps, without Prefect; `make record` writes what came out as the expected results.

Each sample's result stands beside it: seeds/<outlet>/pages/x.html -> seeds/<outlet>/expected/x.html.json.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from schemas.checks import article_checks
from schemas.settings import PROJECT, Settings
from tasks.chain.steps import Chain, run_steps
from tasks.checks.judge import Judge
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox
from tasks.discover import discover
from tasks.load import begin_run, end_run
from tasks.runs.handover import batch_folders
from tasks.validate.batch import validate_batch

SEEDS = PROJECT / "seeds"
SOURCES = ("harbour-courier", "north-ledger", "radio-estuary", "odd-pages")
NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
"""When the samples are read: their dates are of the two months before."""

_RESULTS = """
SELECT
    o.position, o.url, o.status, o.reason, o.checks, v.title, v.title_from, v.headline, v.language, v.place, v.section,
    v.published_at::VARCHAR AS published_at, v.published_precision, v.published_from,
    v.modified_at::VARCHAR AS modified_at,
    v.authors_from, v.page_kind, v.is_free, v.word_count, v.version, v.flags,
    (SELECT list(n.name ORDER BY x.position) FROM article_authors AS x JOIN authors AS n USING (author_id)
     WHERE x.article_id = v.article_id AND x.version = v.version) AS authors,
    (SELECT count(*) FROM paragraphs AS p WHERE p.article_id = v.article_id AND p.version = v.version) AS paragraphs,
    left(v.body, 80) AS begins,
    right(v.body, 60) AS ends
FROM ops.outcomes AS o
LEFT JOIN article_versions AS v ON v.article_id = o.article_id AND v.version = o.version
WHERE o.run_id = 'samples'
ORDER BY o.position
"""


def results() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each sample's place for its expected result, and the result that the code gives now."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "data", sources_file=SEEDS / "sources.yaml", batch_size=1000)
        run = settings.runs / "samples"
        run.mkdir(parents=True)
        found = discover(run, list(SOURCES), None, settings)
        begin_run("samples", list(SOURCES), found.candidates, found.warnings, False, NOW, settings)
        sandbox = Sandbox(settings)
        try:
            chain = Chain(
                "samples",
                settings,
                clean=lambda batch: clean_batch(batch, sandbox),
                validate=lambda batch: validate_batch(batch, Judge(article_checks())),
                clock=lambda: NOW,
            )
            for batch in batch_folders(run):
                run_steps(chain, batch)
        finally:
            sandbox.close()
        end_run("samples", settings, NOW)
        with duckdb.connect(str(settings.warehouse), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            cursor = database.execute(_RESULTS)
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            samples = database.execute(
                "SELECT position, source_name, file, address FROM read_parquet(?) ORDER BY position",
                [str(run / "*" / "candidates.parquet")],
            ).fetchall()
    for row, (position, source, file, address) in zip(rows, samples, strict=True):
        assert row.pop("position") == position
        yield _place(source, file or address), _readable(row)


def _place(source: str, address: str) -> Path:
    name = address.rpartition("/")[2].replace("#", "-")
    outlet = next(name for name in SOURCES if f"/seeds/{name}/" in address or name == source)
    return SEEDS / outlet / "expected" / f"{name}.json"


def _readable(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty, and without the place of this checkout."""
    kept = {name: value for name, value in row.items() if value not in (None, [], 0)}
    return kept | {"url": str(row["url"]).replace(PROJECT.as_uri(), "project:")}


if __name__ == "__main__":
    for old in SEEDS.glob("*/expected/*.json"):
        old.unlink()
    for place, result in results():
        place.parent.mkdir(exist_ok=True)
        place.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
