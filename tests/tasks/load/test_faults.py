"""Faults of the warehouse: each is told apart, names the file and the cure, and leaves everything as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from schemas.errors import WarehouseBusy, WarehouseUnusable
from schemas.settings import Settings
from tasks.load import begin_run, load_batch
from tasks.load.warehouse import open_warehouse

BODY = "The harbour opened at dawn.\n\nBy noon the first ferry had left."


def test_a_file_that_is_no_database_is_named_and_kept(settings):
    settings.private.mkdir(parents=True)
    settings.warehouse.write_bytes(b"these are my notes, not a database" * 200)
    with pytest.raises(WarehouseUnusable, match="warehouse.duckdb cannot be opened"), open_warehouse(settings):
        pass
    assert settings.warehouse.read_bytes().startswith(b"these are my notes")


def test_a_second_writer_is_told_who_the_first_is(settings):
    holder = (
        "import sys, time\n"
        "from schemas.settings import Settings\n"
        "from tasks.writers_lock import writers_lock\n"
        f"with writers_lock(Settings(home={str(settings.home)!r})):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        with (
            pytest.raises(WarehouseBusy, match=f"is being written by process {process.pid}"),
            open_warehouse(settings),
        ):
            pass
        process.kill()
        process.wait()
        with open_warehouse(settings):  # the lock ended with its process
            pass


def test_another_program_with_the_file_open_is_told_apart_from_a_broken_file(settings):
    with open_warehouse(settings):
        pass
    opener = f"import duckdb, time; c = duckdb.connect({str(settings.warehouse)!r}); print('open', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", opener], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "open\n"
        with pytest.raises(WarehouseBusy, match="is open in another program"), open_warehouse(settings):
            pass
        process.kill()


def test_a_database_newer_than_the_code_is_refused(settings):
    with open_warehouse(settings) as database:
        database.execute("INSERT INTO schema_migrations VALUES ('9999_future.sql', now())")
    with pytest.raises(WarehouseUnusable, match="has migration 9999_future.sql"), open_warehouse(settings):
        pass


def test_a_fault_in_mid_batch_leaves_no_row_of_it(desk, offer, now):
    desk.run(offer("https://a.example/1", BODY))
    before = desk.counts()
    folder = desk.batch("run-x", (offer("https://a.example/2", "Another text."),))
    (folder / "results.parquet").write_bytes(b"not parquet")
    with pytest.raises(duckdb.Error):
        load_batch(folder, "run-x", desk.settings, now)
    assert desk.counts() == before


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="a small disk needs the right to mount one")
def test_a_full_disk_rolls_the_batch_back_and_says_so(tmp_path: Path, desk, offer, now):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("this machine does not let its root mount a small disk")
    try:
        settings = Settings(home=disk / "data", writer_wait_seconds=0)
        begin_run("run-1", ["x"], 1, [], False, now, settings)
        noise = "\n\n".join(f"{os.urandom(5000).hex()} paragraph" for _ in range(1000))
        folder = desk.batch("run-1", (offer("https://a.example/1", noise),))
        with pytest.raises(WarehouseUnusable, match="cannot grow"):
            load_batch(folder, "run-1", settings, now)
        with open_warehouse(settings) as database:
            assert database.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]
            assert database.execute("SELECT count(*) FROM ops.outcomes").fetchall() == [(0,)]
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
