"""A warehouse from its first batch to a million invented articles, beside SQLite with FTS5 and Parquet files.

    python -m benchmarks.warehouse [SIZE …] [--folder FOLDER] [--rounds 20] [--no-peers]

Sizes are articles (default: 10000). A run of batches of 500 candidates is measured in the empty warehouse and at each size; in between
it is filled by batches of 5,000. Loaded is what steps hand over, by load_batch as a flow calls it, in one process. Prints CPU
beside the clock, for on a busy machine only that says something; each run is also a line of FOLDER.jsonl. Questions are asked
in turns of all, each by a connection of its own, with the file in the system's cache. 1,000,000 takes hours and 12 GB of disk.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.warehouse import asking, peers
from benchmarks.warehouse.growing import BULK, USUAL, Loaded, grown


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.warehouse", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000])
    parser.add_argument("--folder", type=Path, help="keep the warehouse here")
    parser.add_argument("--rounds", type=int, default=20, help="how often each question is asked")
    parser.add_argument("--no-peers", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = (given.folder or Path(name) / "data").absolute()
        loading(home, given.sizes)
        snapshot = home / "broadsheet.duckdb"
        answering(snapshot, Path(name), given.rounds, with_peers=not given.no_peers)


def loading(home: Path, sizes: list[int]) -> None:
    first: dict[int, float] = {}
    print("articles   batch  rows a CPU-s  of the first  rows/s  publish s  memory MB  file/text")
    for run in grown(home, sizes, home.with_suffix(".jsonl")):
        cpu = run.batch_size / median(batch[1] for batch in run.batches)
        wall = run.batch_size / median(batch[0] for batch in run.batches)
        share = cpu / first.setdefault(run.batch_size, cpu)
        print(
            f"{run.articles:8} {run.batch_size:7} {cpu:13.0f} {share:13.2f} {wall:7.0f} {run.publish[0]:10.2f}"
            f" {run.memory:10.0f} {_share(run):10.2f}",
            flush=True,
        )
    print(f"({USUAL} candidates a batch as by default; {BULK} to fill it)")


def answering(snapshot: Path, folder: Path, rounds: int, *, with_peers: bool) -> None:
    askers = {"ours": asking.of_snapshot(snapshot)}
    if with_peers:
        other, parquet = folder / "peer.sqlite", folder / "parquet"
        shutil.rmtree(parquet, ignore_errors=True)
        seconds = peers.into_sqlite(snapshot, other, BULK)
        tenth = max(1, len(seconds) // 10)
        peers.into_parquet(snapshot, parquet)
        print(
            f"\nSQLite with FTS5: {BULK / median(seconds[:tenth]):.0f} versions a second in the first tenth of its batches,"
            f" {BULK / median(seconds[-tenth - 1 : -1] or seconds):.0f} in the last"
        )
        sizes = {"ours": snapshot.stat().st_size, "SQLite": other.stat().st_size, "Parquet": _size(parquet)}
        print("MB: " + ", ".join(f"{who} {size / 1e6:.0f}" for who, size in sizes.items()))
        askers |= {"sqlite": asking.of_sqlite(other), "parquet": asking.of_parquet(parquet)}
    print("\nquestion              asked      p50 ms   p95 ms    rows")
    for question, who, p50, p95, rows in asking.asked(askers, asking.values(snapshot), rounds):
        print(f"{question:21} {who:8} {p50:8.0f} {p95:8.0f} {rows:7}", flush=True)


def _share(run: Loaded) -> float:
    return run.file_bytes / run.text_bytes


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


if __name__ == "__main__":
    main()
