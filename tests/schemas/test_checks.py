"""Files of checks: a fault is named with its file and line."""

from __future__ import annotations

import pytest

from schemas.checks import batch_checks, parse_checks
from schemas.errors import ChecksFileError

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


def test_there_are_at_least_twenty_checks_of_batches_each_with_an_owner_and_a_reason():
    checks = batch_checks()
    assert len([check for check in checks if check.owner and len(check.reason.split()) >= 8]) >= 20
    assert {check.scope for check in checks} == {"source", "warehouse"}
