"""Folders of exports that were begun when files and folders had names that pyarrow stumbles over."""

from __future__ import annotations

from pathlib import Path

EXPORT = "_export.json"
SCHEMA = "_schema.json"
"""Readers of whole folders (pyarrow, Spark, Hive) skip what begins with an underscore or a dot."""
FOLDER_KEY = "source_folder"
"""Not `source`: a column of the files that is a key of the folders too has two types, and readers give up."""


def export_note(folder: Path) -> Path:
    """What says until when the folder has everything; under its former name where it has not got the present one."""
    present, former = folder / EXPORT, folder / "export.json"
    return former if former.exists() and not present.exists() else present


def give_present_names(folder: Path) -> None:
    """Rename what has a former name. Killed in between, it is gone on with: what says that there is something to rename goes last."""
    for of_source in {path.parents[1] for path in folder.glob("source=*/month=*/loaded-after-*")}:
        of_source.rename(folder / of_source.name.replace("source", FOLDER_KEY, 1))
    former = export_note(folder)
    if former.exists() and former.name != EXPORT:
        if (folder / "schema.json").exists():
            (folder / "schema.json").rename(folder / SCHEMA)
        former.rename(folder / EXPORT)
