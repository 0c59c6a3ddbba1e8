"""`broadsheet up` for a while over sites whose articles appear, change and vanish; every minute asked again.

    python -m benchmarks.soak [--minutes 35] [--hosts 40] [--every 240] [--seed 1] [--folder FOLDER]

`--every` is the seconds between two new articles of a site, on average. The last four minutes bring nothing new, so
that what is under way may arrive. Median and p95 are from the moment that a site lists an article to the moment that a
reader of the snapshot finds it.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.memory import memory_of
from benchmarks.soak.timeline import Story, stories
from benchmarks.soak.watcher import Watcher
from flows.service.claim import named_api
from flows.service.prefect_api import PrefectApi
from schemas.settings import PROJECT, Settings

_DRAIN = 240
_TWICE = """
SELECT count(*) FROM (SELECT url FROM articles GROUP BY url HAVING count(*) > 1)
"""
_SAME = "SELECT count(*) FROM (SELECT article_id, content_hash FROM article_versions GROUP BY ALL HAVING count(*) > 1)"
_LEDGER = """
SELECT count(*), count(*) FILTER (WHERE discovered = outcomes), count(*) FILTER (WHERE resumed), sum(discovered)::BIGINT
FROM (SELECT r.run_id, r.discovered, r.resumed, count(o.run_id) AS outcomes
      FROM ops.runs AS r LEFT JOIN ops.outcomes AS o USING (run_id) WHERE r.flow = 'ingest' GROUP BY ALL)
