"""Batches made by hand: what the steps before loading would have handed over."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from schemas.fields import Article
from schemas.identity import address_id, author_id, content_hash, source_id, tag_id
from schemas.records import Candidate, Capture, CheckResult, Verdict
from schemas.settings import Settings
from tasks.archive import Place, Writer
from tasks.load import RunResult, begin_run, end_run, load_batch
from tasks.runs.handover import write_rows
from tests.tasks.load.living import Newsroom

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
BODY = "The harbour opened at dawn.\n\nBy noon the first ferry had left."


@dataclass
class Offered:
    """One candidate and how far it got."""

    address: str
    body: str = ""
    title: str | None = "A title"
    language: str | None = "en"
    source: str = "courier"
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    fetch_reason: str | None = None
    clean_reason: str | None = None
    held_by: list[str] = field(default_factory=list)
    flagged_by: list[str] = field(default_factory=list)
    payload: str | None = None
    opt_outs: list[str] = field(default_factory=list)
    place: Place | None = None
    """Where its capture is, where that matters."""
    final_url: str | None = None
    canonical_url: str | None = None
    captured_at: datetime | None = None
    """When somebody else captured it: then it is out of a given WARC file."""


class Desk:
    """Loads runs of hand-made candidates and reads the warehouse."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._runs = 0

    def run(self, *offered: Offered) -> RunResult:
        self._runs += 1
        run_id = f"run-{self._runs}"
        begin_run(run_id, ["by hand"], len(offered), [], False, AT, self.settings)
        load_batch(self.batch(run_id, offered), run_id, self.settings, AT)
        return end_run(run_id, self.settings, AT)

    def batch(self, run_id: str, offered: tuple[Offered, ...]) -> Path:
        folder = self.settings.runs / run_id / "00001"
        folder.mkdir(parents=True)
        rows = list(enumerate(offered))
        write_rows(folder / "candidates.parquet", Candidate, [_candidate(i, o) for i, o in rows])
        write_rows(folder / "captures.parquet", Capture, [_capture(run_id, i, o) for i, o in rows])
        cleaned = [(i, o) for i, o in rows if o.fetch_reason is None]
        write_rows(folder / "articles.parquet", Article, [_article(i, o) for i, o in cleaned])
        write_rows(folder / "verdicts.parquet", Verdict, [_verdict(i, o) for i, o in cleaned if not o.clean_reason])
        write_rows(folder / "results.parquet", CheckResult, [])
        return folder

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            return database.execute(sql).fetchall()

    def counts(self) -> dict[str, int]:
        tables = self.ask("SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1")
        return {str(name): int(str(self.ask(f"SELECT count(*) FROM {name}")[0][0])) for (name,) in tables}


@pytest.fixture
def desk(settings: Settings, empty_warehouse: Path) -> Desk:
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    return Desk(settings)


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory: pytest.TempPathFactory, empty_warehouse: Path) -> Callable[[], Desk]:
    """Desks for several tests that only read."""

    def made() -> Desk:
        settings = Settings(home=tmp_path_factory.mktemp("desk"), writer_wait_seconds=0)
        settings.private.mkdir(parents=True)
        shutil.copy(empty_warehouse, settings.warehouse)
        return Desk(settings)

    return made


@pytest.fixture(scope="session")
def offer() -> Callable[..., Offered]:
    return Offered


@pytest.fixture
def archived(settings: Settings) -> Place:
    return _archived(settings)


def _archived(settings: Settings) -> Place:
    with Writer(settings.archive, "2026/04/by-hand.warc.gz") as warc:
        return warc.add_resource("https://a.example/1", b"<p>The harbour", "text/html", AT)


@pytest.fixture(scope="session")
def with_a_hold(tmp_path_factory: pytest.TempPathFactory, empty_warehouse: Path) -> Path:
    """A data folder with one held article: a title, an author, a tag, and two checks that hold it."""
    settings = Settings(home=tmp_path_factory.mktemp("hold"))
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    desk, archived = Desk(settings), _archived(settings)
    desk.run(
        Offered(
            "https://a.example/1",
            BODY,
            title="The ferry",
            authors=["Ana Ruiz"],
            tags=["harbour"],
            held_by=["words_enough", "text_long_enough"],
            flagged_by=["has_date"],
            place=archived,
        )
    )
    return settings.home


