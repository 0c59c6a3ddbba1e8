"""Articles that pass every check, and a published past of their source, for tests that break one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from schemas.checks import article_checks
from schemas.identity import content_hash, source_id
from schemas.records import Article, Candidate, Capture
from tasks.handover import write_rows
from tasks.judge import Judge

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
SOURCE = "courier"


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge(article_checks())


@pytest.fixture(scope="session")
def text() -> Callable[..., dict[str, object]]:
    """Body and offsets of the paragraphs given."""

    def text(*paragraphs: str) -> dict[str, object]:
        offsets, at = [], 0
        for paragraph in paragraphs:
            offsets.append({"char_start": at, "char_end": at + len(paragraph)})
            at += len(paragraph) + 2
        body = "\n\n".join(paragraphs)
        return {"body": body, "paragraphs": offsets, "text_hash": str(content_hash(body))}

    return text


@pytest.fixture(scope="session")
def sentences() -> Callable[[int, int], str]:
    """So many different sentences, in which `key` tells one text from another."""

    def sentences(key: int, count: int) -> str:
        return " ".join(
            f"On day {number} of case {key} the council of Port Ellery voted to rebuild the old quay before winter."
            for number in range(count)
        )

    return sentences


@pytest.fixture(scope="session")
def good(text: Callable[..., dict[str, object]], sentences: Callable[[int, int], str]) -> Callable[..., Article]:
    """An article of some 120 words that no check objects to, with what the test changes."""

    def good(position: int, **changes: object) -> Article:
        whole = text(*(sentences(10 * position + part, 2) for part in range(4)))
        article = Article(
            position=position,
            content_hash=str(content_hash("Council rebuilds quay", str(whole["body"]))),
            title="Council rebuilds quay",
            title_from="json_ld",
            language="en",
            authors=[{"author_id": "x", "name": "Ana Ruiz"}],
            published_at=AT - timedelta(days=1),
            published_precision="minute",
            modified_at=AT,
            sitename="The Courier",
            canonical_url=f"https://www.a.example/{position}",
            page_kind="article",
            extractor="trafilatura",
            **whole,
        )
        return replace(article, **changes)

    return good


@pytest.fixture(scope="session")
def batch() -> Callable[..., Path]:
    """A batch's folder with these articles; `candidates`: position -> what is different about its candidate."""

    def batch(folder: Path, articles: list[Article], candidates: dict[int, dict[str, object]] | None = None) -> Path:
        folder.mkdir(exist_ok=True, parents=True)
        rows = [replace(_candidate(a.position), **(candidates or {}).get(a.position, {})) for a in articles]
        write_rows(folder / "candidates.parquet", Candidate, rows)
        write_rows(folder / "articles.parquet", Article, articles)
        write_rows(
            folder / "captures.parquet", Capture, [Capture(position=a.position, fetched_at=AT) for a in articles]
        )
        return folder

    return batch


def _candidate(position: int) -> Candidate:
    return Candidate(
        position=position,
        source_id=str(source_id(SOURCE)),
        source_name=SOURCE,
        source_kind="files",
        source_location="in",
        address=f"https://a.example/{position}",
        address_id=str(source_id(f"address {position}")),
        url=f"https://a.example/{position}",
    )


@pytest.fixture(scope="session")
def past(empty_warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot in which the source has 40 articles: in English, of 100 to 178 words."""
    snapshot = tmp_path_factory.mktemp("past") / "broadsheet.duckdb"
    snapshot.write_bytes(empty_warehouse.read_bytes())
    with duckdb.connect(str(snapshot)) as database:
        database.execute(
            """
            INSERT INTO articles
            SELECT uuid(), ?::UUID, 'https://a.example/old/' || i, NULL, now(), now(), 1, 'live', NULL FROM range(40) AS t (i)
            """,
            [str(source_id(SOURCE))],
        )
        database.execute("""
            INSERT INTO article_versions BY NAME
            SELECT article_id, 1 AS version, uuid() AS content_hash, uuid() AS text_hash, 'old' AS body, 'en' AS language,
                98 + 2 * row_number() OVER () AS word_count, 'article' AS page_kind, [] AS flags, uuid() AS capture_id,
                'trafilatura' AS extractor, 'run-0' AS run_id, now() AS loaded_at
            FROM articles
        """)
    return snapshot
