"""One thing broken at a time in otherwise clean articles: each check fires on exactly the article that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.checks import article_checks
from schemas.records import CheckResult, Verdict
from tasks.runs.handover import read_rows
from tasks.validate.batch import validate_batch
from tests.tasks.validate.prepared import ADDRESSES, ALSO, faults

CHECKS = [check for check in article_checks() if check.action != "stop"]


@pytest.fixture(scope="module")
def verdicts(good, batch, judge, past: Path, tmp_path_factory) -> dict[int, Verdict]:
    """One article a fault, each between two good ones; behind them four more at whose addresses one text stands
    again.
    """
    changes, articles = faults(), [good(0)]
    for check in CHECKS:
        assert check.id in changes, f"a new check needs a fault: add one of {check.id} to prepared.py"
    for number, check in enumerate(CHECKS):
        articles += [good(2 * number + 1, **changes[check.id]), good(2 * number + 2)]
    articles += [good(len(articles) + number, **changes["text_is_its_own"]) for number in range(4)]
    addresses = {2 * _number(check_id) + 1: change for check_id, change in ADDRESSES.items()}
    folder = batch(tmp_path_factory.mktemp("faults") / "00001", articles, addresses)
    validate_batch(folder, judge, past)
    assert {result.status for result in read_rows(folder / "results.parquet", CheckResult)} == {"pass", "fail"}
    return {verdict.position: verdict for verdict in read_rows(folder / "verdicts.parquet", Verdict)}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_fault_fails_its_check_and_no_other(verdicts: dict[int, Verdict], check):
    verdict = verdicts[2 * _number(check.id) + 1]
    failed = {failure["check_id"] for failure in verdict.failures}
    assert failed == {check.id} | ALSO.get(check.id, set())
    assert verdict.held is any(other.action == "quarantine" for other in CHECKS if other.id in failed)


def test_articles_without_a_fault_pass_every_check(verdicts: dict[int, Verdict]):
    clean = [verdicts[2 * number] for number in range(len(CHECKS) + 1)]
    assert [verdict.failures for verdict in clean] == [[] for _ in clean]


def test_a_failure_says_what_was_observed_and_what_should_be(verdicts: dict[int, Verdict]):
    verdict = verdicts[2 * _number("text_long_enough") + 1]
    assert {**verdict.failures[0]} == {
        "check_id": "text_long_enough",
        "severity": "critical",
        "action": "quarantine",
        "observed": "15",
        "bound": "at least 140",
    }


def test_every_check_that_does_not_guard_the_pipeline_itself_has_a_fault_here():
    assert set(faults()) == {check.id for check in CHECKS}


def _number(check_id: str) -> int:
    return [check.id for check in CHECKS].index(check_id)
