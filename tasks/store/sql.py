"""SQL that stands in files beside the module that runs it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from schemas.fields import FIELD_LISTS


@cache
def sql_text(package: str, name: str) -> str:
    """The text of `name`.sql in a package: `sql_text("tasks.load", "stage")`; `name` may lead through folders below
    it.
    """
    return with_field_lists(files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8"))


@cache
def sql_questions(package: str, name: str) -> dict[str, str]:
    """The statements of `name`.sql by their names: each begins with a line `-- name: What does it answer?`."""
    parts = re.split(r"^-- (\w+): ", sql_text(package, name), flags=re.MULTILINE)[1:]
    return {key: f"-- {words}" for key, words in zip(parts[::2], parts[1::2], strict=True)}


def with_field_lists(sql: str) -> str:
    """Puts lists of an article's fields (schemas/fields.py) where the text names one: `{{shown_columns}}`.

    Raises KeyError for a list that is not there.
    """
    return re.sub(r"\{\{(\w+)\}\}", lambda found: FIELD_LISTS[found[1]](), sql)
