"""The template of Prefect's database: a new folder gets a copy of what Prefect itself would have made."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows.service import prefect_database
from flows.service.prefect_server import serving


def content(database: Path) -> dict[str, object]:
    """What Prefect makes, without ids and times: the tables' SQL, the migration, and the registered blocks."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        return {
            "schema": sorted(opened.execute("SELECT type, name, sql FROM sqlite_master").fetchall(), key=str),
            "migration": opened.execute("SELECT * FROM alembic_version").fetchall(),
            "types": opened.execute("SELECT slug, name, is_protected FROM block_type ORDER BY slug").fetchall(),
            "schemas": opened.execute("SELECT checksum, version FROM block_schema ORDER BY checksum").fetchall(),
        }


@pytest.mark.slow
@pytest.mark.long
def test_a_database_from_the_template_equals_the_one_that_prefect_makes(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("PREFECT_API_URL", "PREFECT_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in ("first", "second"):
        monkeypatch.delenv("PREFECT_HOME", raising=False)
        with serving(tmp_path / name) as server:
            server.wait()
        assert prefect_database.template().exists()
    assert content(tmp_path / "second" / "prefect.db") == content(tmp_path / "first" / "prefect.db")
    assert prefect_database.settings_for_start(tmp_path / "second") == {
        "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": "false",
        "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    }


def test_a_database_of_another_version_is_migrated(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "prefect.db").touch()
    (tmp_path / "made-by").write_text("3.8.7-0123456789ab")
    assert prefect_database.settings_for_start(tmp_path) == {}


def test_without_a_template_prefect_makes_the_database(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert prefect_database.settings_for_start(tmp_path) == {}
    assert not (tmp_path / "prefect.db").exists()


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path, monkeypatch):
    (tmp_path / "cache").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "prefect.db").touch()
    prefect_database.note_made(tmp_path)
    assert prefect_database.settings_for_start(tmp_path) != {}  # noted all the same: this version made it
