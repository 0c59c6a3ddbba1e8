"""The analysis as a whole: read what is new in the snapshot, compare it, write it in short transactions, publish
once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

import duckdb

from schemas.settings import Settings
from tasks.analyse import Analysed, comparing
from tasks.analyse.storing import METHOD, name_batch, settle, status_of, store
from tasks.analyse.workers import AnalysedText, ReadArticle, Readers
from tasks.load.statements import transaction
from tasks.load.warehouse import open_warehouse
from tasks.logs import log
from tasks.publish import publish
from tasks.store.engine import attached
from tasks.store.sql import sql_text

BATCH = 500


def analyse(settings: Settings, now: datetime, *, again: bool = False) -> Analysed:
    """Analyse every article whose current version was not analysed by this method; with `again`, every article.

    Raises UsageError where nothing is published, WarehouseBusy, WarehouseUnusable, DiskFull. What was written before
    stays, and the next run goes on from there.
    """
    done = Analysed()
    if not settings.snapshot.exists():
        return done
    _require_schema(settings)
    with attached(settings.snapshot, "READ_ONLY") as (database, _):
        database.execute(sql_text("tasks.analyse", "to_do"), {"method": METHOD, "again": again})
        batches = _batches(database)
        first = next(batches, None)
        if first is None:
            return done
        with Readers(settings.clean_workers) as readers:
            for articles in chain([first], batches):
                read = list(readers.read(articles))
                _write(read, settings, now)
                done.batches += 1
                done.articles.update(status_of(one) for one in read)
                log("analyse").info("batch analysed", extra={"articles": len(read)})
    publish(settings)
    return done


def _require_schema(settings: Settings) -> None:
    """A snapshot of an older version has no tables for it yet: opening the warehouse makes them."""
    with attached(settings.snapshot, "READ_ONLY") as (database, name):
        there = database.execute(
            "SELECT 1 FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'analysis'", [name]
        ).fetchall()
    if not there:
        with open_warehouse(settings):
            pass
        publish(settings)


def _batches(database: duckdb.DuckDBPyConnection) -> Iterator[list[AnalysedText]]:
    """What is to be read, oldest first: a story is then found from its beginning."""
    after = 0
    while rows := database.execute(sql_text("tasks.analyse", "batch"), {"after": after, "size": BATCH}).fetchall():
        yield [
            AnalysedText(name, version, title, body, language, tuple(authors))
            for name, version, title, body, language, authors in rows
        ]
        after += BATCH


def _write(read: list[ReadArticle], settings: Settings, now: datetime) -> None:
    """Two short transactions; the comparing of texts is between them, when others may write."""
    with open_warehouse(settings) as database:
        name_batch(database, read)
        with transaction(database, settings):
            store(database, read, now)
            touched = comparing.update_stories(database)
        copies = comparing.find_copies(database)
        words = comparing.find_words(database, touched)
    compared = comparing.compare_pairs(copies)
    said = comparing.gather_words(words)
    unquoted = comparing.find_unquoted(words, touched)
    with open_warehouse(settings) as database:
        name_batch(database, read)
        with transaction(database, settings):
            comparing.store_copies(database, compared)
            comparing.store_words(database, words, said)
            comparing.store_unquoted(database, touched, unquoted)
            settle(database, read)
