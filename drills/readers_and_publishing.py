"""Readers that open the snapshot and ask without pause, while runs are loaded and published: errors, and the longest
open.

    python -m drills.readers_and_publishing [--readers 20] [--runs 50] [--candidates 200]

Each reader is a process. Every look is a connection of its own: it counts articles, versions and documents, which must
agree and never become fewer, and asks search and latest_articles. Ends with 1 where any look failed.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.warehouse.batches import Agency
from benchmarks.warehouse.loading import MODULE
from benchmarks.warehouse.texts import invented
from schemas.settings import Settings
from tasks.workers.step_process import StepProcess

_COUNTS = """
SELECT
    (SELECT count(*) FROM articles),
    (SELECT count(*) FROM search.documents),
    (SELECT count(*) FROM article_versions),
    (SELECT count(*) FROM ops.outcomes WHERE status = 'loaded')
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--candidates", type=int, default=200, help="in a run")
    given = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name, StepProcess(MODULE) as loader:
        settings, agency = Settings(home=Path(name) / "data"), Agency()
        publish(agency, loader, settings, given.candidates)
        over, told = context.Event(), context.Queue()
        word = invented()[300]
        readers = [
            context.Process(target=read, args=(str(settings.snapshot), word, over, told)) for _ in range(given.readers)
        ]
        for reader in readers:
            reader.start()
        begun = [told.get() for _ in readers]  # all have looked once
        published = [publish(agency, loader, settings, given.candidates) for _ in range(given.runs)]
        over.set()
        results = [told.get() for _ in readers]
        for reader in readers:
            reader.join()
    errors = [error for result in results for error in result["errors"]]
    opens = sorted(seconds for result in [*begun, *results] for seconds in result["opens"])
    looks = sum(result["looks"] for result in results)
    seen = max(result["articles"] for result in results)
    print(
        f"{given.readers} readers, {given.runs} runs published: {looks} looks, {len(errors)} errors;"
        f" opening took {1000 * opens[len(opens) // 2]:.0f} ms (median), {1000 * opens[-1]:.0f} ms at the longest;"
        f" publishing {max(published):.2f} s at the longest; {seen} of {agency.articles} articles were seen"
    )
    print("\n".join(sorted(set(errors))[:10]))
    sys.exit(bool(errors))


def publish(agency: Agency, loader: StepProcess, settings: Settings, candidates: int) -> float:
    """One run, loaded and published; seconds of publishing."""
    run = agency.run(settings.runs, candidates, candidates)
    told = loader.call(
        run_id=run.run_id,
        candidates=run.candidates,
        settings=settings.model_dump(mode="json"),
        at=run.at.isoformat(),
    )
    return float(told["publish"][0])


def read(snapshot: str, word: str, over: Any, told: Any) -> None:
    """Look until it is over. Tells twice: after the first look, and at the end."""
    result: dict[str, Any] = {"errors": [], "opens": [], "looks": 0, "articles": 0}
    while not over.is_set():
        try:
            begun = time.perf_counter()
            with closing(duckdb.connect(snapshot, read_only=True)) as database:
                result["opens"].append(time.perf_counter() - begun)
                database.execute("SET enable_progress_bar = false")
                result["articles"] = look(database, word, result["articles"])
        except (duckdb.Error, AssertionError) as error:
            result["errors"].append(f"{type(error).__name__}: {str(error).splitlines()[0]}")
        result["looks"] += 1
        if result["looks"] == 1:
            told.put(dict(result, opens=list(result["opens"]), errors=[]))
    told.put(result)


def look(database: duckdb.DuckDBPyConnection, word: str, before: int) -> int:
    counts = database.execute(_COUNTS).fetchone()
    assert counts is not None
    articles, documents, versions, loaded = map(int, counts)
    assert articles == documents, f"{articles} articles, {documents} can be found"
    assert versions == loaded, f"{versions} versions, {loaded} loaded"
    assert articles >= before, f"{articles} articles, and {before} before"
    database.execute("SELECT title FROM search($word)", {"word": word}).fetchall()
    database.execute("SELECT title, authors FROM latest_articles ORDER BY published_at DESC LIMIT 5").fetchall()
    return articles


if __name__ == "__main__":
    main()
