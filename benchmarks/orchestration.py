"""What orchestration costs: the whole job as a flow, and the same plain functions called without Prefect, in turns.

    python -m benchmarks.orchestration [CORPUS] [--articles 2000] [--pairs 3]

Invented pages, which take a tenth of the time of real ones, or those of a folder with a truth.jsonl, as often as it
takes, into a fresh data folder each time. "loop" calls the steps of one batch after the other, "overlapped" calls them
from threads with as many batches under way as the flow has: the fairer of the two, as it does the same at the same
time. Start-up is apart: server, cleaner, judge and imports are up before the clock starts, and what a run of one
article takes is taken off. Two figures: seconds on the wall, which need a machine that does nothing else, and seconds
of the processor of all processes that take part, the Prefect server among them, which need less so.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.living_web.articles import Article
from benchmarks.memory import below
from benchmarks.whole_job import manifest
from flows.service.prefect_server import serving
from schemas.settings import load_settings
from tasks.chain.processes import WorkerProcesses, worker_processes
from tasks.chain.steps import CLEAN, FETCH, LOAD, VALIDATE, Chain, chain_of, run_steps
from tasks.discover import discover
from tasks.load import begin_run, end_run
from tasks.publish import publish
from tasks.report import report
from tasks.runs.folder import RunRequest, new_run
from tasks.runs.handover import batch_folders


def now() -> datetime:
    return datetime.now(UTC)


def loop(batches: list[Path], chain: Chain) -> None:
    for batch in batches:
        run_steps(chain, batch)


def overlapped(batches: list[Path], chain: Chain) -> None:
    """A batch is begun once the one three before it is loaded; loading is one after the other."""

    def through(batch: Path, before: Future[None] | None) -> None:
        run_steps(chain, batch, (FETCH, CLEAN, VALIDATE))
        if before:
            before.result()
        LOAD.run(chain, batch)

    with ThreadPoolExecutor(chain.settings.batches_under_way) as pool:
        sent: list[Future[None]] = []
        for batch in batches:
            sent.append(pool.submit(through, batch, sent[-1] if sent else None))
        for future in sent:
            future.result()


def plain(how: Callable[[list[Path], Chain], None], pages: Path, processes: WorkerProcesses) -> None:
    settings = load_settings()
    with new_run(RunRequest(inputs=[str(pages)]), settings, now()) as run:
        found = discover(run.folder, run.request.inputs, None, settings)
        begin_run(run.run_id, run.request.inputs, found.candidates, [], False, run.started_at, settings)
        how(batch_folders(run.folder), chain_of(run.run_id, processes, settings))
        end_run(run.run_id, settings, now())
        publish(settings)
        run.finish()
    report(settings, now())


def cpu_of(pid: int) -> float:
    """Seconds of the processor of a process and all that it started, those that have ended included."""
    total = 0
    for each in below(pid):
        try:
            words = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended a moment ago: it counts with its parent now
        total += sum(map(int, words[11:15]))
    return total / os.sysconf("SC_CLK_TCK")


def measured(job: Callable[[], object], home: Path) -> tuple[float, float]:
    """Seconds on the wall, and of the processor: of this process and all below it."""
    os.environ["BROADSHEET_HOME"] = str(home)
    cpu, begun = cpu_of(os.getpid()), time.perf_counter()
    job()
    return time.perf_counter() - begun, cpu_of(os.getpid()) - cpu


def invented(folder: Path, articles: int) -> Path:
    pages = folder / "pages"
    pages.mkdir()
    for number in range(articles):
        (pages / f"{number:05}.html").write_bytes(Article("desk", number).page())
    return pages


def real(corpus: Path, folder: Path, articles: int) -> Path:
    """A manifest of so many; each time round the pages are of other addresses and sources."""
    path, files = manifest(corpus, folder, 1)
    if articles > len(files):
        path, _ = manifest(corpus, folder, -(-articles // len(files)))
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:articles]), encoding="utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--pairs", type=int, default=3)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        serving(Path(name) / "prefect") as server,
        worker_processes(early=True) as processes,
    ):
        from flows.ingest import ingest  # noqa: PLC0415 - after the server has been started

        server.wait()
        pages = real(given.corpus, Path(name), given.articles) if given.corpus else invented(Path(name), given.articles)
        few = Path(name) / "few"
        few.mkdir()
        (few / "a.html").write_bytes(Article("few", 1).page())
        jobs: dict[str, Callable[[Path], Any]] = {
            "flow": lambda folder: asyncio.run(ingest([str(folder)])),
            "overlapped": lambda folder: plain(overlapped, folder, processes),
            "loop": lambda folder: plain(loop, folder, processes),
        }
        taken: dict[str, list[tuple[float, float]]] = {kind: [] for kind in jobs}
        for number in range(given.pairs + 1):
            for kind in jobs if number % 2 else reversed(jobs):
                one = measured(partial(jobs[kind], few), Path(name) / f"{kind}-few-{number}")
                if not number:
                    continue  # warm now
                all_of_them = measured(partial(jobs[kind], pages), Path(name) / f"{kind}-{number}")
                wall, cpu = (whole - start for whole, start in zip(all_of_them, one, strict=True))
                taken[kind].append((wall, cpu))
                print(
                    f"round {number}, {kind}: {wall:.1f} s, processor {cpu:.1f} s (and for a start {one[0]:.1f} s,"
                    f" {one[1]:.1f} s)",
                    flush=True,
                )
        for kind in ("overlapped", "loop"):
            for what, words in enumerate(("time", "processor")):
                ratios = [ours[what] / theirs[what] for ours, theirs in zip(taken["flow"], taken[kind], strict=True)]
                print(
                    f"flow against {kind}, {given.articles:,} articles, {words}: {statistics.median(ratios):.3f}"
                    f" ({min(ratios):.3f} to {max(ratios):.3f})"
                )


if __name__ == "__main__":
    main()
