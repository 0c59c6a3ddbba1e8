"""Settings from three places: the later wins, and what is wrong says where it stands and what is allowed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.inspect.config import config_rows, example
from schemas.errors import UsageError
from schemas.settings import GROUPS, Settings, load_settings
from schemas.settings.groups import Group, Secret
from schemas.settings.loading import files_open_to_all, load_values


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, and an environment without settings."""
    for name in [name for name in os.environ if name.startswith("BROADSHEET_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(words: str | bytes, here: Path) -> tuple[str, str]:
    """What is said of a settings file with these words, its path shortened."""
    file = here / "broadsheet.toml"
    file.write_bytes(words if isinstance(words, bytes) else words.encode())
    with pytest.raises(UsageError) as caught:
        load_settings()
    return caught.value.what.replace(f"{here}/", ""), caught.value.cure


def test_the_environment_wins_over_the_file_and_the_call_over_both(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "broadsheet.toml").write_text("batch_size = 1\nmost_tries = 2\nfetch_per_host = 3\n")
    monkeypatch.setenv("BROADSHEET_MOST_TRIES", "4")
    monkeypatch.setenv("BROADSHEET_FETCH_PER_HOST", "5")
    settings = load_settings(fetch_per_host=6, max_redirects=None)
    assert (settings.batch_size, settings.most_tries, settings.fetch_per_host, settings.max_redirects) == (1, 4, 6, 10)


def test_each_value_says_where_it_came_from(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "broadsheet.toml").write_text("# ours\nbatch_size = 1\n\nmost_tries = 2\n")
    monkeypatch.setenv("BROADSHEET_MOST_TRIES", "4")
    monkeypatch.setenv("BROADSHEET_COLOUR", "blue")
    loaded = load_values(Settings, {})
    rows = {row["setting"]: (row["value"], row["from"], row["place"]) for row in config_rows(loaded)}
    assert rows["batch_size"] == (1, "file", f"{here}/broadsheet.toml, line 2")
    assert rows["most_tries"] == (4, "environment", "BROADSHEET_MOST_TRIES")
    assert rows["batches_under_way"] == (3, "default", "")
    assert loaded.unknown_variables == ["BROADSHEET_COLOUR"]


def test_paths_count_from_the_folder_of_the_file(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "etc").mkdir()
    (here / "etc" / "b.toml").write_text('home = "../data"\nchecks_file = "/checks.yaml"\n')
    monkeypatch.setenv("BROADSHEET_CONFIG", "etc/b.toml")
    settings = load_settings(sources_file="mine.yaml")
    assert settings.home == here / "etc" / ".." / "data"
    assert (settings.checks_file, settings.sources_file) == (Path("/checks.yaml"), here / "mine.yaml")


def test_lists_are_written_as_in_the_file_or_with_commas(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "broadsheet.toml").write_text('allow_cidrs = ["10.0.0.0/8"]\n')
    for written in ("80,8080", "[80, 8080]", " 80 , 8080"):
        monkeypatch.setenv("BROADSHEET_ALLOW_PORTS", written)
        assert (load_settings().allow_ports, load_settings().allow_cidrs) == ((80, 8080), ("10.0.0.0/8",))


@pytest.mark.parametrize(
    ("words", "what", "cure"),
    [
        ("\nbatch_sise = 5", "broadsheet.toml, line 2: there is no setting batch_sise", "Did you mean batch_size? "),
        ("BROADSHEET_HOME = 'x'", "broadsheet.toml, line 1: there is no setting BROADSHEET_HOME",
            "Did you mean home? "),
        ("[fetch]\nsecond = 5", "broadsheet.toml, line 1: there is no setting fetch",
         "Settings stand at the top of the file, without tables. Did you mean fetch_seconds? "),
        ("batch_size = 'many'", "setting batch_size = 'many' (broadsheet.toml, line 1) is not allowed",
         "Allowed: whole number from 1 to 10,000. Mend it there, or leave it out for 1000."),
        ("batch_size = true", "setting batch_size = 'true' (broadsheet.toml, line 1) is not allowed",
            "Allowed: whole number"),
        ("fetch_seconds = nan", "setting fetch_seconds = nan (broadsheet.toml, line 1) is not allowed",
            "Allowed: number above 0."),
        ("home = ''", "setting home = None (broadsheet.toml, line 1) is not allowed", "Allowed: path."),
        ("allow_ports = 80", "setting allow_ports = 80 (broadsheet.toml, line 1) is not allowed",
            "Allowed: list of whole numbers."),
        ("contact = 'me'", ("setting contact = 'me' (broadsheet.toml, line 1) is not allowed: "
            "an e-mail address or the URL of a page"),
         "Allowed: text."),
        ("batch_size = ", "settings file broadsheet.toml is not TOML: Invalid value (at end of document)",
            "Mend it at that place"),
        (b"contact = '\xff'", "settings file broadsheet.toml is not TOML: 'utf-8' codec can't decode byte 0xff",
            "Mend it at that place"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_named_with_its_line_and_what_is_allowed(words, what: str, cure: str, here: Path):
    said = told(words, here)
    assert said[0].startswith(what)
    assert said[1].startswith(cure)


def test_a_wrong_variable_is_named_as_such(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BROADSHEET_BATCH_SIZE", "many")
    with pytest.raises(UsageError, match=r"setting batch_size = 'many' \(BROADSHEET_BATCH_SIZE\) is not allowed"):
        load_settings()


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_file_that_every_user_can_change_is_named_and_names_no_code_to_run(is_folder: bool, here: Path):
    project = here / "project"
    project.mkdir()
    file = project / "broadsheet.toml"
    file.write_text("contact = 'you@example.org'\n")
    assert list(files_open_to_all(file)) == []
    is_open = project if is_folder else file
    is_open.chmod(0o777)
    words = f"{file} says what runs do, and every user of this machine can change it: chmod o-w {is_open}"
    assert next(files_open_to_all(file, project / "none.yaml")) == words
    project.chmod(0o1777 if is_folder else 0o755)  # in a folder such as /tmp each changes only what is his
    assert list(files_open_to_all(file)) == ([] if is_folder else [words])
    here.joinpath("broadsheet.toml").write_text("own_checks = 'checks'\n")
    load_settings()
    here.joinpath("broadsheet.toml").chmod(0o666)
    with pytest.raises(UsageError, match="own_checks names code to run, and every user of this machine can write to"):
        load_settings()


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_settings_file_that_cannot_be_read_is_named(is_folder: bool, here: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BROADSHEET_CONFIG", str(here / "b.toml"))
    if is_folder:
        (here / "b.toml").mkdir()
    reason = "Is a directory" if is_folder else "No such file or directory"
    with pytest.raises(UsageError, match=f"settings file {here}/b.toml: {reason}"):
        load_settings()


def test_the_example_has_every_setting_and_changes_nothing_when_taken_at_its_word(here: Path):
    lines = example().splitlines()
    (here / "broadsheet.toml").write_text(
        "\n".join(line.removeprefix("#") if " = " in line else line for line in lines)
    )
    loaded = load_values(Settings, {})
    assert sorted(loaded.origins) == sorted(Settings.model_fields)
    assert loaded.settings == Settings(home=here / "data")


def test_no_setting_stands_in_two_groups():
    names = [name for group in GROUPS for name in group.model_fields]
    assert sorted(names) == sorted(Settings.model_fields)


def test_a_secret_is_neither_shown_in_an_error_nor_handed_on(monkeypatch: pytest.MonkeyPatch):
    class WithSecret(Group):
        """Of somebody"""

        word: Secret

    monkeypatch.setenv("BROADSHEET_WORD", "sesame")
    assert "sesame" not in str(WithSecret(word="open sesame").model_dump(mode="json"))
    with pytest.raises(UsageError) as caught:
        load_values(WithSecret, {"word": 7})
    assert caught.value.what == "setting word = (not shown) (--word) is not allowed"
    assert "7" not in str(caught.value.__cause__)
    assert load_values(WithSecret, {}).settings.word.get_secret_value() == "sesame"
