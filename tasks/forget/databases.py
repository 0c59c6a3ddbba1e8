"""Rows out of a warehouse, a snapshot or a copy of either, of whichever release: tables are known by their columns."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import duckdb

from tasks.files.atomic import atomic_write
from tasks.files.erasing import ERASED, Eraser
from tasks.forget.targets import Targets
from tasks.maintain.compaction import copy_contents
from tasks.store.engine import attached

_OF_ARTICLES = ("article_id", "earlier_id", "later_id", "one_id", "other_id")
_OF_ADDRESSES = ("address_id",)
_OF_CAPTURES = ("capture_id", "quarantine_id")
_KEPT = {"ops.outcomes", "ops.fetches", "ops.forgotten", "quality.mutes"}
"""An outcome stays as a number, without what it was of: each run still adds up."""
_WITH_WORDS = (
    "ops.runs",
    "ops.run_events",
    "ops.source_states",
    "ops.source_changes",
    "sources",
    "quality.hold_events",
)
_FETCHES = {
    "url": f"'{ERASED}'",
    "final_url": "NULL",
    "detail": "NULL",
    "ip": "NULL",
    "etag": "NULL",
    "last_modified": "NULL",
}
_OUTCOMES = {"url": f"'{ERASED}'", "detail": "NULL", "article_id": "NULL", "version": "NULL", "capture_id": "NULL",
             "address_id": "md5(address_id::VARCHAR || $salt)::UUID"}  # fmt: skip


def holds_any(path: Path, targets: Targets) -> bool:
    """Whether a database file has anything of it. Raises duckdb.Error, DatabaseDamaged."""
    with attached(path, "READ_ONLY") as (database, name):
        tables = _tables(database, name)
        _set_targets(database, targets)
        return any(
            database.execute(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1").fetchone()
            for table, columns in tables.items()
            if (where := _where(columns))
        )


def write_without(path: Path, targets: Targets, salt: str) -> None:
    """Write a closed database file anew without it; its time and mode stay. Raises OSError, duckdb.Error."""
    facts = path.stat()
    with atomic_write(path) as draft:
        changed = draft.with_name(draft.name + ".changed.draft")
        try:
            shutil.copyfile(path, changed)
            with attached(changed, "READ_WRITE") as (database, name):
                remove_rows(database, name, targets, salt)
            with attached(changed, "READ_ONLY") as (database, name):
                copy_contents(database, name, draft)
        finally:
            changed.unlink(missing_ok=True)
        draft.chmod(facts.st_mode)
        os.utime(draft, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def remove_rows(database: duckdb.DuckDBPyConnection, name: str, targets: Targets, salt: str) -> None:
    """Remove every row of it from the database in use, attached as `name`, in the transaction of the caller."""
    tables = _tables(database, name)
    _set_targets(database, targets)
    _blank_outcomes(database, tables, salt)
    _remove_words_of_search(database, tables)
    _keep_stories_right(database, tables)
    for table, columns in tables.items():
        if table not in _KEPT and (where := _where(columns)):
            database.execute(f"DELETE FROM {table} WHERE {where}")
    _remove_orphans(database, tables)
    _clean_words(database, tables, targets.eraser)


def _set_targets(database: duckdb.DuckDBPyConnection, targets: Targets) -> None:
    for table, ids in (
        ("articles", targets.articles),
        ("addresses", targets.addresses),
        ("captures", targets.captures),
    ):
        database.execute(f"CREATE OR REPLACE TEMP TABLE gone_{table} AS SELECT unnest(?::UUID[]) AS id", [ids])


def _tables(database: duckdb.DuckDBPyConnection, name: str) -> dict[str, list[str]]:
    """Each table with its columns."""
    found: dict[str, list[str]] = {}
    for schema, table, column in database.execute(
        "SELECT c.schema_name, c.table_name, c.column_name FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING"
        " (database_name, schema_name, table_name) WHERE c.database_name = ? ORDER BY ALL",
        [name],
    ).fetchall():
        found.setdefault(table if schema == "main" else f"{schema}.{table}", []).append(column)
    return found


def _where(columns: list[str]) -> str:
    groups = (("articles", _OF_ARTICLES), ("addresses", _OF_ADDRESSES), ("captures", _OF_CAPTURES))
    parts = [f"{one} IN (FROM gone_{table})" for table, names in groups for one in names if one in columns]
    # What is held has the id of its address for an article.
    parts += ["article_id IN (FROM gone_addresses)"] if "article_id" in columns else []
    return " OR ".join(parts)


def _blank_outcomes(database: duckdb.DuckDBPyConnection, tables: dict[str, list[str]], salt: str) -> None:
    if not (outcomes := tables.get("ops.outcomes")):
        return
    if fetches := tables.get("ops.fetches"):
        database.execute(
            f"UPDATE ops.fetches SET {_set(_FETCHES, fetches)} WHERE (run_id, position) IN"
            f" (SELECT (run_id, position) FROM ops.outcomes WHERE {_where(outcomes)})"
        )
    database.execute(f"UPDATE ops.outcomes SET {_set(_OUTCOMES, outcomes)} WHERE {_where(outcomes)}", {"salt": salt})


def _set(values: dict[str, str], columns: list[str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items() if name in columns)


def _remove_words_of_search(database: duckdb.DuckDBPyConnection, tables: dict[str, list[str]]) -> None:
    if "search.documents" not in tables:
        return
    for table in ("search.postings", "search.fresh_words"):
        if table in tables:  # the words of former versions too, whose documents are not known any more
            database.execute(
                f"DELETE FROM {table} WHERE document NOT IN (SELECT document FROM search.documents"
                " WHERE article_id NOT IN (FROM gone_articles))"
            )
    if "search.stems" in tables:  # words that no other article has
        database.execute(
            "DELETE FROM search.stems WHERE term NOT IN (SELECT term FROM search.postings UNION SELECT term FROM"
            " search.fresh_words)"
        )


def _keep_stories_right(database: duckdb.DuckDBPyConnection, tables: dict[str, list[str]]) -> None:
    """Stories and utterances lose these articles; the rest of an utterance is read again by the next analysis."""
    if "analysis.utterances" in tables:
        lost = "SELECT utterance_id FROM analysis.utterance_quotations WHERE article_id IN (FROM gone_articles)"
        database.execute(
            "UPDATE analysis.analysed SET status = 'comparing' WHERE article_id IN (SELECT article_id FROM"
            f" analysis.utterance_quotations WHERE utterance_id IN ({lost}))"
        )
        database.execute(f"CREATE OR REPLACE TEMP TABLE gone_utterances AS {lost}")
        for table in [name for name, columns in tables.items() if "utterance_id" in columns]:
            database.execute(f"DELETE FROM {table} WHERE utterance_id IN (FROM gone_utterances)")
    if "analysis.stories" in tables:
        database.execute("DELETE FROM analysis.story_articles WHERE article_id IN (FROM gone_articles)")
        database.execute(
            "UPDATE analysis.stories AS s SET articles = n.articles, sources = n.sources, first_at = n.first_at,"
            " last_at = n.last_at FROM (SELECT x.story_id, count(*) AS articles,"
            " count(DISTINCT a.source_id) AS sources, min(x.reported_at) AS first_at, max(x.reported_at) AS last_at"
            " FROM analysis.story_articles AS x"
            " JOIN articles AS a USING (article_id) GROUP BY x.story_id) AS n"
            " WHERE n.story_id = s.story_id AND n.articles < s.articles"
        )
        alone = "SELECT story_id FROM analysis.story_articles GROUP BY story_id HAVING count(*) > 1"
        database.execute(f"DELETE FROM analysis.stories WHERE story_id NOT IN ({alone})")
        database.execute(
            "DELETE FROM analysis.story_articles WHERE story_id NOT IN (SELECT story_id FROM analysis.stories)"
        )


def _remove_orphans(database: duckdb.DuckDBPyConnection, tables: dict[str, list[str]]) -> None:
    """Names of people and tags that no other article has."""
    for table, key, uses in (("authors", "author_id", "article_authors"), ("tags", "tag_id", "article_tags")):
        if table in tables and uses in tables:
            database.execute(f"DELETE FROM {table} WHERE {key} NOT IN (SELECT {key} FROM {uses})")


def _clean_words(database: duckdb.DuckDBPyConnection, tables: dict[str, list[str]], eraser: Eraser) -> None:
    """Addresses and titles in what runs were given, warned of and noted."""
    for table in _WITH_WORDS:
        if table not in tables:
            continue
        answer = database.execute(f"SELECT rowid, * FROM {table}")
        names = [column[0] for column in answer.description or ()]
        for number, *values in answer.fetchall():
            old = dict(zip(names[1:], values, strict=True))
            new = {name: _cleaned(value, eraser) for name, value in old.items()}
            if changed := {name: value for name, value in new.items() if value != old[name]}:
                sets = ", ".join(f'"{name}" = ?' for name in changed)
                database.execute(f"UPDATE {table} SET {sets} WHERE rowid = ?", [*changed.values(), number])


def _cleaned(value: Any, eraser: Eraser) -> Any:
    if isinstance(value, list):
        return [_cleaned(one, eraser) for one in value]
    return eraser.without(value) if isinstance(value, str) else value
