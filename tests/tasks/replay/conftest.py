"""A press: files go the whole way in this process, with verdicts as the test gives them, and can be read again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from schemas.fields import Article
from schemas.records import CheckResult, Verdict
from schemas.settings import Settings
from tasks.chain.steps import Chain
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.worker import CleanRequest, Line, clean_orders, line_of
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import RunResult, begin_run, end_run, load_batch
from tasks.publish import publish
from tasks.replay import Choice, choose
from tasks.replay.compare import Comparison, compare, read_again
from tasks.runs.handover import batch_folders, read_rows, write_rows

Rewrite = Callable[[Article], Article]


@dataclass
class InThisProcess:
    """Cleans as the sandbox does, without its processes; `rewrite` plays an extractor of tomorrow."""

    settings: Settings
    rewrite: Rewrite

    def clean(self, orders: Iterable[CleanRequest]) -> Iterator[Article]:
        for article in clean_orders(str(self.settings.archive), [*orders], 10_000_000, 100_000):
            yield article if article.reason else self.rewrite(article)

    def clean_lines(self, orders: Iterable[CleanRequest]) -> Iterator[Line]:
        return map(line_of, self.clean(orders))


class Press:
    def __init__(self, settings: Settings, folder: Path, now: datetime, runs: int = 0) -> None:
        self.settings = settings
        self.folder = folder
        self.now = now
        self._runs = runs
        folder.mkdir()

    def file(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.folder / name

    def ingest(self, held: dict[str, list[str]] | None = None, rewrite: Rewrite = lambda a: a) -> RunResult:
        """Everything in the folder, through every step. `held`: title -> the checks that hold it."""
        manifest = self.folder / "manifest.jsonl"
        inputs = [str(manifest if manifest.exists() else self.folder)]
        run_id, folder = self._folder()
        found = discover(folder, inputs, None, self.settings, self.now)
        begin_run(run_id, inputs, found.candidates, [], False, self.now, self.settings)
        for batch in batch_folders(folder):
            fetch_batch(batch, run_id, self.settings, lambda: self.now)
        return self._ended(run_id, folder, held or {}, rewrite)

    def replay(
        self,
        choice: Choice | None = None,
        held: dict[str, list[str]] | None = None,
        rewrite: Rewrite = lambda a: a,
    ) -> RunResult:
        return self.complete(*self.begin_replay(choice), held, rewrite)

    def begin_replay(self, choice: Choice | None = None) -> tuple[str, Path]:
        """Only choose: the run and its folder, to be completed."""
        run_id, folder = self._folder()
        chosen = choose(folder, choice or Choice(), self.settings)
        begin_run(run_id, ["everything"], chosen.total, [], False, self.now, self.settings, "replay")
        return run_id, folder

    def complete(
        self, run_id: str, folder: Path, held: dict[str, list[str]] | None = None, rewrite: Rewrite = lambda a: a
    ) -> RunResult:
        return self._ended(run_id, folder, held or {}, rewrite)

    def compare(self, held: dict[str, list[str]] | None = None, rewrite: Rewrite = lambda a: a) -> Comparison:
        _, folder = self._folder()
        choose(folder, Choice(), self.settings)
        cleaner = InThisProcess(self.settings, rewrite)
        chain = Chain(
            folder.name,
            self.settings,
            lambda batch: clean_batch(batch, cleaner),  # type: ignore[arg-type]
            lambda b: self._judge(b, held or {}),
        )
        read_again(folder, chain)
        return compare(folder, self.settings)

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.settings.snapshot), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            return database.execute(sql).fetchall()

    def _folder(self) -> tuple[str, Path]:
        self._runs += 1
        folder = self.settings.runs / f"run-{self._runs}"
        folder.mkdir(parents=True)
        return folder.name, folder

    def _ended(self, run_id: str, folder: Path, held: dict[str, list[str]], rewrite: Rewrite) -> RunResult:
        for batch in batch_folders(folder):
            clean_batch(batch, InThisProcess(self.settings, rewrite))  # type: ignore[arg-type]
            self._judge(batch, held)
            load_batch(batch, run_id, self.settings, self.now)
        ended = end_run(run_id, self.settings, self.now)
        publish(self.settings)
        return ended

    def _judge(self, batch: Path, held: dict[str, list[str]]) -> None:
        cleaned = [article for article in read_rows(batch / "articles.parquet", Article) if not article.reason]
        write_rows(batch / "results.parquet", CheckResult, [])
        write_rows(
            batch / "verdicts.parquet",
            Verdict,
            [
                Verdict(
                    position=article.position,
                    held=(article.title or "") in held,
                    failures=[
                        {
                            "check_id": check,
                            "severity": "critical",
                            "action": "quarantine",
                            "observed": "7",
                            "bound": "8",
                        }
                        for check in held.get(article.title or "", [])
                    ],
                )
                for article in cleaned
            ],
        )


@pytest.fixture
def press(settings: Settings, empty_warehouse: Path, tmp_path: Path, now: datetime) -> Press:
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    return Press(settings, tmp_path / "in", now)


@pytest.fixture(scope="session")
def quay_and_lock(tmp_path_factory: pytest.TempPathFactory, page: Callable[[str, str], str]) -> Path:
    """A data folder with the quay, which is loaded, and the lock, which the check words_enough holds."""
    folder = tmp_path_factory.mktemp("two")
    press = Press(Settings(home=folder / "data"), folder / "in", datetime(2026, 4, 2, 9, 30, tzinfo=UTC))
    press.file("quay.html", page("The quay", "The quay"))
    press.file("lock.html", page("The lock", "The lock"))
    press.ingest({"The lock": ["words_enough"]})
    return press.settings.home


@pytest.fixture
def two(settings: Settings, quay_and_lock: Path, tmp_path: Path, now: datetime) -> Press:
    shutil.copytree(quay_and_lock, settings.home)
    return Press(settings, tmp_path / "in", now, runs=1)


@pytest.fixture(scope="session")
def page() -> Callable[[str, str], str]:
    def page(title: str, about: str) -> str:
        text = "".join(
            f"<p>{about} {number}: the council of Port Ellery voted on Tuesday to rebuild the old quay before winter"
            f" comes, and the masters of the ferries asked who is to pay for {about.lower()}.</p>"
            for number in range(4)
        )
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta name="author" content="Ana Ruiz"></head><body><article><h1>{title}</h1>{text}</article></body>'
            "</html>"
        )

    return page
