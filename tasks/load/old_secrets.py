"""Secrets in addresses that an earlier release, or one that knew fewer names of them, has kept in the warehouse.

Tables are known by their columns, so this works for any form of the warehouse. An article keeps its id: the shown form
of its address is noted as a further key, so the source that offers it again is led to the same article.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import duckdb

from schemas.identity import address_id
from schemas.private_parts import MAY_HOLD_ONE, SECRETS_DIGEST, bare_address, shown_address, without_secrets
from tasks.web.addresses import BadAddress, address_key, parse_address

MARK = "secrets "
"""Prefix of the digest over what counts as secret. It is recorded like a step; if it differs, all is looked at
again.
"""
CURRENT_MARK = MARK + SECRETS_DIGEST

_ADDRESSES = frozenset(
    ["url", "final_url", "answered_url", "captured_url", "canonical_url", "image_url", "location", "homepage"]
)
_WORDS = frozenset(["detail", "inputs", "warnings", "message"])


def hide_old_secrets(database: duckdb.DuckDBPyConnection) -> None:
    """Write every secret of an address in the database in use as `shown_address` does, in the caller's transaction."""
    for table, column, kind in database.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns()"
        " SEMI JOIN duckdb_tables() USING (database_name, schema_name, table_name)"
        " WHERE database_name = current_database() AND data_type IN ('VARCHAR', 'VARCHAR[]', 'JSON') ORDER BY ALL"
    ).fetchall():
        if kind == "JSON":
            _hide(database, table, column, kind, _hidden_in_json)
        elif column in _ADDRESSES:
            _hide(database, table, column, kind, _as_kept)
        elif column in _WORDS:
            _hide(database, table, column, kind, without_secrets)


def _as_kept(address: str) -> str:
    return shown_address(bare_address(address))


def _hide(
    database: duckdb.DuckDBPyConnection, table: str, column: str, kind: str, hidden: Callable[[str], str]
) -> None:
    found = database.execute(
        f"SELECT DISTINCT {column} FROM {table} WHERE regexp_matches({column}::VARCHAR, ?, 'i')", [MAY_HOLD_ONE]
    ).fetchall()
    changed = [
        (old, new)
        for (old,) in found
        if (new := [hidden(one) if one else one for one in old] if isinstance(old, list) else hidden(old)) != old
    ]
    if not changed:
        return
    before, after = map(list, zip(*changed, strict=True))
    database.execute(
        "CREATE OR REPLACE TEMP TABLE hidden_values AS"
        f" SELECT unnest($old::{kind}[]) AS old, unnest($new::{kind}[]) AS new",
        {"old": before, "new": after},
    )
    if (table, column) == ("main.articles", "url"):
        _lead_to_articles(database)
    database.execute(f"UPDATE {table} SET {column} = h.new FROM hidden_values AS h WHERE {table}.{column} = h.old")
    database.execute("DROP TABLE hidden_values")


def _lead_to_articles(database: duckdb.DuckDBPyConnection) -> None:
    for url, article in database.execute(
        "SELECT h.new, a.article_id FROM main.articles AS a JOIN hidden_values AS h ON a.url = h.old"
    ).fetchall():
        try:
            key = str(address_id(address_key(parse_address(url))))
        except BadAddress:
            continue
        database.execute("INSERT INTO ops.article_keys (key, article_id) VALUES (?, ?)", [key, article])


def _hidden_in_json(text: str) -> str:
    """The record of a held article."""
    try:
        old = json.loads(text)
    except ValueError:
        return text
    new = _hidden_in_record(old)
    return text if new == old else json.dumps(new, ensure_ascii=False)


def _hidden_in_record(value: Any) -> Any:
    if isinstance(value, list):
        return [_hidden_in_record(one) for one in value]
    if isinstance(value, dict):
        return {
            name: _as_kept(one) if name in _ADDRESSES and isinstance(one, str) else _hidden_in_record(one)
            for name, one in value.items()
        }
    return value
