"""Faults of the warehouse: each is told apart, names the file and the cure, and leaves everything as it was."""

from __future__ import annotations

import os
import subprocess
import sys

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
    with pytest.raises(WarehouseUnusable, match=r"warehouse.duckdb is not a DuckDB database"), open_warehouse(settings):
        pass
    assert settings.warehouse.read_bytes().startswith(b"these are my notes")


def test_another_program_with_the_file_open_is_told_apart_from_a_broken_file(settings):
    with open_warehouse(settings):
        pass
    opener = (
        f"import duckdb, sys; c = duckdb.connect({str(settings.warehouse)!r}); print('open', flush=True); "
        "sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", opener], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "open\n"
        holder = rf"is open in another program: \S*python\S*, process {process.pid}"
        with pytest.raises(WarehouseBusy, match=holder), open_warehouse(settings):
            pass
        process.stdin.close()
        with open_warehouse(settings.model_copy(update={"writer_wait_seconds": 30})):
            pass  # it was waited for


def test_a_database_newer_than_the_code_is_refused(settings):
    with open_warehouse(settings) as database:
        database.execute("INSERT INTO schema_migrations VALUES ('9999_future.sql', now())")
    with pytest.raises(WarehouseUnusable, match=r"has migration 9999_future.sql"), open_warehouse(settings):
        pass


def test_a_fault_in_mid_batch_leaves_no_row_of_it(desk, offer, now):
    desk.run(offer("https://a.example/1", BODY))
    before = desk.counts()
    folder = desk.batch("run-x", (offer("https://a.example/2", "Another text."),))
    (folder / "results.parquet").write_bytes(b"not parquet")
    with pytest.raises(duckdb.Error):
        load_batch(folder, "run-x", desk.settings, now)
    assert desk.counts() == before


def test_a_full_disk_rolls_the_batch_back_and_says_so(small_disk, desk, offer, now):
    settings = Settings(home=small_disk("6m") / "data", writer_wait_seconds=0)
    begin_run("run-1", ["x"], 1, [], False, now, settings)
    noise = "\n\n".join(f"{os.urandom(5000).hex()} paragraph" for _ in range(1000))
    folder = desk.batch("run-1", (offer("https://a.example/1", noise),))
    with pytest.raises(WarehouseUnusable, match="cannot grow"):
        load_batch(folder, "run-1", settings, now)
    with open_warehouse(settings) as database:
        assert database.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]
        assert database.execute("SELECT count(*) FROM ops.outcomes").fetchall() == [(0,)]
