"""The contract for SQL (docs/contract.md): views and columns that people's questions name stay."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

CONTRACT: dict[str, list[str]] = json.loads(Path(__file__).with_name("contract.json").read_text(encoding="utf-8"))


def columns_of(database: Path) -> dict[str, set[str]]:
    """View of the schema main -> its columns."""
    with duckdb.connect(str(database), read_only=True) as warehouse:
        rows = warehouse.execute(
            """
            SELECT v.view_name, list(c.column_name)
            FROM duckdb_views() AS v
            JOIN duckdb_columns() AS c ON c.schema_name = v.schema_name AND c.table_name = v.view_name
            WHERE NOT v.internal AND v.schema_name = 'main'
            GROUP BY v.view_name
            """
        ).fetchall()
    return {view: set(columns) for view, columns in rows}


def test_no_view_and_no_column_of_the_contract_is_gone(empty_warehouse: Path):
    present = columns_of(empty_warehouse)
    gone = [
        f"{view}.{column}"
        for view, columns in CONTRACT.items()
        for column in columns
        if column not in present.get(view, set())
    ]
    assert gone == [], "keep each for one more release as an alias, and write it into CHANGELOG.md (docs/contract.md)"
