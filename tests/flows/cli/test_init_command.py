"""A project of one's own: what `init` writes is what the other commands find, and nothing of it is the program's."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.checks import checks_of_articles, checks_of_days, ignored_days
from schemas.settings import PROJECT, Settings

pytestmark = [pytest.mark.xdist_group("prefect")]


@pytest.fixture
def desk(command, tmp_path: Path) -> Path:
    """A new project; commands run in its folder, with nothing set that a shell of its owner has not."""
    del command.environment["BROADSHEET_HOME"]
    answer = command("init", "desk", "--contact", "you@example.org")
    assert (answer.code, answer.out) == (0, ""), answer.err
    command.home = tmp_path / "desk" / "data"
    return tmp_path / "desk"


def test_commands_in_the_folder_find_its_files_and_no_sample_articles(command, desk: Path):
    assert sorted(str(path.relative_to(desk)) for path in desk.rglob("*") if path.is_file()) == [
        ".gitignore", "broadsheet.toml", "checks/checks.yaml", "sources.yaml",
    ]  # fmt: skip
    settings = {row["setting"]: row["value"] for row in command("config", "--json").json["settings"]}
    assert settings["home"] == str(desk / "data")
    assert settings["sources_file"] == str(desk / "sources.yaml")
    assert settings["own_checks"] == str(desk / "checks")
    assert settings["contact"] == "you@example.org"
    assert command("sources", "list", "--json").json == []
    with (desk / "sources.yaml").open("a") as file:  # as its comment shows
        file.write("  - name: north-ledger\n    kind: files\n    location: papers\n")
    assert [row["source"] for row in command("sources", "list", "--json").json] == ["north-ledger"]
    answer = command("demo")
    assert answer.code == 2
    assert "the sample articles are not among the sources" in answer.err


def test_articles_of_the_users_own_go_into_the_projects_data_folder(command, desk: Path, page):
    (desk / "quay.html").write_text(page("Quay to be rebuilt", "The quay"))
    answer = command("ingest", "quay.html", "--source", "wire", "--outlet", "Port Gazette")
    assert (answer.code, answer.out) == (0, ""), answer.err
    database, quality_page, following = answer.err.splitlines()[-3:]
    assert f": {desk / 'data' / 'broadsheet.duckdb'} (" in database
    assert quality_page.endswith(str(desk / "data" / "reports" / "index.html"))
    assert "broadsheet analyse" in following
    assert "broadsheet.duckdb" not in command("ingest", "quay.html", "--json").err
    assert (desk / "data" / "broadsheet.duckdb").exists()
    assert command.rows("SELECT source, outlet, title FROM latest_articles") == [
        {"source": "wire", "outlet": "Port Gazette", "title": "Quay to be rebuilt"}
    ]
    again = command("ingest", "wire")
    assert again.code == 2  # it is no declared source
    assert command("why", "quay.html").code == 0


def test_nothing_that_is_there_is_replaced(command, desk: Path):
    (desk / "sources.yaml").write_text("sources: []  # mine\n")
    answer = command("init", ".")
    assert answer.code == 2
    assert f"{desk} is a project already" in answer.err
    (desk / "broadsheet.toml").unlink()
    assert "checks.yaml is there already" in command("init", ".").err
    assert (desk / "sources.yaml").read_text() == "sources: []  # mine\n"


def test_a_contact_that_is_none_is_refused_before_anything_is_written(command, tmp_path: Path):
    answer = command("init", "desk", "--contact", "me")
    assert answer.code == 2
    assert "contact = 'me'" in answer.err
    assert "Write --contact you@example.org" in answer.err
    assert not (tmp_path / "desk").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["harbour-courier", "--source", "wire"], "harbour-courier has a name of its own already"),
        (["--source", "wire"], "every declared source has a name of its own already"),
        ([".", "--source", "https://wire.example"], "can be no name of a source"),
        ([".", "--source", "-x"], "can be no name of a source"),
    ],
)
def test_a_source_is_named_for_what_has_no_name_and_by_a_name_that_can_be_one(command, words: list[str], said: str):
    environment = {"BROADSHEET_SOURCES_FILE": str(PROJECT / "seeds" / "sources.yaml")}
    command.home.parent.mkdir(exist_ok=True)
    answer = command("ingest", *words, **environment)
    assert answer.code == 2
    assert said in answer.err


def test_what_the_new_file_of_checks_shows_is_understood(desk: Path, tmp_path: Path):
    """The example in its comment, taken at its word."""
    text = (desk / "checks" / "checks.yaml").read_text()
    example = "\n".join(line[4:] for line in text.splitlines() if line.startswith("#   "))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.yaml").write_text(example)
    settings = Settings(own_checks=tmp_path / "mine")
    checks = {check.id: check for check in checks_of_articles(settings)}
    assert checks["words_enough"].arguments["min_value"] == 50
    assert "has_author" not in checks
    assert {check.id: check.severity for check in checks_of_days(settings)}["articles_as_usual"] == "warning"
    assert [f"{day}" for day in ignored_days(settings)] == ["2026-12-25"]
