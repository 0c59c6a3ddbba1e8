"""Worker processes: what a page does to the extractor costs that page, and is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.fields import Article
from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.archive import Place, Writer
from tasks.clean import MODULE
from tasks.clean.batch import clean_batch
from tasks.clean.sandbox.pool import Sandbox
from tasks.clean.sandbox.worker import CleanRequest
from tasks.runs.handover import read_rows, write_rows
from tasks.workers.step_process import StepProcess

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
GOOD = (
    b"<html><body><article><h1>Harbour reopens</h1><p>The council met on Tuesday and agreed to reopen the harbour."
    b"</p></article></body></html>"
)
LARGE = b"<html><body><p>" + b"word " * 1_800_000
"""Nine megabytes of text: seconds of work."""
HANGS = b"<html><body>" + (b"<p>" + b"word and another " * 120) * 18_000
MANY = b"<div>" * 1_000_000


@contextmanager
def sandbox(home: Path, **limits: float) -> Iterator[Sandbox]:
    kept = Sandbox(Settings(home=home, **{"clean_workers": 2, **limits}))
    try:
        yield kept
    finally:
        kept.close()


def stored(home: Path, pages: list[bytes]) -> list[CleanRequest]:
    """Orders for the pages, which are put into the archive."""
    with Writer(Settings(home=home).archive, "pages.warc.gz") as writer:
        places = [writer.add_resource(f"file:///{number}", page, "text/html", AT) for number, page in enumerate(pages)]
    known = {"known_title": None, "known_authors": None, "known_published": None, "known_language": None}
    return [CleanRequest(number, place, f"{number}.html", None, AT, known) for number, place in enumerate(places)]


def ends(articles: Iterator[Article]) -> dict[int, str | None]:
    return {article.position: article.reason for article in articles}


def descendants() -> dict[int, tuple[int, int]]:
    """Every process that this one, or a child of it, started: its parent, and the processor time it used, in 1/100
    s.
    """
    facts: dict[int, tuple[int, int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended at this moment
        facts[int(entry.name)] = (int(fields[1]), int(fields[11]))
    started = {os.getpid()}
    # In rounds: numbers of processes begin anew at some time, so a child's may be smaller than its parent's.
    while more := {pid for pid, (parent, _) in facts.items() if parent in started} - started:
        started |= more
    return {pid: facts[pid] for pid in started - {os.getpid()}}


def kill_busy_workers(times: int, over: threading.Event, spared: set[int]) -> None:
    """SIGKILL, as the system's out-of-memory killer sends it, to workers that have been busy for half a second.

    `spared` are processes of other tests.
    """
    killed: set[int] = set()
    while len(killed) < times and not over.is_set():
        time.sleep(0.05)
        for pid, (parent, used) in descendants().items():
            # Workers are children of the process they are forked from, which is ours; the dead stay in the list a
            # while.
            if parent != os.getpid() and used >= 50 and pid not in killed | spared:
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)


def test_a_page_that_hangs_the_extractor_ends_as_timeout_and_its_neighbours_are_cleaned(tmp_path):
    orders = stored(tmp_path, [GOOD, HANGS, GOOD, MANY, GOOD, GOOD, GOOD, HANGS])
    with sandbox(tmp_path, clean_seconds=2, max_page_mb=40, max_file_mb=40, clean_memory_mb=8000) as kept:
        assert ends(kept.clean(orders)) == {
            0: None,
            1: "clean_timeout",
            2: None,
            3: "too_many_elements",
            4: None,
            5: None,
            6: None,
            7: "clean_timeout",
        }
        # The sandbox is as good as new.
        assert ends(kept.clean(orders[:1])) == {0: None}


def test_a_page_that_needs_more_memory_than_the_limit_ends_as_such_and_its_neighbours_are_cleaned(tmp_path):
    orders = stored(tmp_path, [GOOD, LARGE, GOOD])
    with sandbox(tmp_path, clean_memory_mb=400, clean_seconds=120) as kept:
        assert ends(kept.clean(orders)) == {0: None, 1: "clean_memory", 2: None}


def test_the_same_page_is_cleaned_where_the_limit_allows_it(tmp_path):
    with sandbox(tmp_path, clean_seconds=120) as kept:
        [article] = kept.clean(stored(tmp_path, [LARGE]))
        assert (article.reason, len(article.body)) == (None, 8_999_999)


def test_a_worker_that_is_killed_twice_at_the_same_page_costs_that_page_only(tmp_path):
    orders = stored(tmp_path, [GOOD, LARGE, GOOD])
    over = threading.Event()
    # Once with its neighbours, once alone.
    killer = threading.Thread(target=kill_busy_workers, args=(2, over, set(descendants())))
    with sandbox(tmp_path, clean_seconds=60) as kept:
        killer.start()
        try:
            articles = {article.position: article for article in kept.clean(orders)}
        finally:
            over.set()
            killer.join()
    assert {position: article.reason for position, article in articles.items()} == {0: None, 1: "clean_crash", 2: None}
    assert articles[1].detail == "1.html: the worker ended with code -9"


def test_a_record_that_cannot_be_read_costs_that_article_only(tmp_path):
    orders = stored(tmp_path, [GOOD, GOOD])
    lost = CleanRequest(2, Place("missing.warc.gz", 0, 9), "2.html", None, AT, orders[0].known)
    with sandbox(tmp_path) as kept:
        assert ends(kept.clean([*orders, lost])) == {0: None, 1: None, 2: "read_error"}


def test_a_lower_memory_limit_of_the_system_is_kept_and_does_not_stop_the_worker():
    program = (
        "import resource as r; r.setrlimit(r.RLIMIT_AS, (2 * 10**9, 2 * 10**9));"
        "from tasks.workers.limits import limit_memory; limit_memory(10_000); print(r.getrlimit(r.RLIMIT_AS))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "(2000000000, 2000000000)\n"


@pytest.fixture
def batch(tmp_path):
    """A batch whose captures are a good page, one that ended while it was fetched, and one with what its source
    knew.
    """
    folder = tmp_path / "00001"
    folder.mkdir()
    orders = stored(tmp_path, [GOOD, GOOD])
    places = {0: orders[0].place, 2: orders[1].place}
    about: dict[str, Any] = {
        "source_id": "s",
        "source_name": "s",
        "source_kind": "files",
        "source_location": "l",
        "address_id": "i",
    }
    candidates = [
        Candidate(position=0, address="https://a.example/0", url="https://a.example/0", **about),
        Candidate(position=1, address="https://a.example/1", url="https://a.example/1", **about),
        Candidate(position=2, address="file:///n%20.html", file="file:///n%20.html", known_title="Known",
            source_language="de", **about),
    ]  # fmt: skip
    captures = [
        Capture(position=1, reason="gone", fetched_at=AT),
        *(
            Capture(
                position=position,
                warc_file=place.warc_file,
                warc_offset=place.offset,
                warc_length=place.length,
                fetched_at=AT,
            )
            for position, place in reversed(places.items())
        ),
    ]
    write_rows(folder / "candidates.parquet", Candidate, candidates)
    write_rows(folder / "captures.parquet", Capture, captures)
    return folder


def test_a_batch_has_an_article_for_every_capture_in_order_and_is_cleaned_once(tmp_path, batch):
    with sandbox(tmp_path) as kept:
        assert clean_batch(batch, kept) == 2
        assert [
            (a.position, a.reason, a.title, a.language) for a in read_rows(batch / "articles.parquet", Article)
        ] == [
            (0, None, "Harbour reopens", None),
            (2, None, "Known", "de"),
        ]
        written = (batch / "articles.parquet").stat().st_mtime_ns
        assert clean_batch(batch, kept) == 0
        assert (batch / "articles.parquet").stat().st_mtime_ns == written


def test_the_process_that_keeps_the_workers_cleans_a_batch_and_takes_its_workers_with_it(tmp_path, batch):
    before = set(descendants())
    with StepProcess(MODULE) as cleaner:
        settings = Settings(home=tmp_path, clean_workers=2).model_dump(mode="json")
        assert cleaner.call(batch_folder=str(batch), settings=settings) == 2
        workers = set(descendants()) - before
        assert len(workers) >= 3
    assert [article.reason for article in read_rows(batch / "articles.parquet", Article)] == [None, None]
    for pid in workers:
        wait_until_gone(pid)


_KEEPS_A_CLEANER = """
import json, sys, time
from tasks.workers.step_process import StepProcess
with StepProcess("tasks.clean") as cleaner:
    cleaner.call(**json.loads(sys.argv[1]))
    print(cleaner._process.pid, flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("end", [subprocess.Popen.kill, subprocess.Popen.communicate], ids=["killed", "in order"])
def test_the_semaphores_of_the_workers_go_with_them_however_the_run_ends(tmp_path, batch, end):
    settings = Settings(home=tmp_path, clean_workers=1).model_dump(mode="json")
    call = json.dumps({"batch_folder": str(batch), "settings": settings})
    command = [sys.executable, "-c", _KEEPS_A_CLEANER, call]
    errors = tmp_path / "errors.txt"
    with (
        errors.open("w") as stderr,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True) as run,
    ):
        mapped = Path(f"/proc/{int(run.stdout.readline())}/maps").read_text().splitlines()
        nodes = {int(line.split()[4]) for line in mapped if "/dev/shm/" in line}  # they are renamed when made
        semaphores = [Path(entry.path) for entry in os.scandir("/dev/shm") if entry.inode() in nodes]
        assert len(semaphores) == len(nodes) > 0
        end(run)
        while any(path.exists() for path in semaphores):  # a semaphore that stays lets the test run into its end
            time.sleep(0.05)
    assert errors.read_text() == ""


def test_workers_of_other_settings_do_not_pile_up(tmp_path, batch):
    with StepProcess(MODULE) as cleaner:
        alive = []
        for number in range(3):
            (batch / "articles.parquet").unlink(missing_ok=True)
            settings = Settings(home=tmp_path, clean_workers=1, batch_size=number + 1).model_dump(mode="json")
            cleaner.call(batch_folder=str(batch), settings=settings)
            alive.append(len(descendants()))
    assert alive == [alive[0]] * 3


def wait_until_gone(pid: int) -> None:
    """Until the process is gone or a zombie; a process that stays lets the test run into its end."""
    while (status := Path(f"/proc/{pid}/stat")).exists() and status.read_text().rpartition(")")[2].split()[0] != "Z":
        time.sleep(0.05)
