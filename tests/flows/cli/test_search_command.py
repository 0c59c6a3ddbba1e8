"""`broadsheet search`: what is shown of each article that was found, and what is refused in words."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pytest

from flows.cli.search import _moment, found_in, show_search, snippet
from schemas.errors import UsageError
from tasks.load.search_index import find_missing
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish

ALL = {"best": 10, "source": None, "since": None, "until": None}
NARROWED: dict[str, Any] = {"source": "", "since": "", "until": "", "limit": 10, "as_json": True}


@pytest.fixture
def library(settings, empty_warehouse):
    """A snapshot with two articles."""
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    with open_warehouse(settings) as database:
        database.execute("""
            INSERT INTO sources SELECT md5('s')::UUID, 'the ''quoted'' "post"', 'feed', NULL, NULL, NULL, NULL, now(),
            NULL, NULL;
            CREATE TEMP TABLE texts AS SELECT unnest([
                {'i': '1', 'title': 'The harbour', 'body': 'Nothing. L’astrolabe was found by O''Brien,
                whose harbour''s edge it lay at.'},
                {'i': '2', 'title': '船', 'body': '新しい船は、静かな船だった。'}
            ], recursive := true);
            INSERT INTO articles BY NAME SELECT md5(i)::UUID AS article_id, md5('s')::UUID AS source_id,
            'https://a.example/' || i AS url,
                now() AS first_seen_at, now() AS last_seen_at, 1 AS current_version, 'live' AS status FROM texts;
            INSERT INTO article_versions BY NAME SELECT md5(i)::UUID AS article_id, 1 AS version,
            md5(i)::UUID AS content_hash,
                md5(i)::UUID AS text_hash, title, body, 1 AS word_count, 'article' AS page_kind, [] AS flags,
                uuid() AS capture_id,
                TIMESTAMPTZ '2026-04-02 09:30:00+00' AS published_at, 'x' AS extractor, 'r' AS run_id,
                now() AS loaded_at FROM texts;
        """)
        find_missing(database, settings)
    publish(settings)
    return settings


def shown(settings, words: str, **narrowed: Any) -> list[tuple[str, str]]:
    return [(row["title"], row["snippet"]) for row in found_in(settings, words, ALL | narrowed)]


def test_the_words_are_marked_as_they_stand_in_the_text(library):
    body = "Nothing. **L’astrolabe** was found by **O'Brien**, whose **harbour's** edge it lay at."
    assert shown(library, 'ASTROLABE obrien "harbour"') == [("The harbour", body)]
    assert shown(library, "船は 静か") == [("船", "新しい**船は**、**静か**な船だった。")]


def test_names_with_quotes_are_values_and_nothing_else(library):
    assert len(shown(library, "harbour", source="the 'quoted' \"post\"")) == 1
    assert shown(library, "harbour", source="' OR 1=1 --") == []


@pytest.mark.parametrize("words", ["", "…", '""', "\x00", "🚢"])
def test_where_there_is_no_word_that_is_said(library, words):
    with pytest.raises(UsageError, match="there is no word in"):
        show_search(words, library, **NARROWED)


def test_bytes_that_are_no_text_are_looked_for_as_such(library, capfdbinary):
    show_search("moon \udcff", library, **NARROWED)
    assert capfdbinary.readouterr().out == b"[]\n"
    with pytest.raises(UsageError, match="there is no source"):
        show_search("harbour", library, **NARROWED | {"source": "\udcff"})


def test_days_are_whole_and_other_words_are_refused():
    assert _moment("--since", "2026-04-02") == date(2026, 4, 2)
    assert _moment("--until", "2026-04-02", is_end=True) == date(2026, 4, 3)
    assert _moment("--until", "2026-04-02T09:30", is_end=True) == datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
    for text in ("yesterday", "2026-02-30", "9999-12-31"):
        with pytest.raises(UsageError, match="is not a date"):
            _moment("--until", text, is_end=True)


def test_a_snapshot_from_before_there_was_search_says_so(library):
    for path in (library.snapshot, library.published):
        path.chmod(0o600)
        with duckdb.connect(str(path)) as database:
            database.execute("DROP MACRO TABLE search_parts; DROP MACRO TABLE search")
    with pytest.raises(UsageError, match="made by an older Broadsheet"):
        show_search("harbour", library, **NARROWED)


def test_the_stretch_with_most_different_words_is_shown():
    words = [part for number in range(200) for part in (f"w{number}", " ")]
    hits = [word in {"w3", "w100", "w105"} for word in words]
    shown = snippet(words, hits)
    assert shown.startswith("… w")
    assert shown.endswith(" …")
    assert ("**w100**" in shown, "**w105**" in shown, "**w3**" in shown) == (True, True, False)
    assert snippet(["a", " ", "b"], [False] * 3) == "a b"
    assert snippet([], []) == ""
    assert snippet(["x" * 500, " ", "end"], [True, False, False]) == f"**{'x' * 500}** …"
