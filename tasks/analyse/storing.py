"""What was read of articles -> the tables of the schema `analysis`; an article that is read again replaces itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import duckdb

from tasks.analyse.precision import precision_of
from tasks.analyse.workers import ReadArticle

METHOD = 4
"""Raised by whoever changes what is read of a text: then everything is read again."""

_OF_ARTICLES = (
    "analysed",
    "quotations",
    "quotation_speakers",
    "people",
    "mentions",
    "copy_keys",
    "quotation_keys",
    "article_terms",
)
_OF_PAIRS = (
    ("copies", ("earlier_id", "later_id")),
    ("copy_parts", ("earlier_id", "later_id")),
    ("story_links", ("one_id", "other_id")),
    ("said_unquoted", ("article_id", "other_id")),
)
_ROWS = 20_000
"""Rows handed to DuckDB at a time."""


def insert(
    database: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Add rows, column by column: row by row each would be a statement."""
    waiting = list(rows)
    for start in range(0, len(waiting), _ROWS):
        part = waiting[start : start + _ROWS]
        values = [list(column) for column in zip(*part, strict=True)]
        marks = ", ".join("unnest(?)" for _ in columns)
        database.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT {marks}", values)


def name_batch(database: duckdb.DuckDBPyConnection, read: Sequence[ReadArticle]) -> None:
    """The articles of the batch as the table `batch`, for the statements that follow."""
    database.execute("CREATE OR REPLACE TEMP TABLE batch (article_id UUID, version INTEGER)")
    insert(database, "batch", ["article_id", "version"], [(one.article_id, one.version) for one in read])
    for kind in ("copy", "quotation"):
        database.execute(f"CREATE OR REPLACE TEMP TABLE batch_{kind}_keys (key BIGINT, article_id UUID)")
    insert(
        database,
        "batch_copy_keys",
        ["key", "article_id"],
        [(key, one.article_id) for one in read for key in one.copy_keys],
    )
    insert(
        database,
        "batch_quotation_keys",
        ["key", "article_id"],
        [(key, one.article_id) for one in read for key, _ in one.quotation_keys],
    )


def was_analysed(database: duckdb.DuckDBPyConnection) -> bool:
    """Whether anything is stored of an article of the batch. Looking through all keys for what is not there would cost
    most.
    """
    return bool(
        database.execute(
            "SELECT 1 FROM analysis.analysed WHERE article_id IN (SELECT article_id FROM batch) LIMIT 1"
        ).fetchall()
    )


def store(database: duckdb.DuckDBPyConnection, read: Sequence[ReadArticle], now: datetime) -> None:
    """Replace what is stored of these articles. Inside a transaction; the table `batch` names them."""
    if was_analysed(database):
        for table in _OF_ARTICLES:
            database.execute(f"DELETE FROM analysis.{table} WHERE article_id IN (SELECT article_id FROM batch)")
        for table, pair in _OF_PAIRS:
            of_batch = " OR ".join(f"{column} IN (SELECT article_id FROM batch)" for column in pair)
            database.execute(f"DELETE FROM analysis.{table} WHERE {of_batch}")
    _store_analysed(database, read, now)
    for table, columns, rows in _tables(read):
        insert(database, f"analysis.{table}", columns, rows)
    database.execute(
        "INSERT INTO analysis.article_terms SELECT t.article_id, d.day, t.terms, t.weights FROM batch_terms AS t"
        " JOIN analysis.analysed AS d USING (article_id)"
    )


def _store_analysed(database: duckdb.DuckDBPyConnection, read: Sequence[ReadArticle], now: datetime) -> None:
    database.execute(
        "CREATE OR REPLACE TEMP TABLE batch_states (article_id UUID, reason VARCHAR, language VARCHAR, agency VARCHAR,"
        " words INTEGER, quoted_words INTEGER)"
    )
    insert(
        database,
        "batch_states",
        ["article_id", "reason", "language", "agency", "words", "quoted_words"],
        [
            (
                one.article_id,
                one.reason,
                one.reading.language if one.reading else None,
                one.agency,
                one.words,
                one.quoted_words,
            )
            for one in read
        ],
    )
    database.execute(
        "INSERT INTO analysis.analysed SELECT b.article_id, b.version, ?, 'comparing', s.reason, s.language,"
        " coalesce(v.published_at, a.first_seen_at)::DATE, s.agency, s.words, s.quoted_words, ?"
        " FROM batch AS b JOIN batch_states AS s USING (article_id) JOIN articles AS a USING (article_id)"
        " JOIN article_versions AS v ON v.article_id = b.article_id AND v.version = b.version",
        [METHOD, now],
    )
    database.execute("CREATE OR REPLACE TEMP TABLE batch_terms (article_id UUID, terms VARCHAR[], weights INTEGER[])")
    insert(
        database,
        "batch_terms",
        ["article_id", "terms", "weights"],
        [
            (one.article_id, [term for term, _ in one.terms], [weight for _, weight in one.terms])
            for one in read
            if one.terms
        ],
    )


def _tables(read: Sequence[ReadArticle]) -> Iterable[tuple[str, list[str], list[tuple[Any, ...]]]]:
    whole = [(one, one.reading) for one in read if one.reading is not None]
    key = ["article_id", "version"]
    yield (
        "quotations",
        [*key, "position", "char_start", "char_end", "kind", "mark", "words", "continues", "nested_in", "verb", "rule",
         "precision", "speaker_start", "speaker_end"],
        [
            (one.article_id, one.version, q.position, q.char_start, q.char_end, q.kind, q.mark, words, q.continues,
             q.nested_in, q.verb, q.rule, precision_of(reading.language, q.rule) or None,
             q.speaker_start, q.speaker_end)
            for one, reading in whole
            for q, words in zip(reading.quotations, one.quotation_words, strict=True)
        ],
    )  # fmt: skip
    yield (
        "quotation_speakers",
        [*key, "position", "number", "name", "kind"],
        [
            (one.article_id, one.version, s.position, s.number, s.name, s.kind)
            for one, reading in whole
            for s in reading.speakers
        ],
    )
    yield (
        "people",
        [*key, "number", "name", "gender", "mentions"],
        [
            (one.article_id, one.version, p.number, p.name, p.gender, p.mentions)
            for one, reading in whole
            for p in reading.people
        ],
    )
    yield (
        "mentions",
        [*key, "number", "char_start", "char_end", "is_quoted"],
        [
            (one.article_id, one.version, m.number, m.char_start, m.char_end, m.is_quoted)
            for one, reading in whole
            for m in reading.mentions
        ],
    )
    yield "copy_keys", ["key", "article_id"], [(key, one.article_id) for one in read for key in one.copy_keys]
    yield (
        "quotation_keys",
        ["key", "article_id", "position"],
        [(key, one.article_id, position) for one in read for key, position in one.quotation_keys],
    )


def settle(database: duckdb.DuckDBPyConnection, read: Sequence[ReadArticle]) -> None:
    """Say how the articles ended, once they are compared too: until then the next run reads them again."""
    for status in ("read", "cut", "failed"):
        names = [one.article_id for one in read if status_of(one) == status]
        database.execute(
            "UPDATE analysis.analysed SET status = ? WHERE article_id IN (SELECT unnest(?)::UUID)", [status, names]
        )


def status_of(one: ReadArticle) -> str:
    return "failed" if one.reading is None else "cut" if one.reason else "read"
