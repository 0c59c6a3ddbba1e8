"""kill -9 of a run at random moments, then a run to the end: is any article lost, is any there twice?

    python -m benchmarks.kills [FOLDER] [--kills 10] [--pages 120] [--seed 1]

Each time into a fresh data folder; the next run resumes the killed one. What is in the database then is compared with
that of a run nobody disturbed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from flows.service.prefect_server import serving
from schemas.settings import PROJECT

_STEPS = ("candidates", "captures", "articles", "verdicts")
_CONTENT = "SELECT a.url, v.version, v.content_hash FROM articles AS a JOIN article_versions AS v USING (article_id) ORDER BY ALL"
_SUMS = """
SELECT count(*), count(*) FILTER (WHERE discovered = outcomes), count(*) FILTER (WHERE resumed)
FROM (SELECT r.run_id, r.discovered, r.resumed, count(o.run_id) AS outcomes
      FROM ops.runs AS r LEFT JOIN ops.outcomes AS o USING (run_id) GROUP BY ALL)
"""


def start(home: Path, manifest: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli.main", "ingest", str(manifest), "--columns", "file,url"],
        env=os.environ | {"BROADSHEET_HOME": str(home), "BROADSHEET_BATCH_SIZE": "40"},
        stderr=subprocess.DEVNULL,
    )


def ask(home: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "broadsheet.duckdb"), read_only=True) as database:
        return database.execute(sql).fetchall()


def first_pages(corpus: Path, folder: Path, count: int) -> Path:
    """A manifest of the corpus's first pages."""
    rows = [json.loads(line) for line in (corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines()[:count]]
    manifest = folder / "pages.jsonl"
    manifest.write_text(
        "".join(json.dumps({"file": str((corpus / row["file"]).resolve()), "url": row["url"]}) + "\n" for row in rows)
    )
    return manifest


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?", type=Path, default=PROJECT.parent / "shared" / "corpus")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dice = random.Random(given.seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as name, serving(Path(name) / "prefect") as server:
        server.wait()
        manifest = first_pages(given.corpus, Path(name), given.pages)
        begun = time.monotonic()
        start(Path(name) / "undisturbed", manifest).wait()
        seconds = time.monotonic() - begun
        expected = ask(Path(name) / "undisturbed", _CONTENT)
        print(f"undisturbed: {len(expected)} versions in {seconds:.0f} s")
        for number in range(1, given.kills + 1):
            home = Path(name) / f"killed-{number}"
            process = start(home, manifest)
            moment = dice.uniform(0.2, 0.95) * seconds
            try:
                process.wait(moment)
                how = "ended by itself"
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                how = ", ".join(f"{step} {len(list(home.glob(f'runs/*/*/{step}.parquet')))}" for step in _STEPS)
            start(home, manifest).wait()
            found = ask(home, _CONTENT)
            runs, whole, resumed = ask(home, _SUMS)[0]
            print(
                f"kill {number} after {moment:.1f} s ({how}): lost {len(set(expected) - set(found))},"
                f" twice or other {len(found) - len(set(expected) & set(found))};"
                f" outcomes add up in {whole} of {runs} runs, {resumed} resumed; folders left {len(list(home.glob('runs/*')))}"
            )


if __name__ == "__main__":
    main()
