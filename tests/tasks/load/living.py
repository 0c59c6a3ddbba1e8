"""Runs one after the other against a living server, with the time as an argument."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from schemas.fields import Article
from schemas.identity import content_hash
from schemas.records import Capture, CheckResult, Verdict
from schemas.settings import Settings
from tasks.archive import Place, read
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import begin_run, end_run, load_batch
from tasks.publish import publish
from tasks.runs.handover import batch_folders, read_rows, write_rows

START = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


class Newsroom:
    """Takes a declared feed to the snapshot as often as asked. What is fetched is the article's text, and always
    good.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.now = START
        self._runs = 0

    def run(self, hours: float = 0, names: tuple[str, ...] = ("wire",), **how: Any) -> dict[str, int]:
        """A run so many hours after the last one; reasons, and how many candidates ended so."""
        return self.complete(self.begin(hours, names, **how))

    def begin(self, hours: float = 0, names: tuple[str, ...] = ("wire",), **how: Any) -> Path:
        """A run as far as its bytes are fetched; gives its folder."""
        self.now += timedelta(hours=hours)
        self._runs += 1
        folder = self.settings.runs / f"run-{self._runs}"
        folder.mkdir(parents=True)
        found = discover(folder, list(names), None, self.settings, self.now, **how)
        begin_run(folder.name, list(names), found.candidates, found.warnings, False, self.now, self.settings)
        for batch in batch_folders(folder):
            fetch_batch(batch, folder.name, self.settings, lambda: self.now)
        return folder

    def complete(self, folder: Path) -> dict[str, int]:
        for batch in batch_folders(folder):
            self._clean(batch)
            load_batch(batch, folder.name, self.settings, self.now)
        ended = end_run(folder.name, self.settings, self.now)
        publish(self.settings)
        return {reason: count for reasons in ended.outcomes.values() for reason, count in reasons.items()}

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.settings.snapshot), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            return database.execute(sql).fetchall()

    def _clean(self, batch: Path) -> None:
        captures = [c for c in read_rows(batch / "captures.parquet", Capture) if c.reason is None]
        write_rows(batch / "articles.parquet", Article, [self._article(capture) for capture in captures])
        verdicts = [Verdict(position=capture.position, held=False, failures=[]) for capture in captures]
        write_rows(batch / "verdicts.parquet", Verdict, verdicts)
        write_rows(batch / "results.parquet", CheckResult, [])

    def _article(self, capture: Capture) -> Article:
        place = Place(capture.warc_file, capture.warc_offset, capture.warc_length)
        body = read(self.settings.archive, place).payload.decode()
        return Article(
            position=capture.position,
            title="A title",
            body=body,
            content_hash=str(content_hash("A title", body)),
            text_hash=str(content_hash(body)),
            paragraphs=[{"char_start": 0, "char_end": len(body)}],
            extractor="by hand",
            extractor_version="1",
            page_kind="article",
        )


def feed(*paths: str) -> bytes:
    items = "".join(f"<item><title>t</title><link>{path}</link></item>" for path in paths)
    return f"<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>".encode()
