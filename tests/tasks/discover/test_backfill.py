"""A backfill takes what a source lists in a span and nobody ever had, in pieces, and leaves the schedule as it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from pydantic import ValidationError

from schemas.errors import UsageError
from schemas.identity import address_id
from schemas.settings import Settings
from schemas.spans import Span
from tasks.discover.backfill import pieces_of, require_declared, write_piece
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
DATES = {1: "2026-01-15", 2: "2026-02-15", 3: "2026-03-15", 4: None, 5: "2026-03-20"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A sitemap with an article a month, one of them without a date."""
    urls = "".join(
        f"<url><loc>https://n.example/{number}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>"
        for number, date in DATES.items()
    )
    (tmp_path / "map.xml").write_text(f"<urlset>{urls}</urlset>")
    (tmp_path / "sources.yaml").write_text("sources:\n  - {name: desk, kind: sitemap, location: map.xml}\n")
    return Settings(home=tmp_path / "data", sources_file=tmp_path / "sources.yaml")


@pytest.fixture
def asked(settings: Settings):
    warnings: list[str] = []

    def asked(span: Span = Span(), size: int = 500) -> list[list[int]]:  # noqa: B008
        """The numbers of the articles in each piece."""
        pieces = pieces_of("desk", span, settings, NOW, size, warnings.append)
        return [[int(str(offer.url).rpartition("/")[2]) for offer in piece] for piece in pieces]

    asked.warnings = warnings  # type: ignore[attr-defined]
    return asked


def know(settings: Settings, number: int, status: str, reason: str, ask_again: bool) -> None:
    """As if an earlier run had asked for it."""
    with open_warehouse(settings) as database:
        database.execute(
            """INSERT INTO ops.addresses BY NAME SELECT ?::UUID AS address_id, uuid() AS source_id,
            'run' AS last_run_id,
            [] AS last_payloads, ? AS last_status, ? AS last_reason, now() AS last_seen_at, now() AS asked_at,
            CASE WHEN ? THEN now() END AS ask_again_at""",
            [str(address_id(f"https://n.example/{number}")), status, reason, ask_again],
        )
    publish(settings)


def test_without_a_span_everything_is_taken_in_pieces_in_the_order_of_the_source(asked):
    assert asked(size=2) == [[1, 2], [3, 4], [5]]
    assert asked.warnings == []


def test_a_span_has_its_first_moment_and_not_its_last_and_what_has_no_date_is_left_out_and_told(asked):
    span = Span(since=datetime(2026, 2, 15), until=datetime(2026, 3, 20))  # noqa: DTZ001 - UTC unless said
    assert asked(span) == [[2, 3]]
    assert asked.warnings == ["source desk: 1 addresses without a date were left out; `undated` takes them too"]
    assert asked(span.model_copy(update={"undated": True})) == [[2, 3, 4]]


def test_what_was_had_or_waits_for_its_time_is_passed_over_and_what_was_given_up_is_tried_once_more(asked, settings):
    know(settings, 1, "loaded", "new", ask_again=True)
    know(settings, 2, "quarantined", "failed_checks", ask_again=True)
    know(settings, 3, "failed", "deadline", ask_again=True)
    know(settings, 4, "failed", "deadline", ask_again=False)
    know(settings, 5, "failed", "gone", ask_again=False)
    assert asked() == [[4]]


def test_what_the_schedule_brings_before_a_piece_becomes_a_run_is_not_taken_again(settings):
    first = next(pieces_of("desk", Span(), settings, NOW, 2, print))
    know(settings, 1, "loaded", "new", ask_again=False)
    folder = settings.runs / "run-1"
    folder.mkdir(parents=True)
    assert write_piece(folder, first, settings, NOW) == 1
    assert duckdb.sql(f"SELECT url FROM '{folder}/*/candidates.parquet'").fetchall() == [("https://n.example/2",)]


def test_a_piece_says_nothing_of_when_its_source_was_asked(settings):
    folder = settings.runs / "run-1"
    folder.mkdir(parents=True)
    (piece,) = pieces_of("desk", Span(), settings, NOW, 500, print)
    write_piece(folder, piece, settings, NOW)
    assert sorted(file.name for file in folder.iterdir()) == ["00001", "passed_records.parquet", "state.json"]


def test_a_source_that_is_not_declared_is_named_and_none_means_all(settings):
    assert require_declared([], settings) == ["desk"]
    with pytest.raises(UsageError, match="nowhere is no declared source"):
        require_declared(["desk", "nowhere"], settings)


def test_a_span_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidationError, match="since must be before until"):
        Span(since=NOW, until=NOW)
