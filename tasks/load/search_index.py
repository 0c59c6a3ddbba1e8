"""The tables of the schema `search`: what is added is found at once; from time to time its words are put in order.

A batch writes its words as they come (find.sql). Once many have gathered they are sorted into a segment, and a few
large segments are made of many small ones: so neither loading nor searching slows down as the warehouse grows.
"""

from __future__ import annotations

import duckdb

from schemas.settings import Settings
from tasks.load.statements import run_sql, set_variables, transaction
from tasks.load.stems import add_missing_stems, add_stems

_FRESH = 5_000
"""Documents that stay unsorted: a search reads all of their words each time."""
_SEGMENT = 10_000
_LARGE_SEGMENT = 100_000
"""Documents in a segment; ordering one takes about 50 kB of memory a document."""


def find_missing(database: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Add what is missing in the index: all articles after the migration that added search, all stems after theirs."""
    with transaction(database, settings):  # some stems look like all of them to the next call
        add_missing_stems(database)
    if _count(database, "articles") <= _count(database, "search.documents"):
        return
    set_variables(database, articles_at_a_time=_SEGMENT)
    run_sql(database, "find_missing")
    while _count(database, "added"):
        with transaction(database, settings):
            run_sql(database, "find")
            add_stems(database)
        put_in_order(database, settings)
        run_sql(database, "find_missing")


def put_in_order(database: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Sort the fresh words into segments, where there are many; a transaction each."""
    found = database.execute("SELECT min(document), max(document) FROM search.fresh_words").fetchone()
    assert found is not None
    first, last = found
    while first is not None and last - first + 1 >= _FRESH:
        _run(database, "find_order", first, min(last, first + _SEGMENT - 1), settings)
        first += _SEGMENT


def merge_segments(database: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """Merge neighbouring small segments into large ones; return how many were made."""
    rows = database.execute("SELECT first_document, last_document FROM search.segments ORDER BY ALL").fetchall()
    made = mergers(rows)
    for first, last in made:
        _run(database, "find_merge", first, last, settings)
    return len(made)


def mergers(segments: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Which documents are to be one segment, first and last each, of segments in order.

    Neighbours as long as they are together no larger than a large segment; only where that doubles the largest of them,
    so that nothing is written anew each time.
    """
    found: list[tuple[int, int]] = []
    group: list[tuple[int, int]] = []
    for segment in [*segments, (0, _LARGE_SEGMENT * 2**40)]:
        if group and segment[1] - group[0][0] + 1 > _LARGE_SEGMENT:
            sizes = [last - first + 1 for first, last in group]
            if sum(sizes) >= 2 * max(sizes):
                found.append((group[0][0], group[-1][1]))
            group = []
        group.append(segment)
    return found


def _run(database: duckdb.DuckDBPyConnection, name: str, first: int, last: int, settings: Settings) -> None:
    set_variables(database, first_document=first, last_document=last)
    with transaction(database, settings):
        run_sql(database, name)


def _count(database: duckdb.DuckDBPyConnection, table: str) -> int:
    found = database.execute(f"SELECT count(*) FROM {table}").fetchone()
    return found[0] if found else 0
