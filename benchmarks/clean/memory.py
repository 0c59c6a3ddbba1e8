"""Memory of one process that cleans and is never replaced.

    python -m benchmarks.clean.memory [FOLDER] [--articles 5000] [--reader ours]

reads the pages of FOLDER again and again and prints what the process holds (resident set) on the way. In a run, a
worker is replaced after a thousand articles (tasks.clean.sandbox.pool); this shows what there is to lose without.
"""

from __future__ import annotations

import argparse
import sys
from itertools import cycle, islice
from pathlib import Path

from benchmarks.clean import corpus
from benchmarks.clean.process import Reader

EVERY = 500


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clean.memory", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=corpus.DEFAULT)
    parser.add_argument("--articles", type=int, default=5000, metavar="N")
    parser.add_argument("--reader", default="ours", metavar="NAME")
    asked = parser.parse_args()
    print(f"{'articles':>8}  {'MB':>6}")
    with Reader(asked.reader, sys.executable) as reader:
        for number, page in enumerate(islice(cycle(corpus.articles(asked.folder)), asked.articles), start=1):
            reading = reader.read(page.file, page.url)
            if number % EVERY == 0 or number == asked.articles:
                print(f"{number:>8,}  {reading['rss']:>6.0f}", flush=True)


if __name__ == "__main__":
    main()
