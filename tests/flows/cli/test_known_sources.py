"""A source that nobody knows is an error wherever a question is narrowed to one, and never an empty answer."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from flows.cli.checks import run_audit
from flows.cli.export import run_export
from flows.cli.quarantine import choice_of_holds, list_holds
from flows.cli.replay import choice_of
from flows.cli.search import show_search
from schemas.errors import UsageError
from schemas.settings import Settings


@pytest.fixture
def desk(settings: Settings, empty_warehouse: Path, tmp_path: Path, monkeypatch) -> Settings:
    """A snapshot that knows two sources, of which one is a folder, and a file that declares a third."""
    settings.home.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.snapshot)
    with duckdb.connect(str(settings.snapshot)) as database:
        for name in ("north-ledger", "/srv/desk/articles"):
            database.execute(
                "INSERT INTO sources (source_id, name, kind, first_seen_at) VALUES (uuid(), ?, 'files', now())", [name]
            )
    (tmp_path / "sources.yaml").write_text("sources: [{name: estuary, kind: files, location: x}]")
    monkeypatch.setenv("BROADSHEET_HOME", str(settings.home))
    monkeypatch.setenv("BROADSHEET_SOURCES_FILE", str(tmp_path / "sources.yaml"))
    return settings.model_copy(update={"sources_file": tmp_path / "sources.yaml"})


@pytest.mark.parametrize(
    ("source", "cure"),
    [
        ("articles", "Did you mean /srv/desk/articles?"),
        ("north-leger", "Did you mean north-ledger?"),
        ("moon", "`broadsheet sources` lists those that are known."),
    ],
)
def test_an_unknown_source_is_refused_by_every_command_that_reads(desk: Settings, source: str, cure: str, tmp_path):
    for asking in (
        lambda: list_holds(source=source, check="", everything=False, as_json=False),
        lambda: choice_of_holds([], source, ""),
        lambda: choice_of(source, "", ""),
        lambda: show_search("ferry", desk, source=source, since="", until="", limit=1, as_json=False),
        lambda: run_export(str(tmp_path / "out"), "parquet", source, "", as_json=False),
        lambda: run_audit("", source, as_json=False),
    ):
        with pytest.raises(UsageError) as refused:
            asking()
        assert (refused.value.what, refused.value.cure) == (f"there is no source {source}", cure)


@pytest.mark.parametrize(
    ("target", "form", "meant"),
    [("all.xslx", "", "all.xlsx"), ("all.CVS", "", "all.csv"), ("a.b.jsonlines", "", "a.b.jsonl"),
     ("all.csv", "xlsx", "all.xlsx"), ("all.xls", "", "all.xlsx")],
)  # fmt: skip
def test_an_export_with_an_ending_that_there_is_not_makes_no_folder(desk: Settings, tmp_path, target, form, meant):
    with pytest.raises(UsageError) as refused:
        run_export(str(tmp_path / target), form, "", "", as_json=False)
    assert refused.value.cure.startswith(f"Did you mean {tmp_path / meant}?")
    assert not (tmp_path / target).exists()


def test_a_folder_with_an_ending_can_be_exported_to(desk: Settings, tmp_path):
    run_export(f"{tmp_path}/march.2026/", "", "", "", as_json=False)
    run_export(f"{tmp_path}/march.2026", "csv", "", "", as_json=False)
    assert sorted(path.name for path in (tmp_path / "march.2026").iterdir()) == ["articles.csv", "articles.parquet"]


def test_one_that_is_declared_and_gave_nothing_yet_has_nothing_held(desk: Settings, capfd):
    list_holds(source="estuary", check="", everything=False, as_json=False)
    assert capfd.readouterr().err == "nothing is held\n"


def test_what_is_read_again_can_be_named_by_ids(desk: Settings):
    hold = "c6cbfba5-0000-4000-8000-000000000001"
    with duckdb.connect(str(desk.snapshot)) as database:
        database.execute(
            "INSERT INTO quality.quarantine BY NAME SELECT $hold::UUID AS quarantine_id, $hold::UUID AS capture_id,"
            " uuid() AS article_id, source_id, 'run-1' AS run_id, 0 AS position, 'https://l.example/1' AS url,"
            " [] AS checks, 'open' AS state, now() AS held_at FROM sources WHERE name = 'north-ledger'",
            {"hold": hold},
        )
    assert choice_of_holds(["c6cbfb"], "", "words_enough").condition == (
        f"standing = 'held' AND list_contains(checks, 'words_enough') AND capture_id::VARCHAR IN ('{hold}')"
    )
    with pytest.raises(UsageError, match="there is no check of articles words'"):
        choice_of_holds(["c6cbfb"], "", "words'")
    with pytest.raises(UsageError, match="no held articles have an id that begins with '77'"):
        choice_of_holds(["77"], "", "")
