"""Pages a CPU-second of the whole fetching step, beside bare HTTP clients: same pages, same server, same run, in turns.

    python -m benchmarks.fetch [FOLDER] [--rounds 5] [--pages 1000] [--hosts 40] [--aiohttp-python PATH]

FOLDER has a truth.jsonl whose rows name gzipped pages (default: ../shared/corpus). "Ours" asks robots.txt of every
host, guards addresses, bounds and hashes what comes and writes WARC and captures.parquet; the others keep nothing. The
server is a process of its own, and so is each client: CPU seconds are those of the client alone. aiohttp is no
dependency of the project: it takes part where an environment has it, `python -m venv PEERS && PEERS/bin/pip install
aiohttp`, then `--aiohttp-python PEERS/bin/python`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.settings import PROJECT

OURS = "ours"


@contextmanager
def site(folder: Path) -> Iterator[int]:
    """The server, by its port."""
    command = [sys.executable, "-m", "benchmarks.fetch.site", str(folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


def pages_a_second(name: str, python: str, words: list[str]) -> tuple[float, float]:
    """Pages a CPU-second and a second, of one client over all pages."""
    command = [python, "-m", f"benchmarks.fetch.clients.{name}", *words]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr}")
    figures = json.loads(done.stdout)
    return figures["pages"] / figures["cpu"], figures["pages"] / figures["wall"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path, default=PROJECT.parent / "shared" / "corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--hosts", type=int, default=40)
    parser.add_argument("--aiohttp-python", help="Python of an environment that has aiohttp")
    given = parser.parse_args()
    pythons = dict.fromkeys((OURS, "bare_httpx", "stock_trafilatura"), sys.executable)
    if given.aiohttp_python:
        pythons["bare_aiohttp"] = given.aiohttp_python
    rounds: list[dict[str, float]] = []
    with site(given.corpus.resolve()) as port:
        words = [str(port), str(given.pages), str(given.hosts)]
        for number in range(1, given.rounds + 1):
            found = {name: pages_a_second(name, python, words) for name, python in pythons.items()}
            rounds.append({name: of_cpu for name, (of_cpu, _) in found.items()})
            told = ", ".join(
                f"{name} {of_cpu:.0f} ({of_wall:.0f} a second)" for name, (of_cpu, of_wall) in found.items()
            )
            print(f"round {number}, pages a CPU-second: {told}")
    print(f"{given.pages} pages over {given.hosts} hosts, medians of {given.rounds} rounds:")
    for name in pythons:
        ratios = [one[OURS] / one[name] for one in rounds]
        rate = statistics.median(one[name] for one in rounds)
        spread = (
            ""
            if name == OURS
            else f", ours is {statistics.median(ratios):.2f} times that ({min(ratios):.2f} to {max(ratios):.2f})"
        )
        print(f"  {name:18} {rate:6.0f} pages a CPU-second{spread}")


if __name__ == "__main__":
    main()
