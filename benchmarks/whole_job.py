"""The whole job beside a bare pool of the stock extractor: same pages, same workers, same run, in turns.

    python -m benchmarks.whole_job [FOLDER] [--pairs 5] [--times 10]

FOLDER has a truth.jsonl whose rows name a (gzipped) page in `file` (default: ../shared/corpus). "Whole job" is the
`ingest` flow from its first step to the published snapshot: discovery, archive, cleaning with all metadata, checks,
loading. "Bare pool" is trafilatura.bare_extraction(with_metadata=True, include_comments=False) over the same files with
as many processes, reading and unzipping included, nothing kept. Start-up of both is done before and told apart.
Each ratio is given by the clock and by processor time: the second holds on a machine that does other work too.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.memory import Memory, processor_time_of
from flows.service.prefect_server import serving
from schemas.settings import PROJECT
from tasks.chain.processes import worker_processes

WORKERS = os.cpu_count() or 1
WARM = (
    "<html><body><article><h1>Warm</h1>"
    + "<p>Some words to read before the clock starts, twice over. </p>" * 12
    + "</article></body></html>"
)


def bare(path: str) -> int:
    """What the stock extractor makes of one file."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - belongs to the worker's start-up

    document: Any = bare_extraction(
        gzip.decompress(Path(path).read_bytes()), with_metadata=True, include_comments=False
    )
    return len(document.text or "") if document else 0


def manifest(corpus: Path, folder: Path, times: int) -> tuple[Path, list[str]]:
    """A manifest of the corpus's pages, `times` over under as many sources, and the files in it."""
    rows = [json.loads(line) for line in (corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    files = [str((corpus / row["file"]).resolve()) for row in rows]
    path = folder / f"pages-{times}.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for copy in range(times):
            for number, file in enumerate(files):
                row = {"file": file, "url": f"https://copy-{copy}.example/{number}", "source": f"copy {copy}"}
                out.write(json.dumps(row) + "\n")
    return path, files * times


def whole(ingest: Any, home: Path, inputs: list[str]) -> float:
    """Seconds of the flow over the inputs into a fresh data folder."""
    os.environ["BROADSHEET_HOME"] = str(home)
    os.environ["BROADSHEET_ALLOW_FOLDERS"] = '["/"]'  # the manifest stands elsewhere than the pages
    begun = time.perf_counter()
    asyncio.run(ingest(inputs))
    return time.perf_counter() - begun


def measured(ingest: Any, home: Path, inputs: list[str]) -> tuple[float, float]:
    """Seconds of the flow, and the largest memory while it ran."""
    memory = Memory(os.getpid())
    memory.start()
    seconds = whole(ingest, home, inputs)
    return seconds, memory.stop()


def pairs(ingest: Any, folder: Path, path: Path, files: list[str], count: int) -> None:
    """The whole job and the bare pool in turns."""
    begun = time.perf_counter()
    with multiprocessing.get_context("forkserver").Pool(WORKERS) as pool:
        pool.map(bare, files[: 2 * WORKERS], chunksize=1)
        print(f"start-up of the bare pool: {time.perf_counter() - begun:.1f} s")
        by_clock, by_processor = [], []
        for pair in range(1, count + 1):
            begun, used = time.perf_counter(), processor_time_of(os.getpid())
            whole(ingest, folder / f"home-{pair}", [str(path)])
            between, used_between = time.perf_counter(), processor_time_of(os.getpid())
            pool.map(bare, files, chunksize=5)
            ours, stock = between - begun, time.perf_counter() - between
            cpu_ours, cpu_stock = used_between - used, processor_time_of(os.getpid()) - used_between
            by_clock.append(stock / ours)
            by_processor.append(cpu_stock / cpu_ours)
            print(
                f"pair {pair}: whole job {len(files) / ours:.1f} articles/s and {1000 * cpu_ours / len(files):.1f} "
                "ms of"
                f" processor time an article, bare pool {len(files) / stock:.1f} and "
                f"{1000 * cpu_stock / len(files):.1f},"
                f" ratios {by_clock[-1]:.2f} and {by_processor[-1]:.2f}"
            )
    for name, ratios in (("clock", by_clock), ("processor time", by_processor)):
        print(
            f"ratio by {name}, median of {count}: {statistics.median(ratios):.2f}"
            f" ({min(ratios):.2f} to {max(ratios):.2f})"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path, default=PROJECT.parent / "shared" / "corpus")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--times", type=int, default=10, help="pages of the second memory figure; 0 leaves it out")
    given = parser.parse_args()
    os.environ["BROADSHEET_CLEAN_WORKERS"] = str(WORKERS)
    begun = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as name,
        serving(Path(name) / "prefect") as server,
        worker_processes(early=True),
    ):
        from flows.ingest import ingest  # noqa: PLC0415 - after the server has been started

        folder = Path(name)
        server.wait()
        (folder / "warm.html").write_text(WARM)
        whole(ingest, folder / "warm", [str(folder / "warm.html")])
        print(
            f"start-up of the whole job: {time.perf_counter() - begun:.1f} s, the making of Prefect's database included"
        )
        path, files = manifest(given.corpus, folder, 1)
        first, peak = measured(ingest, folder / "home", [str(path)])
        print(f"{len(files)} pages, {WORKERS} workers: {len(files) / first:.1f} articles/s, peak memory {peak:.0f} MB")
        again = whole(ingest, folder / "home", [str(path)])
        print(
            f"the same again, all unchanged: {len(files) / again:.0f} articles/s, {first / again:.0f} times the first"
            f" run's"
        )
        pairs(ingest, folder, path, files, given.pairs)
        if given.times:
            path, files = manifest(given.corpus, folder, given.times)
            seconds, peak = measured(ingest, folder / "home-many", [str(path)])
            print(f"{len(files)} pages: {len(files) / seconds:.1f} articles/s, peak memory {peak:.0f} MB")
            again = whole(ingest, folder / "home-many", [str(path)])
            print(f"the same again, all unchanged: {len(files) / again:.0f} articles/s, {seconds / again:.0f} times")


if __name__ == "__main__":
    main()
