"""snapshot -> a DuckDB file for other tools: one schema, no lists, no zones, in a form that DuckDB 1.1 opens.

articles, versions, authors, tags, sources       what there is
daily_volume, source_health, outcome_days, …     how good it is
stories, story_articles, quotations, copies      what the analysis found
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

from schemas.settings import Settings
from tasks.files.atomic import atomic_write
from tasks.logs import log
from tasks.store.engine import attached, quoted

OLD_STORAGE = "v1.0.0"
"""Files of this storage version are opened by DuckDB from 1.0 on. Newer versions compress better."""
TABLES = {
    "articles": "SELECT * EXCLUDE (article_id), article_id FROM latest_articles",
    "versions": "SELECT * EXCLUDE (body) FROM article_history",
    "authors": "SELECT article_id, version, position, name, kind FROM authors JOIN article_authors USING (author_id)",
    "tags": "SELECT article_id, version, position, name FROM tags JOIN article_tags USING (tag_id)",
    "links": "SELECT article_id, version, position, url, host, anchor, is_internal FROM links",
    "sources": "FROM sources",
    "runs": "FROM run_history",
    "daily_volume": "FROM daily_volume",
    "source_days": "FROM source_days",
    "source_health": "FROM source_health",
    "completeness_by_day": "FROM completeness_by_day",
    "latency_by_day": "FROM latency_by_day",
    "check_results_by_day": "FROM check_results_by_day",
    "held_articles": "FROM held_articles",
    "corrections": "FROM corrections",
    "stories": "FROM story_coverage",
    "story_articles": "FROM story_reports",
    "quotations": "FROM who_said_what",
    "copies": "FROM article_copies",
}
"""Table of the file -> what of the snapshot it has; its comments are those of what comes first behind FROM."""
_AS_TEXT = re.compile(r"STRUCT|MAP|UNION|JSON|.*\[\d*\]$")


def flat_select(database: duckdb.DuckDBPyConnection, select: str) -> str:
    """The same rows with columns that every tool reads: lists of texts joined with `; `, times in UTC without a zone,
    ids as text, spans in seconds, everything else that has parts as JSON.
    """
    columns = database.execute(f"DESCRIBE {select}").fetchall()
    parts = ", ".join(f"{_flat(_name(name), kind)} AS {_name(name)}" for name, kind, *_ in columns)
    return f"SELECT {parts} FROM ({select})"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _flat(name: str, kind: str) -> str:
    if kind == "VARCHAR[]":
        return f"array_to_string({name}, '; ')"
    if _AS_TEXT.match(kind):
        return f"CAST(to_json({name}) AS VARCHAR)"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"make_timestamp(epoch_us({name}))"
    if kind == "INTERVAL":
        return f"epoch({name})"
    return f"CAST({name} AS {_PLAINER[kind]})" if kind in _PLAINER else name


_PLAINER = {"UUID": "VARCHAR", "HUGEINT": "DOUBLE", "UHUGEINT": "DOUBLE", "UTINYINT": "SMALLINT", "UBIGINT": "DOUBLE"}


def write_tools_file(snapshot: Path, target: Path) -> int:
    """Write the file, atomically; returns its number of articles. Raises OSError, duckdb.Error, DatabaseDamaged."""
    with atomic_write(target) as draft, attached(snapshot, "READ_ONLY") as (database, name):
        draft.unlink(missing_ok=True)
        database.execute(f"ATTACH '{quoted(str(draft))}' AS tools (TYPE duckdb, STORAGE_VERSION '{OLD_STORAGE}')")
        try:
            for table, select in TABLES.items():
                database.execute(f"CREATE TABLE tools.main.{table} AS {flat_select(database, select)}")
                _comment(database, name, table, select)
            [(articles,)] = database.execute("SELECT count(*) FROM tools.main.articles").fetchall()
        finally:
            database.execute("DETACH tools")
    return int(articles)


def _comment(database: duckdb.DuckDBPyConnection, name: str, table: str, select: str) -> None:
    """The comments of the view or table that it is made of, as far as it has them."""
    origin = select.partition("FROM ")[2].split()[0]
    for (words,) in database.execute(
        "SELECT comment FROM (SELECT database_name, view_name AS name, comment FROM duckdb_views() UNION ALL"
        " SELECT database_name, table_name, comment FROM duckdb_tables())"
        " WHERE database_name = ? AND name = ? AND comment IS NOT NULL",
        [name, origin],
    ).fetchall():
        database.execute(f"COMMENT ON TABLE tools.main.{table} IS '{quoted(words)}'")
    for column, words in database.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE database_name = ? AND schema_name = 'main' AND"
        " table_name = ? AND comment IS NOT NULL AND column_name IN (SELECT column_name FROM duckdb_columns() WHERE"
        " database_name = 'tools' AND table_name = ?)",
        [name, origin, table],
    ).fetchall():
        database.execute(f"COMMENT ON COLUMN tools.main.{table}.{_name(column)} IS '{quoted(words)}'")


def refresh_tools_file(settings: Settings) -> None:
    """Write the file of the setting tools_file, if there is one. A file that cannot be written is a warning in the log:
    what was published stays published.
    """
    if settings.tools_file is None:
        return
    try:
        settings.tools_file.parent.mkdir(parents=True, exist_ok=True)
        write_tools_file(settings.published, settings.tools_file)
        settings.tools_file.chmod(settings.snapshot_mode | 0o200)
    except Exception as error:  # any: the publication is done
        words = f"{type(error).__name__}: {error}".splitlines()[0]
        log("publish").warning("%s cannot be written: %s", settings.tools_file, words)
