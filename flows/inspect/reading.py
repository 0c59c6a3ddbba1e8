"""The published snapshot, read by commands, artifacts, figures and the notebook. Nothing heavy is imported before it is
opened.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from schemas.errors import UsageError

if TYPE_CHECKING:
    import duckdb

    from schemas.settings import Settings

# ruff: noqa: PLC0415 - command files import this module at their top, and `--help` must be quick


def opened_snapshot(settings: Settings) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    """The snapshot, read-only and locked down. Raises UsageError where there is none, or where it cannot be read."""
    from tasks.store.snapshots import open_to_read

    return open_to_read(settings)


def fetch_rows(database: duckdb.DuckDBPyConnection, sql: str, values: object = None) -> list[dict[str, Any]]:
    """The rows of an answer, by column name. `values` are those of the parameters, in order or by name."""
    from tasks.store.engine import without_pandas

    with without_pandas():
        cursor = database.execute(sql, values)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def question(name: str) -> str:
    """The SQL of flows/inspect/questions/<name>.sql."""
    from tasks.store.sql import sql_text

    return sql_text("flows.inspect", f"questions/{name}")


def require_source(name: str, settings: Settings) -> str:
    """The present name of the source that narrows a question: a former name means it too. An empty one narrows nothing.

    Raises UsageError for a name that neither the snapshot nor the sources file has. Otherwise the answer would be
    empty.
    """
    if not name:
        return name
    from schemas.sources import sources_if_any

    with opened_snapshot(settings) as database:
        rows = fetch_rows(database, "FROM sources ORDER BY name")
    known = [row["name"] for row in rows]
    if name in known or name in sources_if_any(settings.sources_file):
        return name
    if now := next((row["name"] for row in rows if name in (row.get("former_names") or ())), None):
        return str(now)
    meant = near(name, known)
    raise UsageError(
        f"there is no source {name}",
        f"Did you mean {' or '.join(meant)}?" if meant else "`broadsheet sources` lists those that are known.",
    )


def require_check(name: str, known: Iterable[str], of: str = "check") -> None:
    """Raises UsageError, with those that may be meant, for a name that is none of `known`; an empty one names none."""
    ids = set(known)
    if not name or name in ids:
        return
    meant = near(name, sorted(ids))
    raise UsageError(
        f"there is no {of} {name}",
        f"Did you mean {' or '.join(meant)}?" if meant else "`broadsheet checks` lists them.",
    )


def near(name: str, known: Iterable[str]) -> list[str]:
    """At most three names that may be meant: those that contain it (a folder's source is called by its path), or
    similar ones.
    """
    names = list(known)
    parts = [one for one in names if name.lower() in one.lower()]
    return (parts or difflib.get_close_matches(name, names, n=3))[:3]
