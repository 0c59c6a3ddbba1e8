"""The SQL of loading, releasing and of all views, unchanged on a DuckLake catalogue: the same rows in every table.

What DuckLake cannot have is taken out of the SQL of tables and macros in one place, `as_a_lake_has_it`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from schemas.identity import source_id
from tasks.load.holds import discard, release
from tasks.load.migrations import LEDGER, as_a_lake_has_it, known_steps, known_views, write_reasons
from tasks.load.statements import Decision, run_sql, set_variables
from tasks.store.engine import attached, cursor

BODY = "The harbour opened at dawn.\n\nBy noon the first ferry had left."
_NOT_COMPARED = {"main.schema_migrations", "ops.lineage", "ops.step_times"}
"""When migrations ran, which database it is, and how long steps took."""


@contextmanager
def lake_in_place_of_the_warehouse(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckLake with our tables and views: its catalogue in a DuckDB file, its rows in Parquet files."""
    (extension,) = files("duckdb_extension_ducklake").joinpath("extensions").glob("*/ducklake.duckdb_extension")  # type: ignore[attr-defined]
    database = cursor()
    database.execute(f"LOAD '{extension}'")
    database.execute(f"ATTACH 'ducklake:{folder}/catalogue.duckdb' AS lake (DATA_PATH '{folder}/lake')")
    database.execute("USE lake")
    for step in known_steps():
        database.begin()
        database.execute(as_a_lake_has_it(files("schemas").joinpath("tables", step).read_text(encoding="utf-8")))
        if step == known_steps()[0]:
            database.execute(LEDGER)
        database.commit()
    database.begin()
    for view in known_views():
        database.execute(as_a_lake_has_it(view))
    write_reasons(database)
    database.commit()
    with pytest.MonkeyPatch.context() as patch:
        for module in ("tasks.load", "tasks.load.holds"):
            patch.setattr(f"{module}.open_warehouse", lambda _: nullcontext(database))
        yield database
    database.execute("USE memory")
    database.execute("DETACH lake")


def story(desk, offer, archived, now) -> None:
    """Runs in which articles are new, revised, put back, held, released, discarded, known under another address."""
    link = {"url": "https://b.example/1", "host": "b.example", "anchor": "before"}
    first = offer("https://a.example/1", BODY, authors=["Ana Ruiz", "AP"], tags=["harbour"], links=[link])
    desk.run(
        first,
        offer("https://a.example/2", "Nothing new on the western front, they say."),
        offer("https://a.example/2", "Nothing new on the eastern front, they say."),
        offer("https://a.example/copy", BODY),
        offer("https://a.example/gone", fetch_reason="gone"),
        *(
            offer(f"https://a.example/{name}", f"Short {name}.", held_by=["words_enough"], place=archived)
            for name in "xy"
        ),
    )
    desk.run(
        offer("https://a.example/1", BODY + "\n\nLater it rained.", authors=["Ana Ruiz"]),
        offer("https://a.example/2", fetch_reason="same_payload"),
    )
    desk.run(first, offer("https://a.example/bad", clean_reason="empty"))
    who = Decision("Ana", "a poem")
    release([str(source_id("run-1:5"))], who, "run-release", desk.settings, now)
    discard([str(source_id("run-1:6"))], who, desk.settings, now)


def rows(database: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[object, ...]]]:
    """Table or view -> its rows; and what search finds."""
    database.begin()
    names = database.execute("""
        SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = current_database()
        UNION ALL
        SELECT view_name FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
    """).fetchall()
    compared = [name for (name,) in names if name not in _NOT_COMPARED]
    found = {name: database.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for name in compared}
    database.commit()
    return found | {"search": search(database)}


def search(database: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return database.execute("SELECT url, score FROM search('harbour \"first ferry\" western')").fetchall()


@pytest.mark.long
def test_loading_into_a_ducklake_gives_the_same_rows_in_every_table_and_view(desk, offer, archived, now, tmp_path):
    story(desk, offer, archived, now)
    with attached(desk.settings.warehouse, "READ_ONLY") as (database, _):
        expected = rows(database)
    shutil.rmtree(desk.settings.runs)
    with lake_in_place_of_the_warehouse(tmp_path) as database:
        story(type(desk)(desk.settings), offer, archived, now)
        found = rows(database)
        assert sorted(found) == sorted(expected)
        assert {name: found[name] for name in found if found[name] != expected[name]} == {}
        assert database.execute("SELECT url, current_version FROM articles ORDER BY ALL").fetchall() == [
            ("https://a.example/1", 3),
            ("https://a.example/2", 2),
            ("https://a.example/x", 1),
        ]
        set_variables(database, first_document=1, last_document=100)
        for step in ("find_order", "find_merge"):
            run_sql(database, step)
        assert search(database) == expected["search"]
        assert len(expected["search"]) == 1
