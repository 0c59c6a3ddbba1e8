"""The narrow frame that is judged: a row a cleaned article, a column a feature, computed by DuckDB."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from tasks.store.engine import attached, cursor
from tasks.store.sql import sql_text

_AT_ONCE = 500
"""Articles of which features are computed at once."""


def features(batch_folder: Path, snapshot: Path | None = None) -> pd.DataFrame:
    """The features of schemas/features.py for every cleaned article of a batch, ordered by position.

    `snapshot` knows what each source's articles usually look like; without one, what depends on that is null.
    """
    inputs = {name: str(batch_folder / f"{name}.parquet") for name in ("articles", "captures", "candidates")}
    if snapshot is None or not snapshot.exists():
        database = cursor()
        database.execute(_sql("no_profiles"))
        return _frame(database, inputs)
    with attached(snapshot, "READ_ONLY") as (database, _):
        database.execute(_sql("profiles"), {"candidates": inputs["candidates"]})
        return _frame(database, inputs)


def _frame(database: duckdb.DuckDBPyConnection, inputs: dict[str, str]) -> pd.DataFrame:
    database.execute(_sql("cleaned"), inputs)
    database.execute(_sql("boilerplate"))
    (articles,) = database.execute("SELECT count(*) FROM cleaned").fetchall()[0]
    parts = [
        database.execute(_sql("features"), {"first": first, "last": first + _AT_ONCE - 1}).df()
        for first in range(1, max(articles, 1) + 1, _AT_ONCE)
    ]
    database.execute("DROP TABLE cleaned")
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _sql(name: str) -> str:
    return sql_text("tasks.validate", name)
