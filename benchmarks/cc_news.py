"""A month of WARC files like those of CC-NEWS, taken in forwards and backwards in time.

    python -m benchmarks.cc_news --records 2000

Every third address is captured twice, with a corrected text. Heads say gzip although bodies are decoded, as in CC-NEWS
before May 2019. Printed are records, outcomes, articles a second and peak memory; the run fails where the two orders
do not give the same current versions.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_DAYS = 30
_WORDS = [
    "council",
    "harbour",
    "bridge",
    "vote",
    "repair",
    "ferry",
    "budget",
    "school",
    "storm",
    "market",
    "museum",
    "report",
    "plan",
    "night",
    "river",
]
_CURRENT = """
SELECT a.url, v.title, v.content_hash FROM articles AS a
JOIN article_versions AS v ON v.article_id = a.article_id AND v.version = a.current_version ORDER BY a.url
"""


def _page(number: int, edition: int) -> bytes:
    seed = random.Random(number)  # noqa: S311 - the same pages each time

    def sentence() -> str:
        return f"The {' '.join(seed.choices(_WORDS, k=14))} was discussed on Tuesday."

    text = "".join(f"<p>{' '.join(sentence() for _ in range(3))}</p>" for _ in range(6))
    title = f"Town {' '.join(seed.choices(_WORDS, k=4))} number {number}"
    more = "<p>This article was corrected: the vote was held in the evening.</p>" if edition else ""
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{text}{more}</article></body></html>"
    ).encode()


def _write_month(folder: Path, records: int) -> list[Path]:
    """A file a day, in the order of time."""
    addresses = records * 3 // 4
    begun = datetime(2019, 4, 1, tzinfo=UTC)
    captures = [(number * _DAYS // (2 * addresses), number, 0) for number in range(addresses)]
    captures += [(_DAYS // 2 + number * _DAYS // (2 * addresses), number, 1) for number in range(0, addresses, 3)]
    paths = []
    for day in range(_DAYS):
        at = begun + timedelta(days=day)
        path = folder / f"CC-NEWS-{at:%Y%m%d}.warc.gz"
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for _, number, edition in (capture for capture in captures if capture[0] == day):
                head = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]
                record = writer.create_warc_record(
                    f"https://news{number % 40}.example/2019/04/{number}",
                    "response",
                    payload=io.BytesIO(_page(number, edition)),
                    http_headers=StatusAndHeaders("200 OK", head, protocol="HTTP/1.1"),
                    warc_headers_dict={"WARC-Date": f"{at:%Y-%m-%dT12:00:00Z}"},
                )
                writer.write_record(record)
        paths.append(path)
    return paths


def _take_in(home: Path, paths: list[Path], calls: int) -> tuple[list[tuple[str, ...]], str]:
    """The current versions after taking the files in, in `calls` runs one after the other; and what is told of it."""
    environment = os.environ | {"BROADSHEET_HOME": str(home), "BROADSHEET_SOURCES_FILE": str(home / "none.yaml")}
    size = -(-len(paths) // calls)
    begun = time.monotonic()
    for start in range(0, len(paths), size):
        words = [str(path) for path in paths[start : start + size]]
        command = [sys.executable, "-c", "from flows.cli.main import main; main()", "ingest", *words]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if ended.returncode not in {0, 3, 5}:
            raise SystemExit(ended.stderr)
    seconds = time.monotonic() - begun
    with duckdb.connect(str(home / "broadsheet.duckdb"), read_only=True) as database:
        current = database.execute(_CURRENT).fetchall()
        ends = database.execute("SELECT reason, count(*) FROM ops.outcomes GROUP BY ALL ORDER BY 2 DESC").fetchall()
    told = ", ".join(f"{reason} {count}" for reason, count in ends)
    return current, f"{told}; {len(current)} articles, {len(current) / seconds:.1f} a second"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--records", type=int, default=20_000)
    options.add_argument("--runs", type=int, default=2, help="how many runs share the month")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = _write_month(Path(folder), given.records)
        forwards, told = _take_in(Path(folder, "forwards"), paths, given.runs)
        print(f"forwards: {given.records} records; {told}")
        backwards, told = _take_in(Path(folder, "backwards"), paths[::-1], given.runs)
        print(f"backwards: {given.records} records; {told}")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"peak memory of a process: {peak:.0f} MB")
        if forwards != backwards:
            raise SystemExit("the current versions differ between the two orders")


if __name__ == "__main__":
    main()
