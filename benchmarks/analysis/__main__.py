"""The parts: seeds, quotes, languages, names, stories, copies, shared, agreement, cost, hostile, million, stems."""

from __future__ import annotations

import importlib
import sys

PARTS = (
    "seeds",
    "quotes",
    "stories",
    "copies",
    "shared",
    "agreement",
    "languages",
    "names",
    "cost",
    "hostile",
    "million",
    "stems",
)


def main() -> None:
    part = sys.argv[1] if len(sys.argv) > 1 else ""
    if part not in PARTS:
        sys.exit(f"python -m benchmarks.analysis PART, one of: {', '.join(PARTS)}")
    importlib.import_module(f"benchmarks.analysis.{part}").main(sys.argv[2:])


if __name__ == "__main__":
    main()
