"""Forgotten content under another address: it ends as `forgotten`, and its capture is overwritten."""

from __future__ import annotations

from pathlib import Path

import duckdb

from schemas.identity import address_id
from schemas.settings import Settings
from tasks.archive.blanking import blank_records, records_with
from tasks.files.erasing import Eraser
from tasks.load.statements import set_variables
from tasks.store.engine import quoted
from tasks.store.forgotten import Tombstones

_HASHES = """
SELECT s.position, s.address_id::VARCHAR, s.url, s.final_url, s.warc_file, s.warc_offset, s.warc_length,
    s.payload_sha256, a.content_hash, a.text_hash
FROM staged AS s
LEFT JOIN read_parquet(?, hive_partitioning = false) AS a ON a.position = s.position
WHERE s.payload_sha256 IS NOT NULL
"""
_BARE = """
UPDATE staged SET url = $name, address_id = $id, capture_reason = 'forgotten', capture_detail = NULL, capture_id = NULL,
    warc_file = NULL, final_url = NULL, payload_sha256 = NULL, claim = NULL, left_empty = NULL, said_title = NULL,
    said_author = NULL, said_summary = NULL, etag = NULL, last_modified = NULL, earlier = [], is_web = false
WHERE position = $position
"""


def leave_out_forgotten(database: duckdb.DuckDBPyConnection, batch_folder: Path, settings: Settings) -> None:
    """Take forgotten content out of the staged batch, and out of the archive. Raises OSError.

    The archive comes first: where the transaction fails, the batch is staged again, and ends the same.
    """
    tombstones = Tombstones(database, settings)
    articles = batch_folder / "articles.parquet"
    if not tombstones or not articles.exists():
        return
    positions = []
    for row in database.execute(_HASHES, [str(articles)]).fetchall():
        position, identity, url, final_url, file, offset, length, *hashes = row
        if not tombstones.has("content", *hashes):
            continue
        _overwrite(settings.archive, file, (offset, length), Eraser([url, final_url], []))
        name = tombstones.name_for(identity)
        database.execute(_BARE, {"name": name, "id": str(address_id(name)), "position": position})
        positions.append(position)
    if positions:
        database.execute("DELETE FROM decisions WHERE position IN (SELECT unnest(?))", [positions])
        database.execute(
            "INSERT INTO decisions SELECT position, 'forgotten', NULL, [], NULL, NULL"
            " FROM (SELECT unnest(?) AS position)",
            [positions],
        )
        kept = batch_folder / "articles-kept.parquet"
        database.execute(
            f"COPY (SELECT * FROM read_parquet('{quoted(str(articles))}', hive_partitioning = false)"
            f" WHERE position NOT IN ({', '.join(map(str, positions))})) TO '{quoted(str(kept))}' (FORMAT parquet)"
        )
        set_variables(database, articles_file=str(kept))


def _overwrite(archive: Path, file: str | None, place: tuple[int, int], eraser: Eraser) -> None:
    """Overwrite a capture of our own archive, and the record that says where it is from."""
    path = archive / (file or "")
    if file and not Path(file).is_absolute() and path.is_file():
        blank_records(path, sorted({place, *records_with(path, eraser.is_in)}))
