"""Compaction: everything that was there is there, the room of changed rows is back, and nothing less is ever left
behind.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

import duckdb
import pytest

from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
from tasks.maintain.compaction import Room, compact, room
from tasks.store.copies import copy_database

FILL = """INSERT INTO article_versions BY NAME
SELECT md5(i::VARCHAR)::UUID AS article_id, 1 AS version, uuid() AS content_hash, uuid() AS text_hash,
    repeat(md5(i::VARCHAR), 100) AS body,
    500 AS word_count, 'article' AS page_kind, [] AS flags, uuid() AS capture_id, 'x' AS extractor, 'r' AS run_id,
    now() AS loaded_at
FROM range(300) AS r(i)"""
FORMS = """SELECT column_name, compression FROM pragma_storage_info('article_versions')
WHERE column_name = 'body' AND segment_type = 'VARCHAR' GROUP BY ALL"""


@pytest.fixture
def house(settings, empty_warehouse):
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    return settings


def described(settings):
    """Everything that people read in a database beside its rows."""
    with open_warehouse(settings) as database:
        return [
            database.execute(
                f"SELECT {columns} FROM {table}() WHERE database_name = current_database() ORDER BY ALL"
            ).fetchall()
            for table, columns in (
                ("duckdb_tables", "schema_name, table_name, comment, sql"),
                ("duckdb_columns", "schema_name, table_name, column_name, comment, column_default"),
                ("duckdb_views", "schema_name, view_name, comment, sql"),
                ("duckdb_functions", "function_name, comment, parameters, macro_definition"),
            )
        ]


def test_rows_comments_views_macros_and_the_compression_of_text_are_kept(house):
    with open_warehouse(house) as database:
        database.execute("CREATE MACRO halved(n) AS n / 2; COMMENT ON MACRO halved IS 'Half of it.'")
        database.execute("CREATE MACRO first_ones(n) AS TABLE SELECT * FROM latest_articles LIMIT n")
        database.execute(FILL)
        before = database.execute("SELECT * FROM article_versions ORDER BY ALL").fetchall()
    words = described(house)
    compact(house)
    assert described(house) == words
    with open_warehouse(house) as database:
        assert database.execute("SELECT * FROM article_versions ORDER BY ALL").fetchall() == before
        assert database.execute(FORMS).fetchall() == [("body", "ZSTD")]
        database.execute(FILL.replace("1 AS version", "2 AS version"))
    with open_warehouse(house) as database:  # what is added later is compressed as well
        assert database.execute(FORMS).fetchall() == [("body", "ZSTD")]


def test_rows_that_change_again_and_again_do_not_make_the_file_grow(house):
    """Revisions of narrow rows, as loading makes them: the room is used again, and compaction gives back the rest."""
    with open_warehouse(house) as database:
        database.execute(
            "INSERT INTO articles SELECT md5(i::VARCHAR)::UUID, uuid(), 'https://a.example/' || i, NULL, now(), "
            "now(), 1, 'live', NULL"
            " FROM range(5000) AS r(i)"
        )
    compact(house)
    begun, sizes = house.warehouse.stat().st_size, []
    for _ in range(12):
        with open_warehouse(house) as database:
            database.execute("UPDATE articles SET last_seen_at = now(), current_version = current_version + 1")
        sizes.append(house.warehouse.stat().st_size)
    assert max(sizes[6:]) <= max(sizes[:6])
    compact(house)
    assert house.warehouse.stat().st_size <= begun


def test_it_is_worth_it_from_a_share_that_is_free_on_or_where_text_is_not_compressed(house):
    assert not room(house).is_outdated
    assert [Room(100, free, is_outdated=False).is_worth_it(25) for free in (0, 24, 25)] == [False, False, True]
    old = house.warehouse.with_name("old.duckdb")
    with duckdb.connect() as database:
        database.execute(
            f"ATTACH '{house.warehouse}' AS now (READ_ONLY); ATTACH '{old}' AS old (STORAGE_VERSION 'v1.0.0')"
        )
        database.execute("COPY FROM DATABASE now TO old")
    old.replace(house.warehouse)
    assert room(house).is_worth_it(100)
    compact(house)
    assert not room(house).is_outdated


def test_without_room_for_it_nothing_is_begun(house, small_disk):
    home = small_disk("10m")
    settings = Settings(home=home, writer_wait_seconds=0)
    settings.private.mkdir()
    copy_database(house.warehouse, settings.warehouse)
    before = settings.warehouse.read_bytes()
    (home / "filler").write_bytes(b"x" * (shutil.disk_usage(home).free - len(before) // 2))
    with pytest.raises(WarehouseUnusable, match=r"warehouse.duckdb, written anew, takes \d+\.\d MB, and the disk"):
        compact(settings)
    assert settings.warehouse.read_bytes() == before
    assert sorted(path.name for path in settings.private.iterdir()) == ["warehouse.duckdb", "writer.lock"]


def test_while_somebody_has_the_private_file_open_it_is_left_alone(house):
    opener = f"import duckdb, sys; c = duckdb.connect({str(house.warehouse)!r}); print(1, flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", opener], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        with pytest.raises(WarehouseBusy, match=f"is open in another program: .*process {process.pid}"):
            compact(house)


def test_what_a_killed_compaction_left_goes_with_the_next(house):
    left = house.private / ".warehouse.duckdb.1.draft"
    for path in (left, left.with_name(left.name + ".wal")):
        path.write_bytes(b"x")
    compact(house)
    assert sorted(path.name for path in house.private.iterdir()) == ["warehouse.duckdb", "writer.lock"]
