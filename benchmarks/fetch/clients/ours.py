"""The fetching step as a run does it: robots.txt, address guard, pace, bounded reading, hash, WARC,
captures.parquet.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.fetch.clients.measuring import AT_ONCE, measure
from schemas.identity import address_id, source_id
from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.fetch import fetch_batch
from tasks.runs.handover import read_rows, write_rows

_BATCH = 500


def _batches(home: Path, urls: list[str]) -> list[Path]:
    """What discovery hands over, in a run of its own."""
    run = Path(tempfile.mkdtemp(dir=home))
    folders: list[Path] = []
    for first in range(0, len(urls), _BATCH):
        folder = run / f"{len(folders) + 1:05}"
        folder.mkdir()
        rows = [_candidate(first + number, url) for number, url in enumerate(urls[first : first + _BATCH])]
        write_rows(folder / "candidates.parquet", Candidate, rows)
        folders.append(folder)
    return folders


def _candidate(position: int, url: str) -> Candidate:
    return Candidate(
        position=position,
        source_id=str(source_id("bench")),
        source_name="bench",
        source_kind="urls",
        source_location="bench",
        address=url,
        address_id=str(address_id(url)),
        url=url,
    )


def _all(home: Path, folders: list[Path]) -> list[int]:
    port = urlsplit(read_rows(folders[0] / "candidates.parquet", Candidate)[0].address).port
    settings = Settings(
        home=home,
        contact="https://bench.example/about",
        allow_cidrs=("127.0.0.0/8",),
        allow_ports=(port,),
        host_interval_seconds=0,
        fetch_per_host=4,
        fetch_concurrency=AT_ONCE,
    )
    sizes = []
    for folder in folders:
        captures = read_rows(fetch_batch(folder, folder.parent.name, settings, lambda: datetime.now(UTC)), Capture)
        sizes += [capture.payload_bytes or 0 for capture in captures]
    return sizes


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        measure(lambda folders: _all(Path(name), folders), prepare=lambda urls: _batches(Path(name), urls))
