"""A warehouse from its first batch to a million invented articles, beside SQLite with FTS5 and Parquet files.

    python -m benchmarks.warehouse [SIZE …] [--folder FOLDER] [--rounds 20] [--no-peers] [--only-ask]

Sizes are articles (default: 10000). A run of batches of 500 candidates is measured in the empty warehouse and at each
size; in between it is filled by batches of 5,000. Loaded is what steps hand over, by load_batch as a flow calls it, in
one process. Prints CPU beside the clock, for on a busy machine only that says something; each run is also a line of
FOLDER.jsonl. Questions are asked in turns of all, each by a connection of its own, with the file in the system's cache.
1,000,000 takes hours and 12 GB of disk.
"""

from __future__ import annotations

import argparse
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
    parser.add_argument(
        "--only-ask", action="store_true", help="load nothing: ask what FOLDER has, and the peers beside it"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = (given.folder or Path(name) / "data").absolute()
        if not given.only_ask:
            loading(home, given.sizes)
        answering(home / "broadsheet.duckdb", home.parent, given.rounds, with_peers=not given.no_peers)


def loading(home: Path, sizes: list[int]) -> None:
    first: dict[int, float] = {}
    print("articles   batch  rows a CPU-s  of the first  with merging  rows/s  publish s  memory MB  file/text")
    for run in grown(home, sizes, home.with_suffix(".jsonl")):
        cpu = run.batch_size / median(batch[1] for batch in run.batches)
        wall = run.batch_size / median(batch[0] for batch in run.batches)
        whole = run.candidates / (sum(batch[1] for batch in run.batches) + run.end[1])
        share = cpu / first.setdefault(run.batch_size, cpu)
        print(
            f"{run.articles:8} {run.batch_size:7} {cpu:13.0f} {share:13.2f} {whole:13.0f} {wall:7.0f}"
            f" {run.publish[0]:10.2f}"
            f" {run.memory:10.0f} {_share(run):10.2f}",
            flush=True,
        )
    print(
        f"({USUAL} candidates a batch as by default; {BULK} to fill it. with merging: all of the run, the words put in"
        f" order)"
    )


def answering(snapshot: Path, folder: Path, rounds: int, *, with_peers: bool) -> None:
    askers = {"ours": asking.of_duckdb(snapshot)}
    if with_peers:
        other, parquet = folder / "peer.sqlite", folder / "parquet"
        if not other.exists():
            seconds = peers.into_sqlite(snapshot, other, BULK)
            tenth = max(1, len(seconds) // 10)
            print(
                f"\nSQLite with FTS5: {BULK / median(seconds[:tenth]):.0f} versions a second in the first tenth of its"
                f" batches, {BULK / median(seconds[-tenth - 1 : -1] or seconds):.0f} in the last"
            )
        if not parquet.exists():
            peers.into_parquet(snapshot, parquet)
        sizes = {"ours": snapshot.stat().st_size, "SQLite": other.stat().st_size, "Parquet": _size(parquet)}
        print("MB: " + ", ".join(f"{who} {size / 1e6:.0f}" for who, size in sizes.items()))
        askers |= {"SQLite": asking.of_sqlite(other), "Parquet": asking.of_duckdb(peers.over_parquet(parquet))}
    print("\nquestion              asked      p50 ms   p95 ms    rows")
    for question, who, p50, p95, rows in asking.asked(askers, rounds):
        print(f"{question:21} {who:8} {p50:8.0f} {p95:8.0f} {rows:7}", flush=True)


def _share(run: Loaded) -> float:
    return run.file_bytes / run.text_bytes


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


if __name__ == "__main__":
    main()
