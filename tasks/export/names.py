"""Names of sources as names of folders: safe on every file system, read back by DuckDB, Spark and pyarrow."""

from __future__ import annotations

from collections import Counter
from urllib.parse import quote

_LONGEST = 150
"""File systems take 255 bytes; `source_folder=` and the end of an id come in addition."""


def folder_names(sources: dict[str, str]) -> dict[str, str]:
    """Source id -> folder name. Odd characters stand as %XX, as tools that read such folders expect them.

    A name that is too long is cut, and one that differs from another only in case is not safe everywhere: the end of the id
    tells them apart. The true name is in every row.
    """
    encoded = {source: quote(name, safe="").replace(".", "%2E", 1) if name.startswith(".") else quote(name, safe="")
               for source, name in sources.items()}  # fmt: skip
    folded = Counter(name.casefold() for name in encoded.values())
    return {
        source: name if len(name) <= _LONGEST and folded[name.casefold()] == 1 else f"{_cut(name)}-{source[-12:]}"
        for source, name in encoded.items()
    }


def _cut(name: str) -> str:
    """Not in the middle of a %XX."""
    short = name[:_LONGEST]
    for end in (1, 2):
        if len(name) > _LONGEST and short[-end] == "%":
            return short[:-end]
    return short
