"""The raw bytes of a capture by its id, or why they are no longer there."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tasks.archive.places import Place
from tasks.archive.reader import ArchiveDamaged, Stored, read

_PLACE = "SELECT warc_file, warc_offset, warc_length, removed_at FROM capture_places WHERE capture_id = ?"


class CaptureRemoved(ArchiveDamaged):
    """Retention has removed the file; the message says when."""


def stored_capture(database: duckdb.DuckDBPyConnection, archive: Path, capture_id: str) -> Stored:
    """What was captured, by way of the warehouse or a snapshot.

    Raises KeyError for an id that is not known, CaptureRemoved, ArchiveDamaged.
    """
    row = database.execute(_PLACE, [capture_id]).fetchone()
    if row is None:
        raise KeyError(capture_id)
    warc_file, offset, length, removed_at = row
    if removed_at is not None:
        raise CaptureRemoved(
            f"{archive / warc_file}: removed by retention on {removed_at:%Y-%m-%d} (setting archive_days)"
        )
    return read(archive, Place(warc_file, offset, length))
