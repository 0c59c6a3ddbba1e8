"""The tables explain themselves, and text is compressed for real."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tasks.load.warehouse import open_warehouse


def test_every_table_view_and_column_has_a_comment(settings):
    with open_warehouse(settings) as database:
        silent = database.execute("""
            SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'warehouse' AND comment IS NULL
            UNION ALL
            SELECT schema_name || '.' || view_name FROM duckdb_views()
            WHERE database_name = 'warehouse' AND NOT internal AND comment IS NULL
            UNION ALL
            SELECT c.schema_name || '.' || c.table_name || '.' || c.column_name
            FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING (database_name, schema_name, table_name)
            WHERE c.database_name = 'warehouse' AND c.comment IS NULL
        """).fetchall()
    assert silent == []


def test_bodies_are_stored_with_zstd_and_the_file_is_smaller_for_it(settings, tmp_path: Path):
    words = [f"word{number % 977} {number * 7919 % 1009}" for number in range(300)]
    body = " ".join(words)
    with open_warehouse(settings) as database:
        database.execute(
            "INSERT INTO article_versions SELECT uuid(), 1, uuid(), uuid(), 't', NULL, NULL, ? || i, 'en', NULL, NULL, NULL, NULL,"
            " NULL, 1, NULL, NULL, NULL, 'article', NULL, NULL, NULL, NULL, [], uuid(), 'x', NULL, 'r', now()"
            " FROM range(3000) AS t(i)",
            [body],
        )
        database.execute("CREATE TABLE plain AS SELECT body FROM article_versions")
        database.execute("CHECKPOINT warehouse")
        used = {
            table: {row[0] for row in database.execute(
                "SELECT compression FROM pragma_storage_info(?) WHERE column_name = 'body' AND segment_type = 'VARCHAR'", [table]
            ).fetchall()}
            for table in ("article_versions", "plain")
        }  # fmt: skip
        database.execute("DROP TABLE plain")
        database.execute(f"ATTACH '{tmp_path / 'without.duckdb'}' AS other")
        database.execute("CREATE TABLE other.article_versions AS SELECT * FROM article_versions")
    assert used["article_versions"] == {"ZSTD"}
    assert "ZSTD" not in used["plain"]
    compacted = tmp_path / "with.duckdb"
    with duckdb.connect(":memory:") as database:
        database.execute(f"ATTACH '{settings.warehouse}' AS w (READ_ONLY)")
        database.execute(f"ATTACH '{compacted}' AS c (STORAGE_VERSION 'v1.5.0')")
        database.execute("CREATE TABLE c.article_versions (body VARCHAR USING COMPRESSION zstd)")
        database.execute("INSERT INTO c.article_versions SELECT body FROM w.article_versions")
    assert compacted.stat().st_size < (tmp_path / "without.duckdb").stat().st_size / 2
