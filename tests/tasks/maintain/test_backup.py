"""A backup while somebody writes is one state of the warehouse, is checked, and comes back whole."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from schemas.errors import BroadsheetError, UsageError
from tasks.archive import Facts, Place, Writer, read
from tasks.maintain.backup import back_up, check_backup, restore_backup
from tasks.publish import publish
from tests.tasks.load.conftest import AT, Desk, Offered

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def desk(settings, empty_warehouse: Path) -> Desk:
    settings = settings.model_copy(update={"writer_wait_seconds": 30})
    settings.private.mkdir(parents=True)
    settings.warehouse.write_bytes(empty_warehouse.read_bytes())
    with Writer(settings.archive, "a.warc.gz") as writer:
        place = writer.add_response(
            "https://a.example/0", "HTTP/1.1 200 OK", [], b"words", "192.0.2.1", AT, facts=Facts(elapsed_ms=1)
        )
    made = Desk(settings)
    made.run(Offered("https://a.example/0", "Text 0.", place=place))
    publish(settings)
    return made


def test_it_is_taken_while_articles_are_loaded_and_comes_back_with_all_that_was_loaded_then(desk: Desk, tmp_path: Path):
    stop = threading.Event()

    def load() -> None:
        number = 1
        while not stop.is_set():
            desk.run(Offered(f"https://a.example/{number}", f"Text {number}."))
            number += 1

    loading = threading.Thread(target=load)
    loading.start()
    try:
        made = back_up(tmp_path / "backups", desk.settings, NOW)
    finally:
        stop.set()
        loading.join()
    assert check_backup(made.folder) == made
    elsewhere = desk.settings.model_copy(update={"home": tmp_path / "restored"})
    restore_backup(made.folder, elsewhere)
    with duckdb.connect(str(elsewhere.snapshot), read_only=True) as database:
        # Of each run all or nothing, and nothing that is named is missing.
        unlike = (
            "SELECT count(*) FROM ops.batches AS b WHERE candidates <> (SELECT count(*) FROM ops.outcomes AS o "
            "WHERE o.run_id = b.run_id)"
        )
        assert database.execute(unlike).fetchone() == (0,)
        [(file, offset, length)] = database.execute(
            "SELECT warc_file, warc_offset, warc_length FROM captures WHERE url = 'https://a.example/0'"
        ).fetchall()
    assert read(elsewhere.archive, Place(file, offset, length)).payload == b"words"


def test_a_backup_is_for_its_owner_alone_and_what_is_restored_has_the_modes_of_its_readers(desk: Desk, tmp_path: Path):
    before = os.umask(0o022)
    try:
        made = back_up(tmp_path / "backups", desk.settings, NOW)
        elsewhere = desk.settings.model_copy(update={"home": tmp_path / "restored"})
        (tmp_path / ".restored.restored").symlink_to(tmp_path)  # somebody waits for the data there
        with pytest.raises(UsageError, match="cannot be made: File exists"):
            restore_backup(made.folder, elsewhere)
        (tmp_path / ".restored.restored").unlink()
        restore_backup(made.folder, elsewhere)
    finally:
        os.umask(before)
    modes = {folder: folder.stat().st_mode & 0o777 for folder in (made.folder, elsewhere.home, elsewhere.private)}
    assert modes == {made.folder: 0o700, elsewhere.home: 0o750, elsewhere.private: 0o700}


def test_a_damaged_backup_is_named_and_nothing_is_restored_over_data(desk: Desk, tmp_path: Path):
    made = back_up(tmp_path / "backups", desk.settings, NOW)
    with pytest.raises(UsageError, match="is not empty"):
        restore_backup(made.folder, desk.settings)
    with pytest.raises(UsageError, match="is in the data folder"):
        back_up(desk.settings.home / "backups", desk.settings, NOW)
    warc = made.folder / "data" / "archive" / "a.warc.gz"
    warc.write_bytes(warc.read_bytes()[:-1])
    elsewhere = desk.settings.model_copy(update={"home": tmp_path / "restored"})
    with pytest.raises(BroadsheetError, match="is not as it was written: this backup is damaged") as damaged:
        restore_backup(made.folder, elsewhere)
    assert damaged.value.exit_code == 1, "the call was right"
    warc.unlink()
    with pytest.raises(BroadsheetError, match="is missing"):
        check_backup(made.folder)
    with pytest.raises(UsageError, match="is a folder of backups") as raised:
        check_backup(made.folder.parent)
    assert str(made.folder) in str(raised.value.cure)
    (made.folder / "backup.json").unlink()
    with pytest.raises(UsageError, match=r"is no whole backup: backup\.json: No such file"):
        check_backup(made.folder)
    assert not elsewhere.home.exists()


def test_the_settings_file_is_part_of_it_for_its_owner_alone(desk: Desk, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broadsheet.toml").write_text('contact = "desk@example.org"\n')
    made = back_up(tmp_path / "backups", desk.settings, NOW)
    kept = made.folder / "project" / "broadsheet.toml"
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == ('contact = "desk@example.org"\n', 0o600)
    check_backup(made.folder)


@pytest.mark.parametrize("note", ["[]", '{"files": null}', '{"files": {}}', '{"files": 3}', "[" * 200_000, "pipe"])
def test_a_note_of_another_form_is_no_backup(note: str, desk: Desk, tmp_path: Path):
    made = back_up(tmp_path / "backups", desk.settings, NOW)
    (made.folder / "backup.json").unlink()
    if note == "pipe":
        os.mkfifo(made.folder / "backup.json")
    else:
        (made.folder / "backup.json").write_text(note)
    elsewhere = desk.settings.model_copy(update={"home": tmp_path / "restored"})
    with pytest.raises(UsageError, match="is no whole backup"):
        restore_backup(made.folder, elsewhere)
    assert not elsewhere.home.exists()


@pytest.mark.parametrize("name", ["data/../../secret", "{}/secret", "data/archive/link", "data/linked/secret"])
def test_a_backup_brings_nothing_from_outside_of_it(name: str, desk: Desk, tmp_path: Path):
    made = back_up(tmp_path / "backups", desk.settings, NOW)
    secret = tmp_path / "secret"
    secret.write_text("words")
    (made.folder / "data/archive/link").symlink_to(secret)
    (made.folder / "data/linked").symlink_to(tmp_path)
    note = json.loads((made.folder / "backup.json").read_text())
    note["files"][name.format(tmp_path)] = {"bytes": 5, "sha256": hashlib.sha256(b"words").hexdigest()}
    (made.folder / "backup.json").write_text(json.dumps(note))
    elsewhere = desk.settings.model_copy(update={"home": tmp_path / "restored"})
    with pytest.raises(UsageError, match=r"leads out of the backup|is no whole backup"):
        restore_backup(made.folder, elsewhere)
    assert not elsewhere.home.exists()


def test_what_the_note_does_not_name_is_not_restored(desk: Desk, tmp_path: Path):
    made = back_up(tmp_path / "backups", desk.settings, NOW)
    (made.folder / "data/explore.py").write_text("print('anybody')")
    (made.folder / "data/archive/link").symlink_to(__file__)
    os.mkfifo(made.folder / "data/archive/pipe")
    elsewhere = desk.settings.model_copy(update={"home": tmp_path / "restored"})
    restore_backup(made.folder, elsewhere)
    assert {path.name for path in elsewhere.archive.iterdir()} == {"a.warc.gz"}
    assert not (elsewhere.home / "explore.py").exists()