"""


@contextmanager
def sites(hosts: int, seed: int, every: float, until: float) -> Iterator[tuple[int, float]]:
    """Port and beginning of the sites."""
    words = [sys.executable, "-m", "benchmarks.soak.site", *map(str, (hosts, seed, every, until))]
    with subprocess.Popen(words, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline()), float(process.stdout.readline())
        finally:
            process.stdin.close()


def declare(file: Path, hosts: int, port: int) -> None:
    """Half by their feed, half by their sitemap; each asked every minute."""
    entries = [
        f"  - {{name: site-{number:02}, kind: {kind}, every_minutes: 1, location:"
        f" 'http://127.0.0.{number + 2}:{port}/{path}'}}\n"
        for number in range(hosts)
        for kind, path in [("feed", "feed") if number % 2 else ("sitemap", "sitemap.xml")]
    ]
    file.write_text("sources:\n" + "".join(entries))


@contextmanager
def up(folder: Path, sources: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {
        "BROADSHEET_HOME": str(folder / "data"),
        "BROADSHEET_SOURCES_FILE": str(sources),
        "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]',
        "BROADSHEET_ALLOW_PORTS": f"[{port}]",
    }
    environment.pop("PREFECT_API_URL", None)
    command = [
        str(Path(sys.executable).with_name("broadsheet")),
        "up",
        "--port",
        "0",
        "--page-port",
        "0",
        "--every",
        "1",
    ]
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stderr=log)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def flow_runs(api: PrefectApi) -> Counter[str]:
    """Runs of ingest that have begun or ended, by the name of their state."""
    found: Counter[str] = Counter()
    for offset in range(0, 100_000, 200):
        body = {"flows": {"name": {"any_": ["ingest"]}}, "limit": 200, "offset": offset}
        rows: list[dict[str, Any]] = api.post("/flow_runs/filter", body)
        found.update(row["state_name"] for row in rows if row["state_type"] != "SCHEDULED")
        if len(rows) < 200:
            return found
    return found


def watch(process: subprocess.Popen[bytes], home: Path, seconds: float) -> list[float]:
    """Memory of everything below `up`, once a minute in a quiet moment where there is one; told as it goes."""
    memory: list[float] = []
    begun = time.monotonic()
    while (left := begun + seconds - time.monotonic()) > 0:
        time.sleep(min(60, left))
        moments = []
        for _ in range(10):
            moments.append(memory_of(process.pid))
            time.sleep(1)
        memory.append(min(moments))
        size = sum(file.stat().st_size for file in (home / "private" / "server").glob("prefect.db*")) / 1e6
        print(
            f"{(time.monotonic() - begun) / 60:5.1f} min: memory {memory[-1]:.0f} MB (at most {max(moments):.0f}),"
            f" Prefect's database {size:.1f} MB",
            flush=True,
        )
    return memory


def told(watcher: Watcher, published: list[Story], begun: float, snapshot: Path) -> Iterator[str]:
    def url(story: Story) -> str:
        return f"http://{story.host}{story.path}"

    missing = [story for story in published if (url(story), 1) not in watcher.seen]
    first = min(watcher.seen.values(), default=begun) - begun
    had = [story for story in published if (url(story), 1) in watcher.seen]
    delays = [watcher.seen[url(s), 1] - begun - s.appears for s in had if s.appears >= first]
    changed = [story for story in published if story.changes is not None]
    revised = [watcher.seen[url(s), 2] - begun - (s.changes or 0) for s in changed if (url(s), 2) in watcher.seen]
    with duckdb.connect(str(snapshot), read_only=True) as database:
        (articles,) = database.execute("SELECT count(*) FROM articles").fetchall()[0]
        (twice,), (same,) = database.execute(_TWICE).fetchall()[0], database.execute(_SAME).fetchall()[0]
        runs, whole, resumed, candidates = database.execute(_LEDGER).fetchall()[0]
    yield (
        f"published by the sites {len(published):,}, in the snapshot {articles:,}: missing {len(missing)}, "
        f"twice {twice}"
    )
    yield from (f"  missing: {url(s)} listed from {s.appears:.0f} s to {s.vanishes}" for s in missing[:10])
    yield (
        f"changed by the sites {len(changed):,}, further versions {len(revised):,}, versions with equal content {same};"
        f" taken back {sum(s.vanishes is not None for s in published):,}"
    )
    yield (
        f"from publication to queryable: {spread(delays)} ({len(delays):,} that appeared after the first snapshot,"
        f" {first:.0f} s"
        f" after the sites, `up` and its server began together); from a change to queryable: {spread(revised)}"
    )
    yield f"runs recorded {runs:,}, with outcomes that add up {whole:,}, resumed {resumed:,}; candidates {candidates:,}"
    yield (
        f"snapshots published {watcher.published:,}, errors of the reader {len(watcher.errors)} "
        f"{watcher.errors[:1] or ''}"
    )


def spread(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return f"{seconds}"
    p95 = statistics.quantiles(seconds, n=20)[-1]
    return f"median {statistics.median(seconds):.0f} s, p95 {p95:.0f} s, longest {max(seconds):.0f} s"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--every", type=float, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="kept afterwards; default: a temporary one")
    given = parser.parse_args()
    until = given.minutes * 60 - _DRAIN
    with tempfile.TemporaryDirectory() as name, sites(given.hosts, given.seed, given.every, until) as (port, begun):
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        home = folder / "data"
        declare(folder / "sources.yaml", given.hosts, port)
        published = [
            story
            for number in range(given.hosts)
            for story in stories(f"127.0.0.{number + 2}:{port}", given.seed, given.every, until)
        ]
        watcher = Watcher(home / "broadsheet.duckdb")
        watcher.start()
        with up(folder, folder / "sources.yaml", port) as process:
            memory = watch(process, home, begun + given.minutes * 60 - time.time())
            api = named_api(Settings(home=home))
            assert api is not None
            states = flow_runs(api)
            stopping = time.monotonic()
        watcher.stop()
        watcher.look()
        print(
            f"{given.hosts} sites, {given.minutes:g} minutes, asked every minute; stopped in"
            f" {time.monotonic() - stopping:.0f} s"
        )
        print("flow runs: " + ", ".join(f"{count} {state}" for state, count in states.most_common()))
        for line in told(watcher, published, begun, home / "broadsheet.duckdb"):
            print(line)
        size = sum(file.stat().st_size for file in (home / "private" / "server").glob("prefect.db*")) / 1e6
        print(
            f"memory at the start {memory[0]:.0f} MB, at the end {memory[-1]:.0f} MB; Prefect's database {size:.1f} MB"
        )
        print(f"run folders left: {len(list((home / 'runs').iterdir()))}")


if __name__ == "__main__":
    main()
