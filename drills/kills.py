"""kill -9 of a run at random moments, then a run to the end: is any article lost, is any there twice?

    python -m drills.kills [FOLDER] [--kills 10] [--pages 120] [--seed 1]

Each kill has a fresh data folder; the next run resumes the killed one. The articles in its database are compared with
those of a run that was not killed. The pages are invented articles, or the first of FOLDER (with a truth.jsonl whose
rows name a page in `file` and its `url`). Exits with 1 where an article is lost or there twice, outcomes do not add up,
or a run's folder is left.
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

from benchmarks.living_web.articles import Article
from flows.service.prefect_server import serving

_STEPS = ("candidates", "captures", "articles", "verdicts")
_CONTENT = (
    "SELECT a.url, v.version, v.content_hash FROM articles AS a JOIN article_versions AS v USING"
    " (article_id) ORDER BY ALL"
)
_SUMS = """
SELECT count(*), count(*) FILTER (WHERE discovered = outcomes), count(*) FILTER (WHERE resumed)
FROM (SELECT r.run_id, r.discovered, r.resumed, count(o.run_id) AS outcomes
      FROM ops.runs AS r LEFT JOIN ops.outcomes AS o USING (run_id) GROUP BY ALL)
"""


def start(home: Path, manifest: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows.cli.main", "ingest", str(manifest), "--columns", "file,url"],
        env=os.environ
        | {"BROADSHEET_HOME": str(home), "BROADSHEET_BATCH_SIZE": "40", "BROADSHEET_ALLOW_FOLDERS": '["/"]'},
        stderr=subprocess.DEVNULL,
    )


def ask(home: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(home / "broadsheet.duckdb"), read_only=True) as database:
        return database.execute(sql).fetchall()


def invented_pages(folder: Path, count: int) -> Path:
    """A manifest of `count` invented articles, which are written beside it."""
    manifest, host, rows = folder / "pages.jsonl", "courier.example", []
    for number in range(count):
        article, file = Article(host, number), folder / f"{number}.html"
        file.write_bytes(article.page())
        rows.append({"file": str(file), "url": f"https://{host}{article.path}"})
    manifest.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return manifest


def first_pages(corpus: Path, folder: Path, count: int) -> Path:
    """A manifest of the corpus's first pages."""
    rows = [json.loads(line) for line in (corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines()[:count]]
    manifest = folder / "pages.jsonl"
    manifest.write_text(
        "".join(json.dumps({"file": str((corpus / row["file"]).resolve()), "url": row["url"]}) + "\n" for row in rows)
    )
    return manifest


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--pages", type=int, default=120)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    faults = 0
    dice = random.Random(given.seed)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as name, serving(Path(name) / "prefect") as server:
        server.wait()
        pages = Path(name)
        manifest = first_pages(given.folder, pages, given.pages) if given.folder else invented_pages(pages, given.pages)
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
            lost, other = len(set(expected) - set(found)), len(found) - len(set(expected) & set(found))
            left = len(list(home.glob("runs/*")))
            faults += bool(lost or other or whole != runs or left)
            print(
                f"kill {number} after {moment:.1f} s ({how}): lost {lost},"
                f" twice or other {other};"
                f" outcomes add up in {whole} of {runs} runs, {resumed} resumed; folders left {left}"
            )
    return 1 if faults or not expected else 0


if __name__ == "__main__":
    sys.exit(main())
