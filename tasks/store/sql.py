"""SQL that stands in files beside the module that runs it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sql_text(package: str, name: str) -> str:
    """The text of `name`.sql in a package: `sql_text("tasks.load", "stage")`; `name` may lead through folders below it."""
    return files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
