"""The tables explain themselves, and text is compressed for real."""

from __future__ import annotations

from pathlib import Path

import duckdb

from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
from tests.tasks.load.conftest import BODY, Desk, Offered


def test_everything_that_can_be_asked_says_what_it_is(empty_warehouse: Path):
    with duckdb.connect(str(empty_warehouse), read_only=True) as database:
        silent = database.execute("""
            SELECT table_name || '.' || column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL
            UNION ALL
            SELECT function_name FROM duckdb_functions() WHERE NOT internal AND comment IS NULL
        """).fetchall()
        without_grain = database.execute("""
            SELECT name FROM (
                SELECT table_name AS name, comment FROM duckdb_tables()
                UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal
            ) WHERE comment IS NULL OR NOT regexp_matches(comment, '(?i)one row')
        """).fetchall()
    assert (silent, without_grain) == ([], [("outcome_days",)])  # what a row of that is, its whole comment says


def test_bodies_are_stored_with_zstd_and_the_file_is_smaller_for_it(settings, tmp_path: Path):
    with open_warehouse(settings) as database:
        database.execute(
            "INSERT INTO article_versions SELECT uuid(), 1, uuid(), uuid(), 't', NULL, NULL, ? || i, 'en', NULL, "
            "NULL, NULL, NULL,"
            " NULL, 1, NULL, NULL, NULL, 'article', NULL, NULL, NULL, NULL, [], uuid(), 'x', NULL, 'r', now(), NULL, "
            "NULL, NULL, [], [], NULL, NULL, NULL"
            " FROM range(3000) AS t(i)",
            [" ".join(f"word{number % 977} {number * 7919 % 1009}" for number in range(300))],
        )
        database.execute("CHECKPOINT")
        used = database.execute(
            "SELECT DISTINCT compression FROM pragma_storage_info('article_versions')"
            " WHERE column_name = 'body' AND segment_type = 'VARCHAR'"
        ).fetchall()
    assert used == [("ZSTD",)]
    with duckdb.connect(":memory:") as database:
        database.execute(f"ATTACH '{settings.warehouse}' AS warehouse (READ_ONLY)")
        database.execute(f"ATTACH '{tmp_path / 'with.duckdb'}' AS compressed (STORAGE_VERSION 'v1.5.0')")
        database.execute(f"ATTACH '{tmp_path / 'without.duckdb'}' AS plain")
        database.execute("CREATE TABLE compressed.t (body VARCHAR USING COMPRESSION zstd)")
        database.execute("CREATE TABLE plain.t (body VARCHAR USING COMPRESSION zstd)")  # silently ignored there
        for name in ("compressed", "plain"):
            database.execute(f"INSERT INTO {name}.t SELECT body FROM warehouse.article_versions")
            database.execute(f"DETACH {name}")
    assert (tmp_path / "with.duckdb").stat().st_size * 2 < (tmp_path / "without.duckdb").stat().st_size


def test_a_folder_whose_name_looks_like_a_column_hides_none(tmp_path: Path):
    desk = Desk(Settings(home=tmp_path / "title=x" / "source_id=" / "data"))
    desk.settings.private.mkdir(parents=True)
    desk.run(Offered("https://a.example/1", body=BODY))
    assert desk.ask("SELECT title, count(*) FROM article_versions GROUP BY title") == [("A title", 1)]
