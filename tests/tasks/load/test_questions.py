"""Views, macros and documented questions, asked of a warehouse in which the answers are known."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import pytest

from schemas.examples import examples

FLOOD = "The dam gate failed.\n\nTwo people are dead.\n\nThe harbour strike goes on, said dockers at the dam ."
CORRECTED = (
    "The dam gate failed.\n\nThree people are dead.\n\nThe harbour strike goes on, "
    "said dockers at the dam .\n\nCorrection: it said two."
)
LINKS = [
    {"url": "https://en.a.example/x", "host": "en.a.example", "anchor": "ours"},
    {"url": "https://b.example/y", "host": "b.example", "anchor": "theirs"},
]


@pytest.fixture(scope="module")
def known(new_desk, offer):
    """Three articles, one of which was corrected a day later."""
    desk = new_desk()
    desk.run(
        offer(
            "https://a.example/1", FLOOD, title="Flood", authors=["Ana Ruiz", "TOM OKAFOR"], tags=["Flood"], links=LINKS
        ),
        offer(
            "https://www.a.example/2", "Another text.", authors=["Tom  Okafor"], tags=["flood", "Dam"], source="ledger"
        ),
        offer("https://a.example/3", "No byline, no title.", title=None),
    )
    desk.run(
        offer("https://a.example/1", CORRECTED, title="The flood", authors=["Ana Ruiz"], tags=["Flood"], links=LINKS)
    )
    with duckdb.connect(str(desk.settings.warehouse)) as database:
        database.execute("UPDATE article_versions SET loaded_at = '2026-04-03 09:30:00+00' WHERE version = 2")
    return desk


def test_the_questions_that_people_ask_are_answered(known):
    ask = known.ask
    assert ask("""
        SELECT url, version, is_title_changed, words_added, paragraphs_added, paragraphs_removed, after_publication
        FROM corrections
    """) == [("https://a.example/1", 2, True, 4, 2, 1, timedelta(days=1))]
    assert ask(
        "SELECT version, is_current, words_added, paragraphs_added FROM article_history WHERE url LIKE '%/1' ORDER BY 1"
    ) == [
        (1, False, None, None),
        (2, True, 4, 2),
    ]
    assert ask("SELECT version, change, part, position, text FROM article_changes('https://a.example/1')") == [
        (2, "removed", "title", 0, "Flood"),
        (2, "added", "title", 0, "The flood"),
        (2, "removed", "paragraph", 2, "Two people are dead."),
        (2, "added", "paragraph", 2, "Three people are dead."),
        (2, "added", "paragraph", 4, "Correction: it said two."),
    ]
    assert ask("SELECT author, articles, words, sources FROM author_output ORDER BY author") == [
        ("Ana Ruiz", 1, 23, ["courier"]),
        ("TOM OKAFOR", 1, 2, ["ledger"]),
    ]
    assert ask("SELECT position, host, is_internal FROM links WHERE version = 2 ORDER BY 1") == [
        (1, "en.a.example", True),
        (2, "b.example", False),
    ]
    assert ask("SELECT source, host, links, articles FROM outbound_links") == [("courier", "b.example", 1, 1)]
    assert ask("SELECT url, missing FROM missing_fields WHERE title IS NULL") == [
        ("https://a.example/3", ["title", "authors", "description", "section"])
    ]


def test_an_article_can_be_asked_for_by_its_id_and_whoever_asks_for_nothing_gets_nothing(known):
    by_id = "SELECT count(*) FROM article_changes((SELECT article_id FROM articles WHERE url LIKE '%/1'))"
    assert known.ask(by_id) == [(5,)]
    for asked in ("NULL", "''", "'it''s'", "'https://a.example/2'", "'; DROP TABLE x'"):
        assert known.ask(f"SELECT count(*) FROM article_changes({asked})") == [(0,)]


def test_what_was_known_at_a_moment_is_what_was_loaded_by_then(known):
    states = {
        moment: known.ask(f"SELECT version, title FROM articles_as_of('{moment}') ORDER BY url LIMIT 1")
        for moment in ("2026-04-01", "2026-04-02 09:30:00+00", "2026-04-03 09:30:00+00")
    }
    assert list(states.values()) == [[], [(1, "Flood")], [(2, "The flood")]]


def test_every_documented_question_is_answered(known):
    answers = {example.name: len(known.ask(example.sql)) for example in examples()}
    assert answers == {
        "latest": 3, "about": 1, "by_day": 2, "authors": 2, "topics": 2, "corrected": 1, "changes": 5, "as_of": 2,
        "linked": 1, "incomplete": 6, "paragraphs": 2, "removed": 0,
    }  # fmt: skip
    assert all(example.question.endswith("?") for example in examples())


def test_what_analysts_begin_with_has_an_example(known):
    named = known.ask("""
        SELECT view_name FROM duckdb_views() WHERE view_name IN ('latest_articles', 'corrections', 'author_output',
            'outbound_links', 'missing_fields')
        UNION ALL SELECT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal
    """)
    without = [name for (name,) in named if not any(example.uses(str(name)) for example in examples())]
    assert without == ["search_parts"]  # what search() itself stands on
