"""Files of checks: a fault is named with its file and line."""

from __future__ import annotations

import re

import pytest

from schemas.checks import (
    EXPECTATIONS,
    batch_checks,
    checks_of_articles,
    ignored_days,
    parse_checks,
    require_sound_checks,
)
from schemas.errors import ChecksFileError
from schemas.settings import Settings
from schemas.sources import declared_sources

ONE = """checks:
  - id: has_title
    expectation: ExpectColumnValuesToNotBeNull
    arguments: {column: title_characters}
    severity: warning
    action: flag
    owner: quality
    since: 2026-11-23
    reason: Readers find an article by its title.
"""


def test_a_check_says_what_it_asks_in_words():
    assert [(check.id, check.column, check.bound) for check in parse_checks(ONE, "a.yaml")] == [
        ("has_title", "title_characters", "present")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("checks: [{id: a}]", "a.yaml, line 1: expectation: Field required"),
        ("- nothing", "a.yaml is no list of checks"),
        ("checks: []\nmore: 1", "a.yaml is no list of checks"),
        ("checks: [", "a.yaml: while parsing"),
        (ONE.replace("has_title", "A!"), "a.yaml, line 2: id: String should match"),
        (ONE.replace("action: flag", "action: shout"), "a.yaml, line 2: action: Input should be"),
        (ONE.replace("owner", "boss"), "a.yaml, line 2: boss: Extra inputs"),
        (ONE.replace("    severity", "    action: stop\n    severity"), "a.yaml, line 2: action is given twice"),
        (ONE + ONE.removeprefix("checks:\n"), "a.yaml, line 10: the id has_title is used twice"),
        (
            ONE.replace("title_characters", "smell"),
            "a.yaml, line 2: check has_title looks at smell, which is no feature",
        ),
        (ONE + "  - 7\n", "a.yaml, line 10: .*valid dictionary"),
    ],
)
def test_a_fault_is_named_with_its_line(text: str, told: str):
    with pytest.raises(ChecksFileError, match=told):
        parse_checks(text, "a.yaml")


def test_what_the_page_shows_can_be_pasted_into_the_files_as_it_stands(project, tmp_path):
    one, own, source = re.findall(r"```yaml\n(.*?)```", (project / "docs" / "quality.md").read_text(), re.DOTALL)[:3]
    ours = (EXPECTATIONS / "articles.yaml").read_text()
    assert [check.id for check in parse_checks(ours + one, "a.yaml")][-1] == "paragraphs_can_be_counted"
    (tmp_path / "sources.yaml").write_text("sources:\n  - {name: desk, kind: files, location: desk}\n" + source)
    settings = Settings(home=tmp_path / "data", sources_file=tmp_path / "sources.yaml")
    require_sound_checks(settings)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "ours.yaml").write_text(own)
    with_own = settings.model_copy(update={"own_checks": tmp_path / "own"})
    assert "more_words_than_paragraphs" in {check.id for check in checks_of_articles(with_own)}
    assert len(ignored_days(with_own)) == 2
    assert [*declared_sources(settings.sources_file)["poems"].checks] == [
        "text_long_enough",
        "words_enough",
        "signed_by_one",
    ]


def test_there_are_at_least_twenty_checks_of_batches_each_with_an_owner_and_a_reason():
    checks = batch_checks()
    assert len([check for check in checks if check.owner and len(check.reason.split()) >= 8]) >= 20
    assert {check.scope for check in checks} == {"source", "warehouse"}
