"""Checks of sources that make no sense are found before anything is asked, each with its place in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.cli.preflight import require_possible
from flows.cli.sources_check import check_sources
from flows.inspect.doctor_setup import checks
from schemas.checks import checks_of_sources, faults_in_sources, require_sound_checks
from schemas.errors import ChecksFileError
from schemas.settings import Settings

DECLARED = """sources:
  - {name: desk, kind: files, location: desk}
  - name: poems
    kind: feed
    location: https://poems.example/feed
    checks:
      words_enough: false
      short_titles:
        expectation: ExpectColumnValuesToBeBetween
        arguments: {column: title_caracters, max_value: 80}
        severity: info
        action: flag
        reason: Titles of poems are never long.
      no_such_check: false
"""
MISSPELT = "line 8: source poems, check short_titles: check short_titles looks at title_caracters, which is no feature"
UNKNOWN = "line 14: source poems, check no_such_check: there is no such check to leave out"
BY_MERGE = """shared: &shared {no_such_check: false}
sources:
  - {name: desk, kind: files, location: desk, checks: {<<: *shared}}
"""


@pytest.fixture
def poems(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "sources.yaml").write_text(DECLARED)
    return settings.model_copy(update={"sources_file": tmp_path / "sources.yaml"})


def test_every_fault_is_found_with_its_file_line_source_and_check(poems):
    faults = [*faults_in_sources(poems)]
    assert [fault.what for fault in faults] == [f"{poems.sources_file}, {MISSPELT}", f"{poems.sources_file}, {UNKNOWN}"]
    assert faults[0].cure.startswith("The features: ")
    assert "title_characters" in faults[0].cure


@pytest.mark.parametrize(
    "begin",
    [
        require_sound_checks,
        lambda settings: require_possible([str(settings.sources_file)], settings),
        lambda settings: check_sources(["desk"], settings, as_json=True),
    ],
    ids=["a run", "ingest", "sources check"],
)
def test_nothing_begins_with_them_and_nothing_is_recorded(poems, begin):
    with pytest.raises(ChecksFileError, match="title_caracters") as refused:
        begin(poems)
    assert refused.value.exit_code == 2
    assert not poems.home.exists()


def test_the_doctor_names_each(poems, now):
    found = [(one.state, one.words.rpartition("sources.yaml, ")[2]) for one in checks(poems, now)]
    assert found[1:] == [("fail", MISSPELT), ("fail", UNKNOWN)]


def test_a_check_that_is_merged_from_elsewhere_is_named_without_a_line(poems):
    poems.sources_file.write_text(BY_MERGE)
    with pytest.raises(ChecksFileError, match=r"sources\.yaml: source desk, check no_such_check"):
        require_sound_checks(poems)


def test_what_a_source_makes_of_checks_is_listed_with_its_name_and_faults_are_passed_over(poems):
    changed = "      text_long_enough: {arguments: {min_value: 40}}\n"
    poems.sources_file.write_text(DECLARED.replace("title_caracters", "title_characters") + changed)
    listed = [(source, check.id, check.bound, is_on) for source, check, is_on in checks_of_sources(poems)]
    assert [one[:2] + one[3:] for one in listed] == [
        ("poems", "words_enough", False),
        ("poems", "short_titles", True),
        ("poems", "text_long_enough", True),
    ]
    assert [one[2] for one in listed[1:]] == ["at most 80", "at least 40"]


@pytest.mark.parametrize("text", [DECLARED.partition("      short")[0], "sources: []\n", None])
def test_sound_checks_none_and_no_file_pass(poems, text):
    poems.sources_file.unlink() if text is None else poems.sources_file.write_text(text)
    require_sound_checks(poems)
