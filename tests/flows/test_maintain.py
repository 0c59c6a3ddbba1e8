"""The archive's age: whole files go by their newest capture, what is held or in use stays, and what is gone says so."""

from __future__ import annotations

import asyncio
import json
import os
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from flows.cli.operate import run_maintain
from schemas.errors import WarehouseUnusable
from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.archive import ArchiveDamaged, Writer
from tasks.archive.reader import CaptureRemoved, stored_capture
from tasks.load.warehouse import open_warehouse
from tasks.maintain.retention import archive_files, record
from tasks.maintain.upkeep import keep_up, summary
from tasks.publish import publish
from tasks.runs.handover import write_rows

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def days_ago(days):
    return NOW - timedelta(days=days)


def names(files):
    return [file.warc_file for file in files]


class House:
    """A data folder with WARC files of one capture each, and a warehouse that knows them."""

    def __init__(self, settings):
        self.settings = settings

    def add(self, name, age, number, held=None):
        """A capture of some days ago, `held` in a state of the quarantine."""
        at, capture_id = days_ago(age), f"00000000-0000-5000-8000-{number:012}"
        with Writer(self.settings.archive, name) as writer:
            place = writer.add_resource(f"file:///{number}", b"words %d" % number, "text/plain", at)
        with open_warehouse(self.settings) as database:
            database.execute(
                "INSERT INTO captures BY NAME SELECT ?::UUID AS capture_id, uuid() AS address_id, ? AS url, "
                "? AS warc_file,"
                " ? AS warc_offset, ? AS warc_length, 'x' AS payload_sha256, 7 AS payload_bytes, ? AS captured_at, "
                "'r' AS run_id",
                [capture_id, f"file:///{number}", place.warc_file, place.offset, place.length, at],
            )
            if held:
                database.execute(
                    "INSERT INTO quality.quarantine BY NAME SELECT uuid() AS quarantine_id, uuid() AS article_id,"
                    " uuid() AS source_id, 'r' AS run_id, 0 AS position, 'u' AS url, ['c'] AS checks,"
                    " ?::UUID AS capture_id, ? AS state, ? AS held_at",
                    [capture_id, held, at],
                )
        return capture_id

    def read(self, capture_id):
        with open_warehouse(self.settings) as database:
            return stored_capture(database, self.settings.archive, capture_id)

    @property
    def files(self):
        return sorted(path.name for path in self.settings.archive.rglob("*") if path.is_file())

    def maintain(self, days=90, dry_run=False):
        settings = self.settings.model_copy(update={"archive_days": days})
        done = keep_up(settings, NOW, dry_run=dry_run)
        return done.retention, summary(done, settings, dry_run=dry_run)


@pytest.fixture
def house(tmp_path):
    return House(Settings(home=tmp_path / "data", writer_wait_seconds=0))


def test_a_file_is_as_old_as_its_newest_capture_and_each_knows_what_points_into_it(house):
    house.add("2025/01/a.warc.gz", 400, 1, held="open")
    house.add("2025/01/b.warc.gz", 400, 2, held="superseded")
    with open_warehouse(house.settings) as database:
        database.execute(
            "INSERT INTO captures SELECT * REPLACE (uuid() AS capture_id, ? AS captured_at) FROM captures"
            " WHERE warc_file = '2025/01/b.warc.gz'",
            [days_ago(5)],
        )
        found = archive_files(database, house.settings)
    assert [(f.warc_file, f.captures, f.holds, f.newest_at) for f in found] == [
        ("2025/01/a.warc.gz", 1, 1, days_ago(400)),
        ("2025/01/b.warc.gz", 2, 0, days_ago(5)),
    ]
    assert [f.bytes for f in found] == [(house.settings.archive / f.warc_file).stat().st_size for f in found]


def test_a_file_that_no_capture_points_into_is_as_old_as_the_file(house):
    house.add("2026/04/a.warc.gz", 1, 1)
    with Writer(house.settings.archive, "2025/01/revisits.warc.gz") as writer:
        writer.add_resource("file:///x", b"words", "text/plain", NOW)
    path = house.settings.archive / "2025/01/revisits.warc.gz"
    os.utime(path, (days_ago(91).timestamp(),) * 2)
    house.maintain()
    assert house.files == ["a.warc.gz"]


