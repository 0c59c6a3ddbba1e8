"""Where records are, and how the files are called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

_SUFFIX = ".warc.gz"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is: the file relative to the archive (somebody else's: absolute), and bytes in it."""

    warc_file: str
    offset: int
    length: int


def warc_name(run_id: str, batch: str, at: datetime) -> str:
    """Name of the file for one batch of a run: the same again when a cut-off run is resumed."""
    return f"{at:%Y}/{at:%m}/{run_id}-{batch}{_SUFFIX}"


def further_name(warc_file: str, number: int) -> str:
    """Name of the second, third … file of a batch whose first has become too large: `…-00001-2.warc.gz`."""
    return warc_file if number == 1 else f"{warc_file.removesuffix(_SUFFIX)}-{number}{_SUFFIX}"
