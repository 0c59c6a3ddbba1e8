"""A file that a folder offers and a manifest describes is one article, in any order, with and without an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from schemas.checks import article_checks
from schemas.settings import Settings
from tasks.checks.judge import Judge
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox
from tasks.discover import discover
from tasks.fetch import fetch_batch
from tasks.load import begin_run, end_run, load_batch
from tasks.publish import publish
from tasks.runs.handover import batch_folders
from tasks.validate.batch import validate_batch
from tests.tasks.clean.contents.make_documents import column, pdf

pytestmark = pytest.mark.long

PAGE = b"""<html lang="en"><head><title>Quay closes</title></head><body><article><h1>Quay closes</h1>
<p>The council of Port Ellery voted on Monday to rebuild the old quay before the winter comes,
and asked who is to pay.</p>
<p>Shopkeepers near the quay counted forty per cent fewer customers than a year ago, and nine of them have closed.</p>
</article></body></html>"""
SHOWN = "SELECT url, source, title, authors, version FROM latest_articles"
Ingest = Callable[..., dict[str, dict[str, int]]]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    kept = Sandbox(Settings(home=tmp_path_factory.mktemp("cleaning"), clean_workers=1))
    yield kept
    kept.close()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "quay.html").write_bytes(PAGE)
    return tmp_path


@pytest.fixture
def ingest(desk: Path, sandbox: Sandbox) -> Ingest:
    """Takes inputs all the way into the warehouse; returns the outcomes."""
    settings = Settings(home=desk / "home", sources_file=desk / "none.yaml")
    runs: list[str] = []

    def taken(*words: str) -> dict[str, dict[str, int]]:
        runs.append(f"run-{len(runs) + 1}")
        folder = settings.runs / runs[-1]
        folder.mkdir(parents=True)
        found = discover(folder, [str(desk / word) for word in words], None, settings)
        begin_run(runs[-1], list(words), found.candidates, [], False, datetime.now(UTC), settings)
        for batch in batch_folders(folder):
            fetch_batch(batch, runs[-1], settings, lambda: datetime.now(UTC))
            sandbox._archive = str(settings.archive)
            clean_batch(batch, sandbox)
            validate_batch(batch, Judge(article_checks()))
            load_batch(batch, runs[-1], settings, datetime.now(UTC))
        ended = end_run(runs[-1], settings, datetime.now(UTC))
        publish(settings)
        return ended.outcomes

    return taken


def shown(desk: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(desk / "home" / "broadsheet.duckdb"), read_only=True) as database:
        return database.execute(SHOWN).fetchall()


def manifest(desk: Path, row: str, columns: str = "file,url,title,authors") -> None:
    (desk / "list.csv").write_text(f"{columns}\n{row}\n")


def test_a_manifest_with_addresses_describes_the_article_that_its_folder_gave(desk, ingest):
    assert ingest("news") == {"loaded": {"new": 1}}
    manifest(desk, "news/quay.html,https://a.example/quay,The quay is to close,Ida Marrow")
    assert ingest("list.csv") == {"loaded": {"revised": 1}}
    here = [("https://a.example/quay", str(desk / "news"), "The quay is to close", ["Ida Marrow"], 2)]
    assert shown(desk) == here
    assert ingest("news") == ingest("list.csv") == {"unchanged": {"same_payload": 1}}
    assert shown(desk) == here


def test_a_folder_adds_nothing_to_what_a_manifest_with_addresses_gave(desk, ingest):
    manifest(desk, "news/quay.html,https://a.example/quay,The quay is to close,Ida Marrow")
    assert ingest("list.csv") == {"loaded": {"new": 1}}
    assert ingest("news") == {"alias": {"same_text": 1}}
    assert ingest("news") == {"unchanged": {"same_payload": 1}}
    assert shown(desk) == [
        ("https://a.example/quay", str(desk / "list.csv"), "The quay is to close", ["Ida Marrow"], 1)
    ]


@pytest.mark.parametrize("words", [("news", "list.csv"), ("list.csv", "news")], ids=["folder first", "manifest first"])
def test_both_in_one_run_are_one_article_as_the_manifest_describes_it(desk, ingest, words):
    manifest(desk, "news/quay.html,https://a.example/quay,The quay is to close,Ida Marrow")
    ingest(*words)
    assert [(row[0], row[2], row[3]) for row in shown(desk)] == [
        ("https://a.example/quay", "The quay is to close", ["Ida Marrow"])
    ]


@pytest.mark.parametrize("words", [["news", "list.csv"], ["list.csv", "news"]], ids=["folder first", "manifest first"])
@pytest.mark.parametrize("at_once", [True, False], ids=["one run", "two runs"])
def test_without_addresses_the_file_is_one_article_as_the_manifest_describes_it(desk, ingest, words, at_once):
    manifest(desk, "news/quay.html,The quay is to close,Ida Marrow", "file,title,authors")
    for inputs in [words] if at_once else [[word] for word in words]:
        ingest(*inputs)
    ingest(*words)
    uri = (desk / "news" / "quay.html").as_uri()
    assert [(row[0], row[2], row[3]) for row in shown(desk)] == [(uri, "The quay is to close", ["Ida Marrow"])]


def test_a_path_with_dots_names_the_same_file(desk, ingest):
    ingest("news")
    manifest(desk, "news/../news/./quay.html,Quay closes", "file,title")
    ingest("list.csv")
    assert len(shown(desk)) == 1


def test_rows_of_one_file_that_differ_do_not_take_turns(desk, ingest):
    (desk / "list.csv").write_text("file,title\nnews/quay.html,First\nnews/quay.html,Second\n")
    ingest("list.csv")
    first = shown(desk)
    ingest("list.csv")
    assert shown(desk) == first


def test_a_pdf_of_a_folder_becomes_an_article(desk, ingest):
    lines = column(
        "The council of Port Ellery voted on Monday to rebuild the old quay",
        "before the winter comes, and asked who is to pay for all of it.",
    )
    (desk / "news" / "quay.html").unlink()
    (desk / "news" / "quay.pdf").write_bytes(
        pdf(
            [
                (72, 780, 20, "Quay closes"),
                *lines,
                *column(
                    "Shopkeepers near the quay counted forty per cent fewer customers",
                    "than a year ago, and nine of them have closed since then.",
                    top=690,
                ),
            ]
        )
    )
    ingest("news")
    assert [row[2] for row in shown(desk)] == ["Quay closes"]
