"""Exports: every version once, whatever happens in between, in folders that every tool reads."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

import duckdb
import orjson
import pytest

from schemas.errors import UsageError
from tasks.export import export, folder_names
from tasks.files.locks import locked
from tasks.load.statements import loading_time
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
ODD = 'Zeitung/Süd: "1" 日本\0'


class House:
    def __init__(self, settings, empty_warehouse, folder):
        settings.private.mkdir(parents=True)
        shutil.copy(empty_warehouse, settings.warehouse)
        self.settings, self.folder, self.count = settings, folder, 0

    def load(self, source, published, loaded_at=NOW):
        """A version of an article of its own."""
        self.count += 1
        with open_warehouse(self.settings) as database:
            given = {"source": source, "n": f"{self.count:032}", "published": published, "at": loaded_at}
            database.execute(
                "INSERT INTO sources BY NAME SELECT md5($source)::UUID AS source_id, $source AS name, "
                "'urls' AS kind, $at AS first_seen_at"
                " WHERE $source NOT IN (SELECT name FROM sources)",
                {"source": source, "at": loaded_at},
            )
            database.execute(
                "INSERT INTO articles BY NAME SELECT $n::UUID AS article_id, md5($source)::UUID AS source_id, "
                "'https://a.example/' || $n AS url,"
                " $at AS first_seen_at, $at AS last_seen_at, 1 AS current_version, 'live' AS status",
                {name: given[name] for name in ("n", "source", "at")},
            )
            database.execute(
                "INSERT INTO article_versions BY NAME SELECT $n::UUID AS article_id, 1 AS version, "
                "uuid() AS content_hash,"
                " uuid() AS text_hash, 'Title' AS title, 'Body' AS body, 1 AS word_count, 'article' AS page_kind, "
                "[] AS flags,"
                " uuid() AS capture_id, 'x' AS extractor, 'r' AS run_id, $at AS loaded_at, "
                "$published::TIMESTAMPTZ AS published_at",
                {name: given[name] for name in ("n", "published", "at")},
            )
        publish(self.settings)

    def export(self, form="parquet", source="", since=None, now=NOW + timedelta(days=1)):
        return export(self.folder, form, source, since, self.settings, now)

    @property
    def files(self):
        return sorted(
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() and path.name != ".export.lock"
        )

    def read(self, columns):
        every = f"{self.folder}/**/*.parquet"
        return duckdb.execute(
            f"SELECT {columns} FROM read_parquet(?, hive_partitioning = true) ORDER BY ALL", [every]
        ).fetchall()


@pytest.fixture
def house(settings, empty_warehouse, tmp_path):
    return House(settings, empty_warehouse, tmp_path / "o'ne export")


def test_a_folder_a_source_and_month_with_the_schema_beside_it(house):
    house.load("courier", "2026-03-31 23:59:59+00")
    house.load("courier", "2026-04-01 00:00:00+00")
    house.load(ODD, None)
    done = house.export()
    assert (done.rows, done.files, done.until) == (3, 3, NOW)
    assert [name.rpartition("/")[0] for name in house.files if name.endswith(".parquet")] == [
        "source_folder=Zeitung%2FS%C3%BCd%3A%20%221%22%20%E6%97%A5%E6%9C%AC%00/month=unknown",
        "source_folder=courier/month=2026-03",
        "source_folder=courier/month=2026-04",
    ]
    assert house.read("month, title") == [("2026-03", "Title"), ("2026-04", "Title"), ("unknown", "Title")]
    assert house.read("source, source_folder") == [(ODD, ODD), ("courier", "courier"), ("courier", "courier")]
    schema = orjson.loads((house.folder / "_schema.json").read_bytes())
    parts = str(house.folder / "source_folder=courier" / "*" / "*.parquet")
    described = duckdb.read_parquet(parts, hive_partitioning=False).query("parts", "DESCRIBE FROM parts")
    assert [(one["name"], one["type"]) for one in schema["columns"]] == [row[:2] for row in described.fetchall()]
    assert all(one["meaning"] for one in schema["columns"])


def test_the_next_export_goes_on_where_the_last_ended(house):
    house.load("courier", "2026-04-01", NOW)
    assert house.export().rows == 1
    assert house.export().rows == 0
    house.load("courier", "2026-04-01", NOW + timedelta(microseconds=1))
    done = house.export()
    assert (done.rows, done.since, done.until) == (1, NOW, NOW + timedelta(microseconds=1))
    assert len(house.read("url")) == 2
    with pytest.raises(UsageError, match=r"goes on from 2026-04-02T09:30:00.000001Z by itself"):
        house.export(since=NOW)


def test_an_export_that_was_killed_before_it_said_until_when_is_made_anew(house):
    house.load("courier", "2026-04-01")
    house.export()
    (house.folder / "_export.json").unlink()
    (house.folder / ".export-1.draft").mkdir()
    (house.folder / "source_folder=courier" / "month=2026-04" / "loaded-after-begin-7.parquet").write_bytes(b"half")
    house.load("courier", "2026-04-02", NOW + timedelta(hours=1))
    assert house.export().rows == 2
    assert len(house.read("url")) == 2
    assert list(house.folder.glob(".export-*")) == []


def test_an_export_under_former_names_goes_on_under_the_present_ones(house):
    house.load("courier", "2026-04-01", NOW)
    house.export()
    for present, former in {
        "source_folder=courier": "source=courier",
        "_schema.json": "schema.json",
        "_export.json": "export.json",
    }.items():
        (house.folder / present).rename(house.folder / former)
    with pytest.raises(UsageError, match="holds an export as parquet"):
        house.export("jsonl")
    house.load("courier", "2026-04-01", NOW + timedelta(hours=1))
    assert house.export().rows == 1
    assert house.files == [
        "_export.json",
        "_schema.json",
        "source_folder=courier/month=2026-04/loaded-after-20260402T093000.000000Z-0.parquet",
        "source_folder=courier/month=2026-04/loaded-after-begin-0.parquet",
    ]
    assert house.read("source") == [("courier",), ("courier",)]


def test_what_was_loaded_with_a_clock_that_is_ahead_waits_and_is_not_lost(house):
    house.load("courier", "2026-04-01", NOW)
    house.load("courier", "2026-04-01", NOW + timedelta(days=400))
    done = house.export()
    assert (done.rows, done.waiting, done.until) == (1, 1, NOW)
    assert house.export(now=NOW + timedelta(days=401)).rows == 1


def test_json_lines_of_one_source_since_a_moment(house):
    house.load("courier", "2026-04-01", NOW - timedelta(days=2))
    house.load("courier", "2026-04-01", NOW)
    house.load("ledger", "2026-04-01", NOW)
    done = house.export("jsonl", "courier", NOW - timedelta(days=1))
    assert (done.rows, house.files) == (
        1,
        ["_export.json", "_schema.json", "loaded-after-20260401T093000.000000Z.jsonl"],
    )
    (line,) = (house.folder / house.files[2]).read_text(encoding="utf-8").splitlines()
    assert {name: orjson.loads(line)[name] for name in ("source", "authors", "loaded_at")} == {
        "source": "courier", "authors": [], "loaded_at": "2026-04-02 09:30:00+00",
    }  # fmt: skip


def test_another_export_a_source_that_is_not_there_and_a_folder_in_use_are_refused(house):
    house.load("courier", "2026-04-01")
    with pytest.raises(UsageError, match=r"there is no source 'no''ne'|there is no source \"no'ne\""):
        house.export(source="no'ne")
    house.export()
    with pytest.raises(UsageError, match="holds an export as parquet of every source"):
        house.export("jsonl")
    with locked(house.folder / ".export.lock", 0), pytest.raises(UsageError, match="is being exported into by process"):
        house.export()
    (house.folder / "_export.json").write_bytes(b"{}")
    with pytest.raises(UsageError, match=r"_export\.json cannot be understood"):
        house.export()


def test_names_of_folders_are_safe_and_differ_in_more_than_case():
    long = "日" * 60
    names = folder_names(
        {"id-00000000000a": "Courier", "id-00000000000b": "courier", "id-00000000000c": "..", "id-00000000000d": long}
    )
    assert names == {
        "id-00000000000a": "Courier-00000000000a",
        "id-00000000000b": "courier-00000000000b",
        "id-00000000000c": "%2E.",
        "id-00000000000d": "%E6%97%A5" * 16 + "%E6%97-00000000000d",
    }


def test_a_load_that_waited_for_the_lock_has_a_later_time_than_what_was_loaded_meanwhile(house):
    with open_warehouse(house.settings) as database:
        assert loading_time(database, NOW) == NOW
        database.execute(
            "INSERT INTO ops.batches VALUES ('r', 1, 0, ?), ('ahead', 1, 0, ?)", [NOW, NOW + timedelta(days=400)]
        )
        assert loading_time(database, NOW - timedelta(seconds=5)) == NOW + timedelta(microseconds=1)
