"""The table of an article's fields, and what is made from it."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import duckdb

from schemas.fields import (
    PROVENANCE,
    Article,
    AuthorsFrom,
    LanguageFrom,
    ModifiedFrom,
    PublishedFrom,
    TitleFrom,
    article_fields,
)
from tasks.load.warehouse import open_warehouse


def test_every_origin_of_a_value_is_explained():
    origins = {
        value
        for kind in (TitleFrom, AuthorsFrom, PublishedFrom, ModifiedFrom, LanguageFrom)
        for value in get_args(kind)
    }
    assert origins == set(PROVENANCE)


def test_every_table_and_column_has_a_comment(empty_warehouse: Path):
    with duckdb.connect(str(empty_warehouse), read_only=True) as database:
        silent = database.execute("""
            SELECT table_name, '' FROM duckdb_tables() WHERE coalesce(comment, '') = ''
            UNION ALL
            SELECT table_name, column_name FROM duckdb_columns()
            WHERE database_name = current_database() AND NOT internal AND coalesce(comment, '') = ''
        """).fetchall()
    assert silent == []


def test_every_column_of_an_article_is_a_field(empty_warehouse: Path):
    with duckdb.connect(str(empty_warehouse), read_only=True) as database:
        columns = database.execute(
            "SELECT DISTINCT column_name FROM duckdb_columns() WHERE table_name IN ('articles', 'article_versions')"
        ).fetchall()
    assert {name for (name,) in columns} == {one.name for one in article_fields() if one.table != "sources"}


def test_a_changed_comment_reaches_a_database_that_is_there(settings, empty_warehouse: Path):
    settings.private.mkdir(parents=True)
    settings.warehouse.write_bytes(empty_warehouse.read_bytes())
    with duckdb.connect(str(settings.warehouse)) as database:  # as an earlier release left it
        database.execute("COMMENT ON COLUMN article_versions.title_from IS 'what an earlier release said'")
        database.execute("UPDATE schema_migrations SET name = 'views before' WHERE starts_with(name, 'views ')")
    with open_warehouse(settings) as database:
        told = database.execute(
            "SELECT comment FROM duckdb_columns() WHERE table_name = 'article_versions' AND column_name = 'title_from'"
        ).fetchone()
    assert told == (
        "Where title comes from: manifest, front_matter, document, open_graph, json_ld, h1, title, trafilatura, "
        "feed, derived.",
    )


def test_the_record_knows_the_types_of_its_fields():
    assert {name: Article.LAYOUT[name] for name in ("position", "title", "title_from", "published_at", "is_free")} == {
        "position": "INTEGER",
        "title": "VARCHAR",
        "title_from": "VARCHAR",
        "published_at": "TIMESTAMPTZ",
        "is_free": "BOOLEAN",
    }
