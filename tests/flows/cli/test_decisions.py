"""Decisions by the command: names of sources, muted checks, many holds at once. No run is needed for them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from schemas.settings import Settings
from tasks.archive import Facts, Writer
from tasks.publish import publish
from tests.tasks.load.conftest import AT, Desk, Offered

pytestmark = pytest.mark.long

BROADSHEET = Path(sys.executable).with_name("broadsheet")


@pytest.fixture
def typed(settings: Settings, empty_warehouse: Path, tmp_path: Path):
    """A published warehouse with two sources, which a sources file declares, and three held articles; the command."""
    settings.private.mkdir(parents=True)
    settings.warehouse.write_bytes(empty_warehouse.read_bytes())
    with Writer(settings.archive, "a.warc.gz") as writer:
        place = writer.add_response(
            "https://a.example/h", "HTTP/1.1 200 OK", [], b"words", "192.0.2.1", AT, facts=Facts(elapsed_ms=1)
        )
    held = [Offered(f"https://a.example/h{n}", f"Text {n}.", held_by=names, place=place)
            for n, names in enumerate([["words_enough"], ["words_enough"], ["words_enough", "has_title"]])]  # fmt: skip
    desk = Desk(settings)
    desk.run(Offered("https://a.example/1", "One."), Offered("https://b.example/1", "Two.", source="ledger"), *held)
    publish(settings)
    sources = tmp_path / "sources.yaml"
    sources.write_text("sources:\n  - {name: courier, kind: feed, location: 'https://a.example/rss'}\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BROADSHEET_")}
    environment |= {"BROADSHEET_HOME": str(settings.home), "BROADSHEET_SOURCES_FILE": str(sources), "NO_COLOR": "1"}

    def typed(*words: str) -> tuple[int, str, str]:
        done = subprocess.run(
            [BROADSHEET, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    typed.sources = sources  # type: ignore[attr-defined]
    typed.desk = desk  # type: ignore[attr-defined]
    return typed


@pytest.mark.long
def test_a_source_is_renamed_in_file_and_database_and_found_by_either_name(typed):
    assert typed("sources", "rename", "courier", "harbour", "--reason", "sold") == (
        0,
        "",
        "courier is called harbour now; 1 article\n",
    )
    assert "name: harbour" in typed.sources.read_text()
    assert (
        typed("query", "--csv", "SELECT source FROM latest_articles ORDER BY source")[1] == "source\nharbour\nledger\n"
    )
    code, out, _ = typed("quarantine", "list", "--source", "courier", "--json")
    assert (code, out.count('"harbour"')) == (0, 3)
    assert (
        "is a former name of the source harbour" in typed("sources", "add", "https://x.example", "--name", "courier")[2]
    )
    assert typed("sources", "merge", "ledger", "courier")[2] == "ledger is part of harbour now; 2 articles\n"
    assert typed("sources", "remove", "harbour")[2] == "harbour is not asked any more; its articles stay; 2 articles\n"
    code, _, err = typed("sources", "remove", "harbour")
    assert (code, "broadsheet forget harbour" in err) == (2, True)
    assert typed("sources", "rename", "nobody", "somebody")[0] == 2


def test_a_source_that_is_removed_with_its_data_does_not_come_back(typed):
    assert "would be forgotten" in typed("sources", "remove", "courier", "--with-data")[2]
    assert "courier" in typed.sources.read_text()
    shutil.rmtree(typed.desk.settings.runs)  # a run that ended removes its folder
    code, _, err = typed("sources", "remove", "courier", "--with-data", "--yes", "--by", "ann", "--reason", "closed")
    assert (code, err.splitlines()[-2:]) == (
        0,
        [
            "1 article, 4 addresses, 4 captures: forgotten for good",
            "courier is not asked any more; what came from it is forgotten",
        ],
    )
    assert "courier" not in typed.sources.read_text()
    assert typed("query", "--csv", "SELECT change, name, who, reason FROM ops.source_changes")[1].splitlines()[1:] == [
        "removed,courier,ann,closed"
    ]
    ended = typed.desk.run(Offered("https://a.example/1", "One."))
    assert ended.outcomes == {"refused": {"forgotten": 1}}


def test_a_restored_folder_has_a_quality_page_and_names_the_place_of_its_sources_file(typed, tmp_path: Path):
    assert typed("backup", "backups")[0] == 0
    [made] = (tmp_path / "backups").iterdir()
    code, out, err = typed("--set", f"home={tmp_path / 'again'}", "restore", str(made))
    assert (code, out) == (0, ""), err
    assert (tmp_path / "again" / "reports" / "index.html").exists()
    assert f"sources file and checks are in {made / 'project'}: copy them to {tmp_path}" in err


def test_all_that_one_check_holds_is_released_at_once(typed):
    assert "which holds are to be released?" in typed("quarantine", "release")[2]
    assert "2 held would be loaded at once, which needs a reason" in typed("quarantine", "release", "--check",
        "words_enough")[2]  # fmt: skip
    code, out, _ = typed("quarantine", "release", "--check", "words_enough", "--dry-run")
    assert (code, out.count("open"), "2 would be loaded" in out) == (0, 2, True)
    code, out, err = typed(
        "quarantine", "release", "--check", "words_enough", "--source", "courier", "--reason", "notes"
    )
    assert (code, out.count(" new")) == (0, 2), err
    alone = typed("quarantine", "release", "--check", "words_enough")[2]
    assert "nothing is held by words_enough alone; held by other checks too: 1 (has_title)" in alone
    assert "--check ID --check ID" in alone
    both = ("--check", "has_title", "--check", "words_enough")
    assert typed("quarantine", "release", *both, "--reason", "notes")[0] == 0
    assert "0 held, 3 decided" in typed("quarantine", "list", "--all")[1]


@pytest.mark.parametrize(("location", "is_lost"), [("https://a.example/rss", False), ("https://l.example/rss", True)])
def test_a_merge_names_the_location_that_nothing_asks_any_more(typed, location: str, is_lost: bool):
    with typed.sources.open("a") as file:
        file.write(f"  - {{name: ledger, kind: feed, location: '{location}'}}\n")
    code, _, err = typed("sources", "merge", "ledger", "courier")
    assert (code, f"its location {location} is not asked any more" in err) == (0, is_lost), err


def test_a_broken_sources_file_takes_neither_status_nor_the_known_sources_away(typed):
    typed.sources.write_text("sources: [{name: courier\n")
    code, out, err = typed("status")
    assert (code, "snapshot" in out, str(typed.sources) in err, err.count("\n")) == (0, True, True, 1), err
    code, out, err = typed("sources")
    assert (code, "courier" in out, "ledger" in out, str(typed.sources) in err) == (2, True, True, True)
    assert "no" not in out.split(), "whether they are declared is not known"
    found = json.loads(typed("doctor", "--json")[1])
    assert [finding["about"] for finding in found if "is not YAML" in finding["words"]] == ["sources"]


def test_a_source_that_was_removed_is_listed_as_such_and_has_no_next_time(typed):
    with duckdb.connect(str(typed.desk.settings.warehouse)) as database:
        database.execute(
            "INSERT INTO ops.source_states BY NAME SELECT source_id, now() AS asked_at, now() AS next_ask_at,"
            " 900 AS interval_seconds, 'ok' AS status, 0 AS failures,"
            " 1 AS items, 1 AS known_items, 1.0 AS most_per_hour FROM sources WHERE name = 'courier'"
        )
    assert typed("sources", "remove", "courier")[0] == 0
    rows = {row["source"]: row for row in json.loads(typed("sources", "--json")[1])}
    assert (rows["courier"]["status"], rows["courier"]["next_ask_at"]) == ("removed", None)
    assert rows["courier"]["last_asked_at"]
    typed.sources.write_text("sources:\n  - {name: courier, kind: feed, location: 'https://a.example/rss'}\n")
    [row] = [row for row in json.loads(typed("sources", "--json")[1]) if row["source"] == "courier"]
    assert (row["status"], row["next_ask_at"] is None) == ("ok", False), "it is declared again"


@pytest.mark.parametrize("command", [
    ("quarantine", "list", "--check"), ("quarantine", "release", "--check"), ("quarantine", "retry", "--check"),
])  # fmt: skip
def test_a_check_that_is_misspelt_is_refused_with_the_one_that_may_be_meant(typed, command):
    code, _, err = typed(*command, "words_enuf")
    assert (code, "there is no check of articles words_enuf" in err, "Did you mean words_enough" in err) == (
        2,
        True,
        True,
    )


def test_a_check_is_muted_by_the_command_and_a_check_of_articles_is_not(typed):
    assert typed("checks", "mute", "titles_are_there", "--source", "courier", "--until", "2030-01-31", "--by",
        "ann") == (
        0, "", "titles_are_there of courier: muted until 2030-01-31\n",
    )  # fmt: skip
    assert (
        typed("checks", "mute", "ledger", "--until", "2030-01-31")[2]
        == "every check of ledger: muted until 2030-01-31\n"
    )
    assert "is a check of articles" in typed("checks", "mute", "words_enough", "--until", "2030-01-31")[2]
    assert "there is no source nothing" in typed("checks", "mute", "nothing", "--until", "2030-01-31")[2]
    assert "Did you mean titles_are_there?" in typed("checks", "mute", "titles_are_ther", "--until", "2030-01-31")[2]
    assert "--until 2020-01-31 is over" in typed("checks", "mute", "ledger", "--until", "2020-01-31")[2]
    assert typed("checks", "mute", "ledger", "--withdraw")[2] == "every check of ledger: not muted any more\n"
    assert "is not a day" in typed("checks", "mute", "ledger", "--until", "soon")[2]
    assert typed("query", "--csv", "SELECT check_id, who FROM quality.mutes ORDER BY ALL")[1].startswith(
        "check_id,who\ntitles_are_there,ann\n"
    )
