"""The tables explain themselves, and text is compressed for real."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tasks.load.warehouse import open_warehouse


def test_every_table_view_and_column_has_a_comment(settings):
    with open_warehouse(settings) as database:
        silent = database.execute("""
            SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database() AND comment IS NULL
            UNION ALL
            SELECT schema_name || '.' || view_name FROM duckdb_views()
            WHERE database_name = current_database() AND NOT internal AND comment IS NULL
            UNION ALL
            SELECT c.schema_name || '.' || c.table_name || '.' || c.column_name
            FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name)
            WHERE c.database_name = current_database() AND c.comment IS NULL
        """).fetchall()
    assert silent == []


def test_bodies_are_stored_with_zstd_and_the_file_is_smaller_for_it(settings, tmp_path: Path):
    with open_warehouse(settings) as database:
        database.execute(
            "INSERT INTO article_versions SELECT uuid(), 1, uuid(), uuid(), 't', NULL, NULL, ? || i, 'en', NULL, NULL, NULL, NULL,"
            " NULL, 1, NULL, NULL, NULL, 'article', NULL, NULL, NULL, NULL, [], uuid(), 'x', NULL, 'r', now(), NULL, NULL, NULL, [], []"
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
