"""The snapshot: as new as the warehouse and no newer work than that, whole at every moment, its forerunners kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import duckdb
import pytest

from schemas.errors import UsageError, WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.store.snapshots import former_snapshots, snapshot_as_of


@pytest.fixture
def house(settings, empty_warehouse):
    return House(settings, empty_warehouse)


class House:
    """A data folder whose tag table says what was written to it last."""

    def __init__(self, settings, empty_warehouse):
        self.settings = settings
        settings.private.mkdir(parents=True)
        shutil.copy(empty_warehouse, settings.warehouse)

    def write(self, word, at=None):
        """`at` is when, for the file system."""
        with open_warehouse(self.settings) as database:
            database.execute("DELETE FROM tags; INSERT INTO tags VALUES (uuid(), ?)", [word])
        if at:
            os.utime(self.settings.warehouse, (at.timestamp(),) * 2)

    def read(self, wanted="0"):
        with duckdb.connect(str(snapshot_as_of(wanted, self.settings)), read_only=True) as database:
            return database.execute("SELECT name FROM tags").fetchone()[0]

    @property
    def files(self):
        return sorted(path.name for path in self.settings.home.rglob("*") if path.suffix in {".duckdb", ".draft"})


def day(number, microsecond=5):
    return datetime(2026, 4, number, 9, 30, 0, microsecond, tzinfo=UTC)


def test_what_is_published_already_is_not_copied_again_and_any_commit_is(house):
    house.write("one")
    assert publish(house.settings) is True
    published = house.settings.snapshot.stat()
    with open_warehouse(house.settings):
        pass  # nothing written
    assert publish(house.settings) is False
    assert house.settings.snapshot.stat() == published
    with open_warehouse(house.settings) as database:
        database.execute("INSERT INTO ops.batches VALUES ('run', 1, 0, now())")
    assert publish(house.settings) is True


def test_a_snapshot_that_is_gone_or_was_touched_is_published_again(house):
    house.write("one")
    publish(house.settings)
    house.settings.snapshot.unlink()
    assert publish(house.settings) is True
    with duckdb.connect(str(house.settings.snapshot)) as database:
        database.execute("UPDATE tags SET name = 'somebody else was here'")
    assert publish(house.settings) is True
    assert house.read() == "one"


def test_where_times_are_whole_seconds_equal_times_prove_nothing(house):
    house.write("one", at=day(1, microsecond=0))
    publish(house.settings)
    assert publish(house.settings) is True


def test_who_has_the_snapshot_open_reads_on_when_it_is_replaced_or_deleted(house):
    house.write("one")
    publish(house.settings)
    with duckdb.connect(str(house.settings.snapshot), read_only=True) as database:
        house.write("two")
        publish(house.settings)
        assert database.execute("SELECT name FROM tags").fetchall() == [("one",)]
        house.settings.snapshot.unlink()
        publish(house.settings)
        assert database.execute("SELECT name FROM tags").fetchall() == [("one",)]
    assert house.read() == "two"


def test_where_connections_live_in_the_process_only_attaching_anew_shows_the_newest_copy(house):
    """As the page on dashboards says."""
    house.write("one")
    publish(house.settings)
    question, attach = "SELECT name FROM {}tags", f"ATTACH '{house.settings.snapshot}' AS broadsheet (READ_ONLY)"
    with duckdb.connect(str(house.settings.snapshot), read_only=True) as first, duckdb.connect() as session:
        session.execute(attach)
        house.write("two")
        publish(house.settings)
        with duckdb.connect(str(house.settings.snapshot), read_only=True) as second:
            assert second.execute(question.format("")).fetchall() == first.execute(question.format("")).fetchall()
        assert session.execute(question.format("broadsheet.")).fetchall() == [("one",)]
        session.execute("DETACH broadsheet")
        session.execute(attach)
        assert session.execute(question.format("broadsheet.")).fetchall() == [("two",)]
    with duckdb.connect(str(house.settings.snapshot), read_only=True) as third:
        assert third.execute(question.format("")).fetchall() == [("two",)]


def test_the_last_ones_are_kept_found_by_number_day_or_time_and_take_no_room_for_a_copy(house):
    house.settings = house.settings.model_copy(update={"keep_snapshots": 2})
    for number, word in enumerate(("one", "two", "three", "four"), 1):
        house.write(word, at=day(number))
        publish(house.settings)
        inode = house.settings.snapshot.stat().st_ino
    assert [(one.at.day, one.path.name) for one in former_snapshots(house.settings)] == [
        (3, "20260403T093000.000005Z.duckdb"),
        (2, "20260402T093000.000005Z.duckdb"),
    ]
    assert [house.read(wanted) for wanted in ("0", "1", "2")] == ["four", "three", "two"]
    assert house.read("2026-04-03") == "three"
    assert house.read("2026-04-04T09:29") == "three"
    assert house.read("2026-04-04T09:31") == "four"
    assert house.read("2026-04-04T11:31+02:00") == "four"
    house.write("five", at=day(5))
    publish(house.settings)
    assert former_snapshots(house.settings)[0].path.stat().st_ino == inode


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("3", "no snapshot is kept as of 3"),
        ("2026-04-01", "no snapshot is kept as of 2026-04-01"),
        ("last week", "'last week' is neither a number nor a time"),
        ("-1", "'-1' is neither a number nor a time"),
    ],
)
def test_a_snapshot_that_is_not_there_is_refused_with_those_that_are(house, wanted, words):
    for number in (2, 3):
        house.write(str(number), at=day(number))
        publish(house.settings)
    with pytest.raises(UsageError) as caught:
        snapshot_as_of(wanted, house.settings)
    assert caught.value.what == words
    if words.startswith("no"):
        assert caught.value.cure.startswith("There are (UTC): 0: 2026-04-03 09:30:00; 1: 2026-04-02 09:30:00. The")


def test_kept_ones_lie_at_least_as_far_apart_as_the_setting_says(house):
    house.settings = house.settings.model_copy(update={"keep_snapshots_hours": 24})
    for hours in (0, 5, 24, 29):
        house.write(str(hours), at=day(1 + hours // 24).replace(hour=hours % 24))
        publish(house.settings)
    assert [house.read(wanted) for wanted in ("0", "1", "2")] == ["29", "24", "0"]


def test_with_none_to_keep_none_is_kept(house):
    house.settings = house.settings.model_copy(update={"keep_snapshots": 0})
    for word in ("one", "two"):
        house.write(word)
        publish(house.settings)
    assert house.files == ["broadsheet.duckdb", "warehouse.duckdb"]


def test_no_room_for_the_copy_is_told_before_anything_is_written(house, small_disk):
    house.write("one")
    publish(house.settings)
    home = small_disk("20m") / "data"
    shutil.copytree(house.settings.home, home)
    settings = Settings(home=home, writer_wait_seconds=0, keep_snapshots=0)
    with open_warehouse(settings) as database:
        database.execute("UPDATE tags SET name = 'two'")
    left = settings.warehouse.stat().st_size // 2
    (home / "filler").write_bytes(b"x" * (shutil.disk_usage(home).free - left))
    with pytest.raises(WarehouseUnusable, match=r"a copy of warehouse\.duckdb takes \d\.\d MB, and the disk of .* has"):
        publish(settings)
    with duckdb.connect(str(settings.snapshot), read_only=True) as database:
        assert database.execute("SELECT name FROM tags").fetchall() == [("one",)]
    assert [path.name for path in home.iterdir() if path.suffix == ".draft"] == []
    (home / "filler").unlink()
    assert publish(settings) is True


def test_what_a_killed_writer_left_in_its_log_is_published_too(house):
    house.write("one")
    publish(house.settings)
    killed = (
        "import duckdb, os, signal\n"
        f"database = duckdb.connect({str(house.settings.warehouse)!r})\n"
        "database.execute(\"UPDATE tags SET name = 'two'\")\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", killed], check=False)
    assert house.settings.warehouse.with_suffix(".duckdb.wal").exists()
    assert publish(house.settings) is True
    assert house.read() == "two"


def test_while_another_program_writes_the_private_file_it_is_not_copied(house):
    house.write("one")
    opener = (
        f"import duckdb, sys; c = duckdb.connect({str(house.settings.warehouse)!r}); print(1, flush=True); "
        "sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", opener], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        with pytest.raises(WarehouseBusy, match=r"warehouse\.duckdb is open for writing in another program"):
            publish(house.settings)
    assert house.files == ["warehouse.duckdb"]
    assert publish(house.settings) is True


def test_a_draft_that_a_killed_process_left_goes_with_the_next_copy(house):
    house.write("one")
    (house.settings.home / ".broadsheet.duckdb.1.draft").write_bytes(b"x")
    publish(house.settings)
    assert house.files == ["broadsheet.duckdb", "warehouse.duckdb"]
