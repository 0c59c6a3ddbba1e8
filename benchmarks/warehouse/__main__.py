"""How a warehouse grows: what each run costs while invented articles fill it.

python -m benchmarks.warehouse FOLDER SIZE [SIZE …]
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from benchmarks.warehouse.growing import grown


def main() -> None:
    home, sizes = Path(sys.argv[1]), [int(size) for size in sys.argv[2:]]
    for run in grown(home, sizes, home.with_suffix(".jsonl")):
        wall, cpu = (median(batch[at] for batch in run.batches) for at in (0, 1))
        print(f"{run.articles} articles: batches of {run.batch_size} in {wall:.2f} s ({cpu:.2f} s of CPU)", flush=True)


if __name__ == "__main__":
    main()
