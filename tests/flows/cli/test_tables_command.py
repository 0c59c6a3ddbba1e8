"""`broadsheet tables`: everything that can be asked explains itself, under any spelling of its name."""

from __future__ import annotations

import json
import shutil

import pytest

from flows.cli.tables import _ARTICLES, _WORKINGS, described, show_tables
from flows.inspect.reading import fetch_rows, opened_snapshot, question
from schemas.errors import UsageError


@pytest.fixture
def snapshot(settings, empty_warehouse):
    settings.home.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.snapshot)
    return settings


@pytest.fixture
def told(snapshot, capfdbinary):
    def told(name: str = "") -> object:
        show_tables(snapshot, name, as_json=True)
        return json.loads(capfdbinary.readouterr().out)

    return told


def test_all_of_it_can_be_described(told):
    known = told()
    assert known[0]["name"] == "latest_articles"
    kinds = {one["kind"] for one in known}
    assert kinds == {"table", "view", "macro", "table macro"}
    named = ["latest_articles", "ops.runs", "search(words, best, source, since, until)", "article_changes(article)"]
    assert [name for name in named if name not in {one["name"] for one in known}] == []


def test_each_of_it_is_described_with_its_columns(snapshot):
    with opened_snapshot(snapshot) as database:
        for one in fetch_rows(database, question("tables")):
            told = described(database, one)
            # Of a macro the columns are known where an example asks it.
            assert told["columns"] or one["kind"] == "macro" or one["name"] == "search_parts(asked)"


def test_one_of_it_has_columns_with_meanings_and_a_question(told):
    corrections = told("Corrections")
    assert corrections["columns"][6] == {
        "column": "changed_at", "type": "TIMESTAMP WITH TIME ZONE", "meaning": "When the change was seen."
    }  # fmt: skip
    assert corrections["example"]["question"].startswith("Which articles were changed after publication")
    assert told("runs")["example"] == {"question": "What does it hold?", "sql": "FROM ops.runs LIMIT 10;"}
    as_of = {column["column"]: column["meaning"] for column in told("articles_as_of")["columns"]}
    assert as_of["word_count"] == "Words of the body, parted by white space."
    macros = ("search", "paragraphs_of", "article_changes", "articles_as_of")
    columns = [(name, column) for name in macros for column in told(name)["columns"]]
    assert [(name, column["column"]) for name, column in columns if not column["meaning"]] == []


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("latest_article", "Did you mean latest_articles"),
        ("x\"y'; DROP", "names them all"),
        ("\x00", "names them all"),
        ("\udcff" * 500, "names them all"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is_near(snapshot, name, cure):
    with pytest.raises(UsageError, match="there is no table, view or macro") as refused:
        show_tables(snapshot, name, as_json=True)
    assert cure in refused.value.cure


def test_what_people_begin_with_stands_first_and_helpers_only_with_all(snapshot, capfd):
    show_tables(snapshot, "", as_json=False)
    shown = [line.partition(" ")[0] for line in capfd.readouterr().out.splitlines()]
    assert shown[:3] == ["articles:", "name", "latest_articles"]
    assert len(shown) < 60
    assert [
        name
        for name in (*_ARTICLES, *_WORKINGS, "article_authors")
        if name not in {one.partition("(")[0] for one in shown}
    ] == []
    hidden = ["search_letters(word)", "ops.outcomes", "schema_migrations", "check_results_by_day"]
    assert [name for name in hidden if name in shown] == []
    show_tables(snapshot, "", everything=True, as_json=False)
    everything = [line.partition(" ")[0] for line in capfd.readouterr().out.splitlines()]
    assert [name for name in hidden if name not in everything] == []


def test_a_table_of_ids_is_shown_with_the_join_that_gives_the_names(told):
    assert "JOIN authors AS n ON n.author_id = a.author_id" in told("article_authors")["example"]["sql"]


def test_it_reads_well_for_people(snapshot, capfd):
    show_tables(snapshot, "paragraph_texts", as_json=False)
    assert capfd.readouterr().out.splitlines()[0] == (
        "paragraph_texts, view: One row per paragraph of the newest version of each article, with its text. "
        "Of a few articles"
        " paragraphs_of() reads only their texts."
    )
