"""What checking costs: its share of the CPU of the whole job, and its memory.

    python -m benchmarks.checks [FOLDER] [--articles 1000 10000] [--rows 100000]

FOLDER has a truth.jsonl whose rows name a (gzipped) page in `file` (default: ../shared/corpus). Its pages go through
discovery, archive, cleaning, checks and loading as often as it takes, in batches of 500; each step's CPU is counted
where it runs, the start of its process included. Then cleaned articles are repeated to so many rows, in batches of
10,000, and judged: CPU and peak memory of the judge alone. Last, which checks fire on how many of the pages.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.memory import Memory, below
from benchmarks.whole_job import manifest
from schemas.records import CheckResult
from schemas.settings import PROJECT, Settings
from tasks import validate
from tasks.chain.processes import worker_processes
from tasks.chain.steps import STEPS, chain_of
from tasks.discover import discover
from tasks.load import begin_run, end_run
from tasks.publish import publish
from tasks.runs.handover import batch_folders, read_rows
from tasks.store.engine import cursor
from tasks.workers.step_process import StepProcess

_ROWS_A_BATCH = 10_000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path, default=PROJECT.parent / "shared" / "corpus")
    parser.add_argument("--articles", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    for articles in given.articles:
        with tempfile.TemporaryDirectory() as name:
            run = whole(given.corpus, Path(name), articles)
            if articles == given.articles[0]:
                fired(run)
                large(run, given.rows)


def whole(corpus: Path, folder: Path, articles: int) -> Path:
    """Take so many pages through every step, and print the CPU of each. Gives the run's folder."""
    settings = Settings(home=folder / "data")
    times = -(-articles // len(manifest(corpus, folder, 1)[1]))
    path, files = manifest(corpus, folder, times)
    path.write_text("\n".join(path.read_text(encoding="utf-8").splitlines()[:articles]), encoding="utf-8")
    run = settings.runs / "run-1"
    run.mkdir(parents=True)
    now = datetime.now(UTC)
    spent = Counter[str]()
    with counted(spent, "discover"):
        found = discover(run, [str(path)], None, settings, now)
    begin_run("run-1", [str(path)], found.candidates, [], False, now, settings)
    with worker_processes() as processes:
        chain = chain_of("run-1", processes, settings)
        for step in STEPS:
            with counted(spent, step.name):
                for batch in batch_folders(run):
                    step.run(chain, batch)
    with counted(spent, "load"):
        ended = end_run("run-1", settings, now)
        publish(settings)
    total = spent.total()
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in spent.items())
    print(
        f"{min(articles, len(files))} articles: {steps}; validate is {spent['validate'] / total:.1%} of {total:.1f} s"
        f" of CPU"
    )
    print(f"  outcomes: {ended.outcomes}")
    return run


def fired(run: Path) -> None:
    """Which checks fire on how many articles."""
    unexpected: Counter[str] = Counter()
    for batch in batch_folders(run):
        for result in read_rows(batch / "results.parquet", CheckResult):
            unexpected[f"{result.check_id} ({result.action})"] += result.unexpected
    print("  checks that fire: " + ", ".join(f"{name} {count}" for name, count in unexpected.most_common() if count))


def large(run: Path, rows: int) -> None:
    """Judge so many rows, and print the judge's CPU and peak memory."""
    settings = Settings(home=run.parent.parent, batch_size=_ROWS_A_BATCH)
    spent = Counter[str]()
    begun = time.perf_counter()
    memory = Memory(os.getpid())
    memory.start()
    with StepProcess(validate.MODULE) as process, counted(spent, "validate"):
        for number in range(-(-rows // _ROWS_A_BATCH)):
            batch = run.parent / "large" / f"{number + 1:05d}"
            _repeated(run, batch, min(_ROWS_A_BATCH, rows - number * _ROWS_A_BATCH))
            process.call(batch_folder=str(batch), settings=settings.model_dump(mode="json"))
        peak = memory.stop()
    print(
        f"{rows} rows in batches of {_ROWS_A_BATCH}: judge {spent['validate']:.1f} s of CPU,"
        f" {1e6 * spent['validate'] / rows:.0f} µs a row, {time.perf_counter() - begun:.0f} s in all;"
        f" peak memory of the judge and this script {peak:.0f} MB"
    )


def _repeated(run: Path, batch: Path, rows: int) -> None:
    """The first batch's cleaned articles, over and over, each with a text and an address of its own."""
    batch.mkdir(parents=True)
    first = batch_folders(run)[0]
    database = cursor()
    database.execute(
        "CREATE TEMP TABLE copies AS SELECT row_number() OVER () - 1 AS number, position"
        " FROM read_parquet(?), range(?) AS t (copy) WHERE reason IS NULL LIMIT ?",
        [str(first / "articles.parquet"), rows, rows],
    )
    changes = {
        "articles": "number::INTEGER AS position, md5(text_hash || number)::UUID::VARCHAR AS text_hash",
        "captures": "number::INTEGER AS position",
        "candidates": "number::INTEGER AS position, md5(address_id || number)::UUID::VARCHAR AS address_id",
    }
    for name, change in changes.items():
        database.execute(
            f"COPY (SELECT r.* REPLACE ({change}) FROM copies AS c JOIN '{first / name}.parquet' AS r ON r.position ="
            f" c.position ORDER BY number) TO '{batch / name}.parquet' (FORMAT parquet)"
        )


@contextmanager
def counted(spent: Counter[str], step: str) -> Iterator[None]:
    """Add the CPU seconds that this process, and all below it that still live or were waited for, spend in the
    block.
    """
    before = _cpu()
    yield
    spent[step] += _cpu() - before  # type: ignore[assignment]


def _cpu() -> float:
    ticks = 0
    for process in below(os.getpid()):
        try:
            facts = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # ended at this moment
        ticks += sum(map(int, facts[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
