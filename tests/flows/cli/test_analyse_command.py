"""`broadsheet analyse`, `story` and `quotes`: made once, then asked by id, address and name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows.cli.analyse import analyse, quotes, run_analyse, story
from flows.cli.forget import run_forget
from flows.explore.article import story as explored_story
from flows.inspect.reading import opened_snapshot
from schemas.errors import UsageError
from schemas.settings import Settings
from tests.tasks.analyse.conftest import BEES, WALKOUT, WALKOUT_ELSEWHERE, Desk


@pytest.fixture
def desk(settings: Settings, empty_warehouse: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    settings.private.mkdir(parents=True)
    shutil.copy(empty_warehouse, settings.warehouse)
    monkeypatch.setenv("BROADSHEET_HOME", str(settings.home))
    desk = Desk(settings)
    desk.add("walkout", WALKOUT, "courier", title="Dockers walk out", at="2026-03-02 08:00")
    desk.add("stopped", WALKOUT_ELSEWHERE, "ledger", title="Work stops", at="2026-03-02 11:00")
    desk.add("bees", BEES, "radio", title="Bees", at="2026-03-02 12:00")
    return desk


@pytest.fixture
def asked(desk: Desk, capfd: pytest.CaptureFixture[str]):
    desk.analyse()

    def asked(command, *words: str, **given):
        command(*words, as_json=True, limit=50, **given)
        return json.loads(capfd.readouterr().out)

    return asked


def test_a_process_of_its_own_analyses_and_says_how_many(desk: Desk, capfd):
    analyse(again=False)
    assert "3 articles analysed (3 read)" in capfd.readouterr().err
    assert run_analyse(desk.settings).summary == "nothing new to analyse"
    assert desk.rows("SELECT count(*) FROM story_coverage") == [(1,)]


@pytest.mark.parametrize("which", ["https://courier.example/walkout", "https://ledger.example/stopped"])
def test_a_story_is_found_by_the_address_of_each_article(asked, which: str):
    found = asked(story, which)
    assert (found["articles"], found["first_source"], [row["source"] for row in found["reports"]]) == (
        2,
        "courier",
        ["courier", "ledger"],
    )
    assert [row["speaker"] for row in found["quotations"]] == ["Marian Oduya"]


def test_a_story_is_found_by_the_beginning_of_its_id(asked):
    newest = asked(story)
    assert asked(story, newest[0]["story"])["title"] == "Dockers walk out"


def test_people_see_reports_and_shared_quotations(desk: Desk, capfd):
    desk.analyse()
    story("https://courier.example/walkout", limit=20)
    shown = capfd.readouterr().out
    assert "Work stops" in shown
    assert "Marian Oduya: “We will not stand under that crane for another hour" in shown


def test_people_see_whose_text_a_report_has(desk: Desk, capfd):
    desk.add("taken", f"Read here what the Courier has.\n\n{WALKOUT}", "tribune", at="2026-03-02 13:00")
    passage = WALKOUT_ELSEWHERE.split("\n\n")[0]
    own = " ".join(f"In street {number} a baker counts {number} loaves that no docker came for." for number in range(9))
    desk.add("mixed", f"{passage}\n\n{own}\n\n{WALKOUT_ELSEWHERE.split(chr(10))[2]}", "post", at="2026-03-02 14:00")
    desk.analyse()
    story("https://courier.example/walkout", limit=20)
    shown = capfd.readouterr().out
    assert "tribune · copy of courier" in shown
    assert "of its text also in ledger" in shown
    with opened_snapshot(desk.settings) as snapshot:
        [(article,)] = snapshot.execute("SELECT article_id FROM articles WHERE url LIKE '%/mixed'").fetchall()
        explored = explored_story(snapshot, str(article))
    assert "copy of courier" in explored
    assert "of its text also in ledger" in explored


@pytest.mark.long
def test_forgetting_says_what_the_analysis_has_to_complete(desk: Desk, capfd):
    desk.add("third", WALKOUT.replace("on Monday", "today"), "radio", title="A walkout", at="2026-03-02 13:00")
    desk.analyse()
    shared = "SELECT sources FROM shared_quotes WHERE contains(words, 'under that crane')"
    assert desk.rows(shared) == [(["courier", "ledger", "radio"],)]
    capfd.readouterr()
    run_forget(["https://ledger.example/stopped"], "case 12", "ann", yes=True, as_json=False)
    *_, note, summary = capfd.readouterr().err.splitlines()
    assert note == (
        "note quotations that 2 articles shared with it are left out until `broadsheet analyse` compares anew"
    )
    assert summary.endswith("forgotten for good")
    assert run_analyse(desk.settings).summary.startswith("2 articles analysed")
    assert desk.rows(shared) == [(["courier", "radio"],)]
    run_forget(["https://radio.example/bees"], "case 12", "ann", yes=True, as_json=True)
    assert json.loads(capfd.readouterr().out)["to_analyse"] == 0


@pytest.mark.long
def test_forgetting_much_shows_ten_of_each_kind_and_the_sum_last(desk: Desk, capfd):
    for number in range(11):
        desk.add(f"bees-{number}", f"{BEES} {number}", "radio")
    run_forget(["radio"], "", "", yes=False, as_json=False)
    shown = capfd.readouterr()
    assert len(shown.out.splitlines()) == 10
    assert shown.err.splitlines() == [
        "and 2 more (`--json` has all)",
        "12 articles, 12 addresses, 12 captures: would be forgotten; --yes does it",
    ]


def test_what_somebody_says_is_found_by_the_last_name(asked):
    rows = asked(quotes, "oduya", source="")
    assert {row["source"] for row in rows} == {"courier", "ledger"}
    assert [row["source"] for row in asked(quotes, "Marian Oduya", source="ledger")] == ["ledger"]


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("https://radio.example/bees", "no other article reports"),
        ("https://nobody.example/", "there is no story or article"),
    ],
)
def test_what_is_no_story_is_said(asked, which: str, words: str):
    with pytest.raises(UsageError, match=words):
        asked(story, which)


def test_a_name_that_nobody_has_suggests_one_that_is_near(asked):
    with pytest.raises(UsageError) as error:
        asked(quotes, "Marian Oduja", source="")
    assert "Marian Oduya" in error.value.cure


def test_before_the_first_analysis_it_says_so(desk: Desk):
    with pytest.raises(UsageError, match="nothing is analysed yet"):
        story("", limit=5)
