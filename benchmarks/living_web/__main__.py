"""`broadsheet ingest` twice over a web of many hosts on this machine, judged by the log of its servers.

    python -m benchmarks.living_web [--hosts 50] [--articles 40] [--interval 0.5] [--look-again-hours 0]

Half of the hosts are declared by their feed, half by their sitemap; each lists one page that its robots.txt disallows.
With --interval 5 the pace is the default one. With --look-again-hours 0 the second run asks for every page once more,
which shows what it costs where nothing changed; with 1, the default of the setting, no page is due by then.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.memory import Memory
from schemas.settings import PROJECT

_LATER = 0.05
"""Seconds by which a request may reach a busy server later than it was sent, so that the next seems early."""


@dataclass(frozen=True)
class Request:
    """A line of the servers' log."""

    host: str
    path: str
    status: int
    start: float
    end: float
    conditional: bool


@dataclass(frozen=True)
class Run:
    """One run of the command, and what the servers saw of it."""

    seconds: float
    megabytes: float
    outcomes: dict[str, dict[str, int]]
    requests: list[Request]


@contextmanager
def web(articles: int, log: Path) -> Iterator[int]:
    """The servers, by their port."""
    command = [sys.executable, "-m", "benchmarks.living_web.site", str(articles), str(log)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


def declare(file: Path, hosts: int, port: int) -> None:
    """A sources file with every host, by its feed or its sitemap."""
    entries = [
        f"  - {{name: host-{number}, kind: {kind}, location: 'http://127.0.0.{number + 1}:{port}/{path}'}}\n"
        for number in range(1, hosts + 1)
        for kind, path in [("feed", "feed") if number % 2 else ("sitemap", "sitemap.xml")]
    ]
    file.write_text("sources:\n" + "".join(entries))


def ingest(environment: dict[str, str], log: Path) -> Run:
    """Everything that is declared, by the command as its users call it."""
    before = len(log.read_text().splitlines())
    begun = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "flows.cli.main", "ingest", "--json"],
        cwd=PROJECT, env=os.environ | environment, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        memory = Memory(process.pid)
        memory.start()
        told, _ = process.communicate()
        peak = memory.stop()
    lines = log.read_text().splitlines()[before:]
    return Run(
        time.monotonic() - begun, peak, json.loads(told)["outcomes"], [Request(**json.loads(line)) for line in lines]
    )


def told(run: Run, interval: float) -> Iterator[str]:
    """What one run did, in lines."""
    ends = ", ".join(
        f"{count:,} {status} ({reason})"
        for status, reasons in run.outcomes.items()
        for reason, count in reasons.items()
    )
    yield f"{ends or 'nothing'}; {run.seconds:.0f} s, peak memory of the command {run.megabytes:.0f} MB"
    pages = [request for request in run.requests if request.path.startswith("/news/")]
    others = Counter(request.path for request in run.requests if not request.path.startswith("/news/"))
    asked = Counter("304" if page.status == 304 else "in full" for page in pages)
    yield (
        f"pages asked for: {len(pages):,}, of which in full {asked['in full']:,}, answered 304 {asked['304']:,};"
        f" twice in the run: {len(pages) - len({(page.host, page.path) for page in pages}):,}"
    )
    lists = [request for request in run.requests if request.path in {"/feed", "/sitemap.xml"}]
    yield (
        f"feeds and sitemaps: {len(lists)}, of which 304 {sum(request.status == 304 for request in lists)};"
        f" robots.txt: {others['/robots.txt']}; disallowed paths: {others['/private/1']}"
    )
    yield _pace(run.requests, interval)


def _pace(requests: list[Request], interval: float) -> str:
    by_host: dict[str, list[Request]] = defaultdict(list)
    for request in sorted(requests, key=lambda request: request.start):
        by_host[request.host].append(request)
    gaps = [after.start - before.start for its in by_host.values() for before, after in pairwise(its)]
    in_flight = max(
        (sum(other.start <= one.start < other.end for other in its) for its in by_host.values() for one in its),
        default=0,
    )
    early = sum(gap < interval - _LATER for gap in gaps)
    return (
        f"pace: smallest gap between two requests to a host {min(gaps, default=0):.2f} s, of {len(gaps):,} gaps"
        f" {early} shorter than {interval - _LATER:g} s; most in flight at a host {in_flight}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--articles", type=int, default=40)
    parser.add_argument("--interval", type=float, default=0.5, help="seconds between two requests to a host")
    parser.add_argument("--look-again-hours", type=float, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        log, sources = Path(name) / "requests.jsonl", Path(name) / "sources.yaml"
        with web(given.articles, log) as port:
            declare(sources, given.hosts, port)
            environment = {
                "BROADSHEET_HOME": str(Path(name) / "data"),
                "BROADSHEET_SOURCES_FILE": str(sources),
                "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]',
                "BROADSHEET_ALLOW_PORTS": f"[{port}]",
                "BROADSHEET_HOST_INTERVAL_SECONDS": str(given.interval),
                "BROADSHEET_LOOK_AGAIN_HOURS": str(given.look_again_hours),
            }
            print(
                f"{given.hosts} hosts with {given.articles} articles each, {given.interval:g} s between requests to a"
                f" host"
            )
            for number in (1, 2):
                for line in told(ingest(environment, log), given.interval):
                    print(f"run {number}: {line}", flush=True)


if __name__ == "__main__":
    main()