@pytest.fixture
def held(desk, with_a_hold: Path) -> str:
    """The id of the one held article of the desk."""
    shutil.rmtree(desk.settings.home)
    shutil.copytree(with_a_hold, desk.settings.home)
    desk._runs = 1
    return str(desk.ask("SELECT quarantine_id FROM quality.quarantine")[0][0])


def _candidate(position: int, offered: Offered) -> Candidate:
    return Candidate(
        position=position,
        source_id=str(source_id(offered.source)),
        source_name=offered.source,
        source_kind="files",
        source_location=offered.source,
        address=offered.address,
        address_id=str(address_id(offered.address)),
        url=offered.address,
        warc_file="/given.warc.gz" if offered.captured_at else None,
        captured_at=offered.captured_at,
    )


def _capture(run_id: str, position: int, offered: Offered) -> Capture:
    if offered.fetch_reason:
        return Capture(position=position, reason=offered.fetch_reason, detail="by hand", fetched_at=AT)
    return Capture(
        position=position,
        capture_id=str(source_id(f"{run_id}:{position}")),
        warc_file=offered.place.warc_file if offered.place else "2026/04/a.warc.gz",
        warc_offset=offered.place.offset if offered.place else position,
        warc_length=offered.place.length if offered.place else 1,
        payload_sha256=offered.payload or f"{abs(hash((offered.address, offered.body))):064x}",
        payload_bytes=len(offered.body),
        content_type="text/html",
        fetched_at=offered.captured_at or AT,
        final_url=offered.final_url,
        opt_outs=offered.opt_outs,
    )


def _article(position: int, offered: Offered) -> Article:
    if offered.clean_reason:
        return Article(position=position, reason=offered.clean_reason, detail="by hand")
    paragraphs, at = [], 0
    for part in offered.body.split("\n\n"):
        paragraphs.append({"char_start": at, "char_end": at + len(part)})
        at += len(part) + 2
    return Article(
        position=position,
        content_hash=str(content_hash(offered.title, offered.body)),
        text_hash=str(content_hash(offered.body)),
        title=offered.title,
        title_from="manifest",
        canonical_url=offered.canonical_url,
        body=offered.body,
        paragraphs=paragraphs,
        language=offered.language,
        page_kind="article",
        authors=[{"author_id": str(author_id(name)), "name": name, "kind": "person"} for name in offered.authors],
        tags=[{"tag_id": str(tag_id(name)), "name": name} for name in offered.tags],
        links=offered.links,
        published_at=AT,
        published_on=AT.date(),
        published_precision="second",
        published_zone="+02:00",
        modified_at=AT,
        modified_precision="day",
        modified_from="json_ld",
        extractor="trafilatura",
        extractor_version="2.3.1",
    )


def _verdict(position: int, offered: Offered) -> Verdict:
    def failure(check_id: str, action: str) -> dict[str, str | None]:
        return {"check_id": check_id, "severity": "warning", "action": action, "observed": "7"}

    failures = [failure(name, "quarantine") for name in offered.held_by]
    failures += [failure(name, "flag") for name in offered.flagged_by]
    return Verdict(position=position, held=bool(offered.held_by), failures=failures)


@pytest.fixture
def newsroom(serve: Callable, open_to: Callable, tmp_path: Path, empty_warehouse: Path) -> Callable:
    """A server, and a desk with one feed on it declared."""

    def at(routes: dict, **given: object):
        server = serve(routes)
        sources = tmp_path / "sources.yaml"
        sources.write_text(f"sources:\n- {{name: wire, kind: feed, location: '{server.url('/feed')}'}}\n")
        settings = open_to(server, sources_file=sources, host_patience_seconds=0, **given)
        settings.private.mkdir(parents=True)
        shutil.copy(empty_warehouse, settings.warehouse)
        return Newsroom(settings), server

    return at
