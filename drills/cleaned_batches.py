"""Pages through the real way of cleaning: archived, ordered as batches, cleaned by the sandbox's workers, read back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.memory import below
from schemas.fields import Article
from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.archive import Writer
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox
from tasks.runs.handover import read_rows, write_rows

_NOW = datetime(2026, 4, 2, tzinfo=UTC)
_ABOUT: dict[str, Any] = {
    "source_id": "s",
    "source_name": "pages",
    "source_kind": "files",
    "source_location": "-",
    "address_id": "a",
}


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    content: bytes
    content_type: str = "text/html"
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """How one page ended: reason, or its page kind where it became an article."""

    name: str
    end: str
    detail: str
    seconds: float


class PeakOfWorkers(threading.Thread):
    """The largest resident memory that any single worker ever had, in megabytes, while the thread runs."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0.0
        self._root = root
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.2):
            self.look()

    def look(self) -> None:
        self.peak = max([self.peak, *(_high_water(pid) for pid in below(self._root)[1:])])

    def forget(self) -> None:
        """Begin anew: the kernel forgets the high-water marks of the workers, too."""
        self.peak = 0.0
        for pid in below(self._root)[1:]:
            try:
                Path(f"/proc/{pid}/clear_refs").write_text("5", encoding="ascii")
            except OSError:
                continue  # ended at this moment

    def stop(self) -> float:
        self._over.set()
        self.join()
        return self.peak


def cleaned(
    folder: Path, settings: Settings, sandbox: Sandbox, pages: Iterable[Page], size: int = 500
) -> Iterator[Cleaned]:
    """How every page ended, in order, batch by batch. Raises RuntimeError where a page has no outcome."""
    remaining = iter(pages)
    number = 0
    while batch := list(islice(remaining, size)):
        yield from _batch(folder / f"{number:05}", settings, sandbox, batch)
        number += 1


def _batch(folder: Path, settings: Settings, sandbox: Sandbox, pages: list[Page]) -> Iterator[Cleaned]:
    folder.mkdir(parents=True)
    names = [f"file:///{position}.html" for position in range(len(pages))]
    with Writer(settings.archive, f"{folder.name}.warc.gz") as writer:
        places = [
            writer.add_resource(name, page.content, page.content_type, _NOW)
            for name, page in zip(names, pages, strict=True)
        ]
    candidates = [
        Candidate(position=position, address=name, file=None if page.url else name, url=page.url, **_ABOUT)
        for position, (name, page) in enumerate(zip(names, pages, strict=True))
    ]
    captures = [
        Capture(
            position=position,
            warc_file=place.warc_file,
            warc_offset=place.offset,
            warc_length=place.length,
            fetched_at=_NOW,
        )
        for position, place in enumerate(places)
    ]
    write_rows(folder / "candidates.parquet", Candidate, candidates)
    write_rows(folder / "captures.parquet", Capture, captures)
    begun = time.monotonic()
    clean_batch(folder, sandbox)
    passed = time.monotonic() - begun
    articles = {article.position: article for article in read_rows(folder / "articles.parquet", Article)}
    if set(articles) != set(range(len(pages))):
        raise RuntimeError(f"{folder}: {len(pages)} pages, {len(articles)} outcomes")
    for position, page in enumerate(pages):
        article = articles[position]
        # What ended its worker has no time of its own; it had at most that of its batch.
        seconds = article.elapsed_ms / 1000 if article.elapsed_ms or len(pages) > 1 else passed
        yield Cleaned(page.name, article.reason or f"cleaned: {article.page_kind}", article.detail or "", seconds)


def _high_water(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1000 for row in status.splitlines() if row.startswith("VmHWM:")), 0.0)
