"""A source under another name is the same source, whatever still calls it by the former one."""

from __future__ import annotations

import pytest

from schemas.errors import UsageError
from schemas.identity import source_id
from tasks.load.source_names import merge_sources, rename_source
from tasks.load.statements import Decision
from tests.tasks.load.conftest import AT, Desk, Offered

WHO = Decision("ann", "a new owner")
SOURCES = "SELECT source_id::VARCHAR, name, coalesce(former_names, []) FROM sources ORDER BY name"
PER_SOURCE = "SELECT s.name, count(*) FROM {} AS t JOIN sources AS s USING (source_id) GROUP BY ALL ORDER BY ALL"


def test_a_renamed_source_keeps_its_id_and_every_name_means_it(desk: Desk):
    desk.run(Offered("https://a.example/1", "First text.", source="courier"))
    change = rename_source("courier", "harbour", WHO, desk.settings, AT)
    assert (change.name, change.former_names, change.articles) == ("harbour", ["courier"], 1)
    # A run that was under way has the former name, one that begins now the new one.
    desk.run(Offered("https://a.example/2", "Second text.", source="courier"))
    desk.run(Offered("https://a.example/3", "Third text.", source="harbour"))
    assert desk.ask(SOURCES) == [(str(source_id("courier")), "harbour", ["courier"])]
    assert desk.ask(PER_SOURCE.format("articles")) == [("harbour", 3)]
    assert desk.ask(PER_SOURCE.format("ops.outcomes")) == [("harbour", 3)]
    assert desk.ask(PER_SOURCE.format("ops.addresses")) == [("harbour", 3)]
    assert desk.ask("SELECT change, name, new_name, who, reason FROM ops.source_changes") == [
        ("renamed", "courier", "harbour", "ann", "a new owner")
    ]


def test_renamed_twice_and_back_it_is_still_one(desk: Desk):
    desk.run(Offered("https://a.example/1", "First text.", source="courier"))
    rename_source("courier", "harbour", WHO, desk.settings, AT)
    rename_source("courier", "port", WHO, desk.settings, AT)  # by its former name
    assert rename_source("harbour", "port", WHO, desk.settings, AT).is_done_before
    rename_source("port", "courier", WHO, desk.settings, AT)
    sources = "SELECT source_id::VARCHAR, name, list_sort(former_names) FROM sources"
    assert desk.ask(sources) == [(str(source_id("courier")), "courier", ["harbour", "port"])]
    desk.run(Offered("https://a.example/2", "Second text.", source="port"))
    assert len(desk.ask(SOURCES)) == 1


def test_a_name_of_another_source_is_taken_and_a_former_one_reserved(desk: Desk):
    desk.run(
        Offered("https://a.example/1", "One.", source="courier"),
        Offered("https://b.example/1", "Two.", source="ledger"),
    )
    rename_source("courier", "harbour", WHO, desk.settings, AT)
    for name in ("harbour", "courier"):
        with pytest.raises(UsageError, match=f"there is, or was, a source {name} already"):
            rename_source("ledger", name, WHO, desk.settings, AT)
    assert rename_source("nobody", "somebody", WHO, desk.settings, AT) is None


def test_merged_sources_have_one_history_and_later_runs_of_either_go_into_it(desk: Desk):
    desk.run(
        Offered("https://a.example/1", "One.", source="feed"),
        Offered("https://a.example/2", "Two.", source="map"),
        Offered("https://a.example/h", "Held.", source="feed", held_by=["words_enough"]),
    )
    change = merge_sources("feed", "map", WHO, desk.settings, AT)
    assert (change.name, change.former_names, change.articles) == ("map", ["feed"], 2)
    desk.run(
        Offered("https://a.example/3", "Three.", source="feed"), Offered("https://a.example/4", "Four.", source="map")
    )
    assert [row[1:] for row in desk.ask(SOURCES)] == [("map", ["feed"])]
    for table in ("articles", "ops.outcomes", "quality.quarantine", "search.documents"):
        assert {name for name, _ in desk.ask(PER_SOURCE.format(table))} == {"map"}, table
    assert desk.ask("SELECT count(*) FROM ops.outcomes WHERE source_id NOT IN (SELECT source_id FROM sources)") == [
        (0,)
    ]
    assert merge_sources("feed", "map", WHO, desk.settings, AT).is_done_before
    with pytest.raises(UsageError, match="there is no source nobody"):
        merge_sources("nobody", "map", WHO, desk.settings, AT)
