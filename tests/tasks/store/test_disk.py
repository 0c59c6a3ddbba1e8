"""Whether a run would fit on the disk, and for how many days the disk will last."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import httpx
import pytest

import flows.cli.process_exit
from flows.cli.run_flow import result_without_server
from flows.inspect.doctor_setup import disk
from flows.pipeline import begin_pipeline
from schemas.errors import BroadsheetError, DiskFull
from schemas.settings import MEGABYTE, Settings
from tasks.load.warehouse import open_warehouse
from tasks.publish import publish
from tasks.report import report
from tasks.report.pipeline import _filling
from tasks.store.disk import DiskForecast, Growth, forecast, require_room, room_needed
from tests.histories import History, make

GIGABYTE = 1000 * MEGABYTE


def test_a_forecast_counts_the_archive_once_and_the_warehouse_in_every_copy_that_stays():
    growth = Growth(archive=100 * MEGABYTE, warehouse=50 * MEGABYTE)
    found = DiskForecast(free=41 * GIGABYTE, total=100 * GIGABYTE, needed=GIGABYTE, growth=growth, copies=6)
    assert found.a_day == 400 * MEGABYTE
    assert found.days == 80, "40 GB by 500 MB: the two drafts of a publication grow too"
    assert found.words == (
        "grows 400.0 MB a day (archive 100.0 MB, warehouse 50.0 MB in 6 copies): there is room for about 80 days"
    )


@pytest.mark.parametrize(
    ("growth", "free", "days"),
    [(None, GIGABYTE, None), (Growth(archive=0, warehouse=0), GIGABYTE, None), (Growth(archive=1, warehouse=0), 10, 0)],
)
def test_nothing_is_said_where_nothing_grows_and_a_full_disk_lasts_no_day(growth, free: int, days: int | None):
    assert DiskForecast(free=free, total=GIGABYTE, needed=1000, growth=growth, copies=6).days == days


@pytest.fixture
def history(tmp_path: Path, empty_warehouse: Path) -> Settings:
    """A month of runs."""
    return make(tmp_path / "data", History(days=30, per_day=4, names=("desk", "wire")), empty=empty_warehouse)


@pytest.fixture
def now() -> datetime:
    return History().now


def test_growth_is_that_of_the_last_two_weeks(history: Settings, now: datetime):
    with open_warehouse(history) as database:
        archived, loaded, versions = database.execute(
            """
            SELECT (SELECT sum(warc_length) FROM captures JOIN ops.runs USING (run_id) WHERE started_at >= $1),
                (SELECT count(*) FROM article_versions JOIN ops.runs USING (run_id) WHERE started_at >= $1),
                (SELECT count(*) FROM article_versions)
            """,
            [now - timedelta(days=14)],
        ).fetchone()
    publish(history)
    growth = forecast(history, now).growth
    size = history.warehouse.stat().st_size
    assert growth.archive == pytest.approx(archived / 14)
    assert growth.warehouse == pytest.approx(size * loaded / versions / 14)
    assert growth.warehouse > 0
    assert forecast(history, now).copies == 3 + history.keep_snapshots
    [finding] = disk(history, now)
    assert "MB in 6 copies): there is room for" in finding.words


def test_on_the_first_day_nothing_is_known_of_growth(tmp_path: Path, empty_warehouse: Path, now: datetime):
    assert forecast(Settings(home=tmp_path / "none"), now).growth is None
    first = make(tmp_path / "data", History(days=1, per_day=4, names=("desk",)), empty=empty_warehouse)
    assert forecast(first, now).growth is None


def test_the_page_says_how_long_the_disk_lasts_and_calls_for_attention_in_time(history: Settings, now: datetime):
    page = " ".join(report(history, now).index.read_text().split())
    assert "The data folder grows" in page
    assert ">the disk fills<" not in page
    growth = Growth(archive=100 * MEGABYTE, warehouse=50 * MEGABYTE)
    for free, titles in ((21, []), (11, ["the disk fills"]), (0, ["the disk is full"])):
        disk = DiskForecast(free=free * GIGABYTE, total=100 * GIGABYTE, needed=GIGABYTE, growth=growth, copies=6)
        assert [cause.title for cause in _filling(disk)] == titles


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 60 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if os.geteuid() != 0 or not shutil.which("mount"):
        pytest.skip("needs root, to mount a small file system")
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", folder], check=False).returncode:
        pytest.skip("needs to be allowed to mount a small file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_run_that_could_not_be_published_is_not_begun(small_disk: Path, empty_warehouse: Path, monkeypatch):
    settings = Settings(home=small_disk / "data")
    monkeypatch.setenv("BROADSHEET_HOME", str(settings.home))
    settings.private.mkdir(parents=True)
    require_room(settings)
    shutil.copy(empty_warehouse, settings.warehouse)
    (small_disk / "others").write_bytes(bytes(12 * MEGABYTE))
    assert room_needed(settings) < 60 * MEGABYTE
    with pytest.raises(
        DiskFull, match=r"a run and the snapshot after it take up to \d+\.\d MB, and the disk of"
    ) as full:
        begin_pipeline()
    assert full.value.cure.endswith("nothing was begun.")
    assert not settings.runs.exists()
    [finding] = disk(settings, datetime.now(UTC))
    assert (finding.state, re.search(r"A run needs \d\d\.\d MB", finding.cure) is not None) == ("fail", True)
    assert re.match(r"\d\d\.\d MB free of \d\d\.\d MB at", finding.words)


def test_a_server_that_goes_away_on_a_full_disk_is_told_as_the_full_disk(small_disk: Path, monkeypatch):
    monkeypatch.setattr(flows.cli.process_exit, "_waits_for_threads", True)
    settings = Settings(home=small_disk / "data")

    def run() -> NoReturn:
        request = httpx.Request("POST", "http://127.0.0.1:4200/api/flow_runs")
        httpx.Response(500, request=request).raise_for_status()
        raise AssertionError

    with pytest.raises(BroadsheetError, match=r"went away \(Server error '500 [^\n]*\)\n") as gone:
        result_without_server(run, settings)
    assert not isinstance(gone.value, DiskFull)
    (small_disk / "others").write_bytes(bytes(59 * MEGABYTE))
    with pytest.raises(DiskFull, match=r"has \d\.\d MB left: it is full"):
        result_without_server(run, settings)


def test_a_command_on_a_full_disk_is_refused_before_prefect_writes_to_it(small_disk: Path, tmp_path: Path):
    (small_disk / "others").write_bytes(bytes(30 * MEGABYTE))
    (tmp_path / "a.txt").write_text("A ferry sank. " * 40)
    done = subprocess.run(
        [Path(sys.executable).with_name("broadsheet"), "ingest", "a.txt"],
        env=os.environ | {"BROADSHEET_HOME": str(small_disk / "data")},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, "nothing was begun" in done.stderr, "set home" in done.stderr) == (1, True, True)
    assert "starting Prefect" not in done.stderr
    assert [one.name for one in small_disk.iterdir()] == ["others"]
