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

_TRIVIAL = """
from prefect import flow

@flow
def hello() -> int:
    return 1

hello()
"""


def seconds(command: list[str], environment: dict[str, str]) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


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
        ratios = []
        for pair in range(given.pairs + 1):
            article.write_text(f"Edition {pair}. " + "The council of Port Ellery voted to rebuild the quay. " * 10)
            one, other = seconds(ingest, ours), seconds(trivial, ordinary)
            if pair == 0:
                print(
                    f"first of all, with Prefect's database to be made: ingest {one:.1f} s, trivial flow {other:.1f} s"
                )
                continue
            ratios.append(one / other)
            print(f"pair {pair}: ingest of one file {one:.1f} s, trivial flow {other:.1f} s, ratio {ratios[-1]:.2f}")
    print(f"ratio, median: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
