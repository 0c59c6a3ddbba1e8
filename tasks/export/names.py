"""Names of files and folders of an export: safe on every file system, read back by DuckDB, Spark and pyarrow."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import quote

EXPORT = "_export.json"
SCHEMA = "_schema.json"
"""Readers of whole folders (pyarrow, Spark, Hive) skip files whose names begin with an underscore or a dot."""
FOLDER_KEY = "source_folder"
"""Not `source`: a name that is a column of the files and a key of the folders has two types, and readers fail."""
_LONGEST = 150
"""File systems take 255 bytes; the key `source_folder=` and the end of an id are added."""


def folder_names(sources: dict[str, str]) -> dict[str, str]:
    """Source id -> folder name. Special characters are written as %XX, as tools that read such folders expect.

    A name that is too long is cut. That one, and names that differ only in case, get the end of the source id, which makes
    them unique. The full name is in every row.
    """
    encoded = {source: quote(name, safe="").replace(".", "%2E", 1) if name.startswith(".") else quote(name, safe="")
               for source, name in sources.items()}  # fmt: skip
    folded = Counter(name.casefold() for name in encoded.values())
    return {
        source: name if len(name) <= _LONGEST and folded[name.casefold()] == 1 else f"{_cut(name)}-{source[-12:]}"
        for source, name in encoded.items()
    }


def _cut(name: str) -> str:
    """The first characters of the name, not cut in the middle of a %XX."""
    short = name[:_LONGEST]
    for end in (1, 2):
        if len(name) > _LONGEST and short[-end] == "%":
            return short[:-end]
    return short


def export_note(folder: Path) -> Path:
    """The file that says until when everything is exported; under its former name where only that is there."""
    present, former = folder / EXPORT, folder / "export.json"
    return former if former.exists() and not present.exists() else present


def rename_former_files(folder: Path) -> None:
    """Rename files and folders with former names, `export.json` last: after a kill, the next call does the rest. Raises OSError."""
    for of_source in {path.parents[1] for path in folder.glob("source=*/month=*/loaded-after-*")}:
        of_source.rename(folder / of_source.name.replace("source", FOLDER_KEY, 1))
    former = export_note(folder)
    if former.exists() and former.name != EXPORT:
        if (folder / "schema.json").exists():
            (folder / "schema.json").rename(folder / SCHEMA)
        former.rename(folder / EXPORT)
