"""One file from a cold start beside a trivial Prefect flow run in the ordinary way, in turns on the same machine.

    python -m benchmarks.cold_start [--pairs 5]

Both are whole processes, with Prefect's database already made; the file is new each time, so it is fetched, cleaned,
judged, loaded and published.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.memory import below, clock_of

_TRIVIAL = """
from prefect import flow

@flow
def hello() -> int:
    return 1

hello()
"""


def seconds(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Elapsed, and of the processor: all processes of the command, but what one used in its last tenth of a second."""
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    used: dict[int, float] = {}
    while process.poll() is None:
        used |= {pid: seconds for pid in below(process.pid) if (seconds := clock_of(pid))}
        time.sleep(0.1)
    elapsed = time.perf_counter() - begun
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return elapsed, sum(used.values())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {key: value for key, value in os.environ.items() if key != "PREFECT_API_URL"}
        # Its default of 20 s is too short for a slow machine that makes its database first.
        patient = {"PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120"}
        ordinary = environment | {"PREFECT_HOME": str(folder / "ordinary")} | patient
        ours = environment | {"BROADSHEET_HOME": str(folder / "data")}
        trivial = [sys.executable, "-c", _TRIVIAL]
        article = folder / "article.txt"
        ingest = [sys.executable, "-m", "flows.cli.main", "ingest", str(article)]
        by_clock: list[float] = []
        by_processor: list[float] = []
        for pair in range(given.pairs + 1):
            article.write_text(f"Edition {pair}. " + "The council of Port Ellery voted to rebuild the quay. " * 10)
            (one, cpu), (other, other_cpu) = seconds(ingest, ours), seconds(trivial, ordinary)
            what = "first of all, with Prefect's database to be made" if pair == 0 else f"pair {pair}"
            print(
                f"{what}: ingest of one file {one:.1f} s, {cpu:.1f} s of the processor; trivial flow {other:.1f} s,"
                f" {other_cpu:.1f} s; ratios {one / other:.2f} and {cpu / other_cpu:.2f}"
            )
            if pair:
                by_clock.append(one / other)
                by_processor.append(cpu / other_cpu)
    for name, ratios in (("clock", by_clock), ("processor time", by_processor)):
        print(f"ratio by {name}, median: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
