"""Every unhappy server that we know of against the pipeline: what became of each, and whether that is right.

    python -m drills.unhappy_servers [WORD]        only cases with WORD in their name

The servers are a process of their own on loopback addresses; pages go through discovering, fetching and cleaning, feeds
and sitemaps through discovering, each beside a good neighbour, with two seconds a fetch. 127.1.0.0/24 is played as the
web; what reaches any other address of this machine got past the guard. Exits 1 where anything is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from benchmarks.memory import below
from drills.unhappy_servers import certificates
from drills.unhappy_servers.case import Case
from drills.unhappy_servers.cases import CASES, GOOD
from drills.unhappy_servers.places import OPEN, SECRET, is_closed
from drills.unhappy_servers.playing import Played, Stage, faults
from schemas.settings import PROJECT, Settings
from tasks.clean.sandbox.pool import Sandbox
from tasks.web.transport import tls_context

_SECONDS = 2
_DETAIL = 110
_ADDRESS = re.compile(r"((feed|sitemap) )?https?://\S+: ")
_AT_A_TIME = {"page": 3, "feed": 3, "sitemap": 1}
"""As batches are in a run; a large sitemap is work enough for the machine, and others would miss their two seconds."""


@contextmanager
def servers(folder: Path, log: Path) -> Iterator[dict[str, int]]:
    """The servers, by the name of their certificate; "" is without TLS."""
    command = [sys.executable, "-m", "drills.unhappy_servers.site", str(folder), str(log)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            process.kill()  # threads of it may still be pouring


def settings_for(folder: Path, ports: dict[str, int]) -> Settings:
    return Settings(
        home=folder / "data",
        sources_file=folder / "sources.yaml",
        allow_cidrs=(OPEN,),
        allow_ports=tuple(ports.values()),
        contact="desk@ledger.example",
        fetch_seconds=_SECONDS,
        host_interval_seconds=0,
        batches_under_way=1,
        clean_workers=2,
    )


def peak() -> float:
    """The most memory that this process had up to now, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def peak_of_cleaning() -> float:
    """The same of the largest cleaning process that lives, which has the extractor loaded."""
    most = 0
    for pid in below(os.getpid())[1:]:
        with suppress(OSError, StopIteration):  # it may end while it is looked at
            if b"unhappy_servers.site" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                most = max(most, next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")))
    return most / 1000


def line(played: Played, wrong: list[str]) -> str:
    detail = " ".join(_ADDRESS.sub("", played.detail).split())[:_DETAIL]
    words = f"{'WRONG' if wrong else 'ok':<6}{played.seconds:>5.1f} s  {played.case.name:<51}{played.end:<42}{detail}"
    return "\n".join([words.rstrip(), *(f"{'':<15}{fault}" for fault in wrong)])


def play_all(stage: Stage, cases: list[Case]) -> int:
    """Play and print; the number of cases that went wrong."""

    def told(played: Played) -> bool:
        found = faults(played, stage.port(played.case))
        print(line(played, found), flush=True)
        return bool(found)

    wrong = sum(told(stage.play(case)) for case in cases if case is GOOD)
    alone, cleaning = peak(), peak_of_cleaning()
    with ThreadPoolExecutor() as beside:
        slow = [beside.submit(stage.play, case) for case in cases if case.is_slow]
        for kind, at_a_time in _AT_A_TIME.items():
            its = [case for case in cases if case.kind == kind and not case.is_slow and case is not GOOD]
            with ThreadPoolExecutor(at_a_time) as pool:
                wrong += sum(map(told, pool.map(stage.play, its)))
            print(
                f"{'':<15}peak memory up to here {peak():.0f} MB, {peak() - alone:.0f} MB more than a good page alone"
            )
        wrong += sum(told(future.result()) for future in slow)
    print(f"largest cleaning process {peak_of_cleaning():.0f} MB, with a good page alone {cleaning:.0f} MB")
    return wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("word", nargs="?", default="", help="play only cases with this in their name")
    given = parser.parse_args()
    cases = [case for case in CASES if case is GOOD or given.word in case.name]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        folder, log = Path(name), Path(name) / "requests.jsonl"
        certificates.make(folder)
        # The one context of this process: what it is shown fails for the reason that the case names, and for no other.
        tls_context().load_verify_locations(folder / f"{certificates.AUTHORITY}.crt")
        with servers(folder, log) as ports:
            settings = settings_for(folder, ports)
            with closing(Sandbox(settings)) as sandbox:
                stage = Stage(ports, log, settings, sandbox)
                wrong = play_all(stage, cases)
            inside = sum(is_closed(request.host) or request.path == SECRET for request in stage.requests())
    print(f"requests that reached a closed address: {inside}")
    print(f"{len(cases)} cases, {wrong} wrong, {time.monotonic() - begun:.0f} s")
    sys.exit(1 if wrong or inside else 0)


if __name__ == "__main__":
    main()