def test_a_dry_run_says_what_would_go_and_leaves_everything(house):
    old = house.add("2025/01/old.warc.gz", 400, 1)
    house.add("2025/01/held.warc.gz", 400, 2, held="open")
    house.add("2026/04/young.warc.gz", 1, 3)
    kept, words = house.maintain(dry_run=True)
    assert (names(kept.going), names(kept.held), names(kept.staying)) == (
        ["2025/01/old.warc.gz"],
        ["2025/01/held.warc.gz"],
        ["2026/04/young.warc.gz"],
    )
    assert words == (
        "WARC files: 1 (0.0 MB) would go; 1 (0.0 MB) as old, kept for held articles;"
        " 1 (0.0 MB) younger than 90 days or in use"
    )
    assert house.files == ["held.warc.gz", "old.warc.gz", "young.warc.gz"]
    assert house.read(old).payload == b"words 1"


def test_a_capture_that_is_gone_says_since_when_and_the_others_are_read(house):
    old = house.add("2025/01/old.warc.gz", 400, 1)
    young = house.add("2026/04/young.warc.gz", 1, 2)
    _, words = house.maintain()
    assert words.startswith("WARC files: 1 (0.0 MB) removed; ")
    assert house.files == ["young.warc.gz"]
    with pytest.raises(CaptureRemoved, match=r"old\.warc\.gz: removed by retention on 2026-04-02"):
        house.read(old)
    assert house.read(young).payload == b"words 2"
    with pytest.raises(KeyError):
        house.read("00000000-0000-5000-8000-000000000009")


def test_the_snapshot_says_so_before_the_file_is_gone(house):
    """Where the snapshot cannot be published the file stays, and the next time goes without being recorded twice."""
    house.add("2025/01/old.warc.gz", 400, 1)
    house.settings.snapshot.mkdir()
    with pytest.raises(WarehouseUnusable, match="cannot be written"):
        house.maintain()
    assert house.files == ["old.warc.gz"]
    house.settings.snapshot.rmdir()
    kept, _ = house.maintain(days=0)
    assert (names(kept.going), house.files) == (["2025/01/old.warc.gz"], [])
    with open_warehouse(house.settings) as database:
        rows = database.execute(
            "SELECT warc_file, captures, newest_at, archive_days, removed_at FROM ops.archive_removals"
        )
        assert rows.fetchall() == [("2025/01/old.warc.gz", 1, days_ago(400), 90, NOW)]


def test_what_a_run_under_way_reads_or_may_write_again_stays(house):
    for number, name in enumerate(("20250101T000000-abc-00001", "other", "pointed", "gone"), 1):
        house.add(f"2025/01/{name}.warc.gz", 400, number)
    batch = house.settings.runs / "20250101T000000-abc" / "00001"
    batch.mkdir(parents=True)
    facts: dict[str, Any] = {
        "source_id": "s",
        "source_name": "s",
        "source_kind": "warc",
        "source_location": "l",
        "address_id": "i",
    }
    absolute = str(house.settings.archive / "2025/01/other.warc.gz")
    write_rows(
        batch / "candidates.parquet", Candidate, [Candidate(position=0, address="a", warc_file=absolute, **facts)]
    )
    write_rows(
        batch / "captures.parquet",
        Capture,
        [Capture(position=0, fetched_at=NOW, warc_file="2025/01/pointed.warc.gz"), Capture(position=1, fetched_at=NOW)],
    )
    house.maintain()
    assert house.files == ["20250101T000000-abc-00001.warc.gz", "other.warc.gz", "pointed.warc.gz"]


def test_somebody_elses_file_and_one_being_written_are_not_looked_at(house, tmp_path):
    house.add("2026/04/young.warc.gz", 1, 1)
    (tmp_path / "theirs.warc.gz").write_bytes(b"x")
    (house.settings.archive / ".x.warc.gz.1.draft").write_bytes(b"x")
    with open_warehouse(house.settings) as database:
        database.execute(
            "INSERT INTO captures SELECT * REPLACE (? AS warc_file, ? AS captured_at) FROM captures",
            [str(tmp_path / "theirs.warc.gz"), days_ago(400)],
        )
    house.maintain()
    assert (tmp_path / "theirs.warc.gz").exists()
    assert house.files == [".x.warc.gz.1.draft", "young.warc.gz"]


def test_what_a_killed_process_left_unfinished_goes_after_a_day(house):
    archive, home = house.settings.archive / "2026/04", house.settings.home
    archive.mkdir(parents=True)
    for path, hours in (
        (archive / ".a.warc.gz.1.draft", 25),
        (archive / ".b.warc.gz.2.draft", 23),
        (home / ".broadsheet.duckdb.1.draft", 25),
        (home / "articles.csv", 25),
    ):
        path.write_bytes(b"x" * 300_000)
        os.utime(path, ((NOW - timedelta(hours=hours)).timestamp(),) * 2)
    for dry_run, verb in ((True, "would go"), (False, "removed")):
        assert house.maintain(days=0, dry_run=dry_run)[1].endswith(f". Unfinished files: 2 (0.6 MB) {verb}")
    assert house.files == [".b.warc.gz.2.draft"]
    assert sorted(path.name for path in home.iterdir()) == ["archive", "articles.csv"]


