"""What the faults happen to: the sites, the data folder on a file system of its own, and the sum of what is in it."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb

from drills.chaos.site import HOSTS
from schemas.settings import PROJECT

_LEDGER = """
SELECT
    (SELECT count(*) FROM (SELECT url FROM articles GROUP BY url HAVING count(*) > 1))
    + (SELECT count(*) FROM (SELECT article_id, content_hash FROM article_versions
    GROUP BY ALL HAVING count(*) > 1)) AS twice,
    (SELECT count(*) FROM ops.runs AS r
     WHERE r.discovered <> (SELECT count(*) FROM ops.outcomes AS o WHERE o.run_id = r.run_id)) AS unbalanced
"""


@dataclass(frozen=True)
class Sum:
    """After a fault, and after the recovery: articles that are missing or there twice, runs that do not add up, folders
    left.
    """

    lost: int
    twice: int
    unbalanced: int
    folders: int

    @property
    def is_whole(self) -> bool:
        return self == Sum(0, 0, 0, 0)


class World:
    def __init__(self, folder: Path, port: int) -> None:
        self.home = folder / "disk" / "data"
        self.port = port
        self.articles = 0
        self._state = folder / "state.json"
        self._clock = folder / "clock"
        self._filler = folder / "disk" / "filler"
        self.environment = {
            "BROADSHEET_HOME": str(self.home),
            "BROADSHEET_SOURCES_FILE": str(folder / "sources.yaml"),
            "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]',
            "BROADSHEET_ALLOW_PORTS": f"[{port}]",
            "BROADSHEET_HOST_INTERVAL_SECONDS": "0.05",
            "BROADSHEET_BATCH_SIZE": "8",
            "BROADSHEET_CLEAN_WORKERS": "2",
            "BROADSHEET_KEEP_SNAPSHOTS": "0",
        }
        (folder / "sources.yaml").write_text(
            "sources:\n"
            + "".join(
                f"  - {{name: site-{host}, kind: feed, location: 'http://127.0.0.{host + 2}:{port}/feed'}}\n"
                for host in range(HOSTS)
            )
        )

    def more_articles(self, count: int) -> None:
        self.articles += count
        self.set_line(is_cut=False)

    def set_line(self, *, is_cut: bool) -> None:
        draft = self._state.with_suffix(".new")
        draft.write_text(json.dumps({"articles": self.articles, "cut": is_cut}))
        draft.replace(self._state)

    def move_clock(self, seconds: float) -> None:
        """For the processes that preload the moved clock."""
        with self._clock.open("r+b") as file:
            file.write(struct.pack("d", seconds))

    def fill_disk(self, leave: int) -> None:
        """Take all but `leave` bytes; less where the run itself has taken some of them meanwhile."""
        free = shutil.disk_usage(self.home).free
        with self._filler.open("wb") as file, suppress(OSError):
            os.posix_fallocate(file.fileno(), 0, max(1, free - leave))

    def free_disk(self) -> None:
        self._filler.unlink(missing_ok=True)

    def sum(self) -> Sum:
        urls = {
            f"http://127.0.0.{host + 2}:{self.port}/news/{number}"
            for host in range(HOSTS)
            for number in range(1, self.articles + 1)
        }
        folders = len([folder for folder in (self.home / "runs").glob("*") if not folder.name.startswith(".")])
        snapshot = self.home / "broadsheet.duckdb"
        if not snapshot.exists():
            return Sum(len(urls), 0, 0, folders)
        with duckdb.connect(str(snapshot), read_only=True) as database:
            (twice, unbalanced), *_ = database.execute(_LEDGER).fetchall()
            there = {url for (url,) in database.execute("SELECT url FROM articles").fetchall()}
        return Sum(len(urls - there), twice, unbalanced, folders)


@contextmanager
def world(folder: Path, disk_mb: int) -> Iterator[World]:
    """On a tmpfs of its own, so that it can be full without harm to others; that takes the right to mount."""
    disk, state = folder / "disk", folder / "state.json"
    disk.mkdir()
    state.write_text('{"articles": 0, "cut": false}')
    (folder / "clock").write_bytes(struct.pack("d", 0))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={disk_mb}m", "none", disk], check=True)
    words = [sys.executable, "-m", "drills.chaos.site", str(state)]
    try:
        with subprocess.Popen(words, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as site:
            assert site.stdin is not None
            assert site.stdout is not None
            try:
                yield World(folder, int(site.stdout.readline()))
            finally:
                site.stdin.close()
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def moved_clock(folder: Path) -> dict[str, str]:
    """Environment of processes whose clock `World.move_clock` moves. Raises where there is no C compiler."""
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "MOVED_CLOCK": str(folder / "clock")}