def test_where_nothing_was_ever_loaded_there_is_nothing_to_do(house):
    _, words = house.maintain(days=0)
    assert words == "WARC files are kept for ever (setting archive_days is 0): 0 (0.0 MB)"
    assert not house.settings.warehouse.exists()


def test_snapshots_and_copies_beyond_their_number_go_old_runs_too_and_the_warehouse_is_written_anew(house):
    house.add("2026/04/a.warc.gz", 1, 1)
    for _ in range(3):
        with open_warehouse(house.settings) as database:
            database.execute(
                "INSERT INTO ops.runs VALUES ('old', 'ingest', [], ?, ?, 'completed', 0, false, [])", [days_ago(99)] * 2
            )
        publish(house.settings)
    house.settings.copies.mkdir()
    for number in range(3):
        (house.settings.copies / f"before-{number}.duckdb").write_bytes(b"x")
    house.settings = house.settings.model_copy(update={"keep_snapshots": 1, "keep_runs_days": 90})
    words = (
        r"Older than the settings keep: 3 runs, 0 outcomes, 0 fetches {}\. Former snapshots: 1 {}\. "
        r"Copies from before migrations: 1 {}"
    )
    for dry_run, verb, anew in (
        (True, "would go", r"would be written anew \(\d\.\d MB, \d\.\d MB of it free\)"),
        (False, "removed", r"was written anew: \d\.\d MB \(\d\.\d MB, \d\.\d MB of it free\)"),
    ):
        done = keep_up(house.settings, NOW, dry_run=dry_run, compact=True)
        told = summary(done, house.settings, dry_run=dry_run)
        assert re.search(rf"\. {words.format(verb, verb, verb)}\. The warehouse {anew}$", told), told
        assert len(list(house.settings.copies.iterdir())) == (3 if dry_run else 2)
    assert len(list(house.settings.former_snapshots.iterdir())) == 1
    with open_warehouse(house.settings) as database:
        assert database.execute("FROM ops.runs").fetchall() == []


def test_recording_nothing_is_no_error(house):
    with open_warehouse(house.settings) as database:
        record(database, [], 90, NOW)
        assert database.execute("SELECT count(*) FROM ops.archive_removals").fetchall() == [(0,)]


def test_a_file_lost_without_a_record_is_damage(house):
    capture = house.add("2026/04/a.warc.gz", 1, 1)
    (house.settings.archive / "2026/04/a.warc.gz").unlink()
    with pytest.raises(ArchiveDamaged, match="No such file"):
        house.read(capture)


def test_the_command_writes_data_to_stdout_and_words_to_stderr(house, monkeypatch, capfd):
    house.add("2025/01/old.warc.gz", 4000, 1)
    monkeypatch.setenv("BROADSHEET_HOME", str(house.settings.home))
    monkeypatch.setenv("BROADSHEET_ARCHIVE_DAYS", "90")
    run_maintain(dry_run=True, as_json=True)
    told = json.loads(capfd.readouterr().out)
    assert [(file["warc_file"], file["captures"]) for file in told["going"]] == [("2025/01/old.warc.gz", 1)]
    assert (told["dry_run"], told["archive_days"], told["staying"]) == (True, 90, {"files": 0, "bytes": 0})
    run_maintain(dry_run=False, as_json=False)
    written = capfd.readouterr()
    assert "2025/01/old.warc.gz" in written.out
    assert "WARC files: 1 (0.0 MB) removed" in written.err


@pytest.mark.xdist_group("prefect")
def test_the_flow_does_what_the_command_does_and_says_so_in_its_state(house, api, monkeypatch):
    from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

    from flows.maintain import maintain

    house.add("2025/01/old.warc.gz", 4000, 1)
    monkeypatch.setenv("BROADSHEET_HOME", str(house.settings.home))
    monkeypatch.setenv("BROADSHEET_ARCHIVE_DAYS", "90")
    address, _, password = api.split()
    with temporary_settings({PREFECT_API_URL: address, PREFECT_API_AUTH_STRING: password}):
        messages = [asyncio.run(maintain(dry_run, return_state=True)).message for dry_run in (True, False)]  # type: ignore[arg-type, var-annotated]
    assert messages == [
        f"WARC files: 1 (0.0 MB) {verb}; 0 (0.0 MB) younger than 90 days or in use" for verb in ("would go", "removed")
    ]
    assert house.files == []
