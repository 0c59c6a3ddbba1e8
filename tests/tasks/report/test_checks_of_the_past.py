"""Results whose check was left out since, failures that no later day judged, and days on which little was judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import lxml.html
import pytest

from tasks.report import report

pytestmark = pytest.mark.xdist_group("quality page")

RESULT = """
INSERT INTO quality.audit_results SELECT
    '{day}-aud17e', DATE '{day}', source_id, '{check}', 'critical', 'flag', '{status}', {observed},
    NULL, 0.5, {history}, NULL
FROM sources;
"""
OWN = {
    "checks": "checks: {has_author: false}",
    "day_checks": "day_checks: {titles_are_there: false}",
    "renamed": "day_checks: {titles_are_there: false, titles_present: {expectation: ExpectColumnValuesToBeBetween, "
    "arguments: {column: without_title_share, max_value: 0.1}, severity: info, action: flag, scope: source, "
    "reason: A title is there for nine in ten.}}",
}
FAILED = (
    "UPDATE quality.expectation_results SET check_id = 'has_author', unexpected = 3 WHERE check_id ="
    " (SELECT min(check_id) FROM quality.expectation_results);"
)


def result(day: str, status: str, check: str = "titles_are_there", history: int = 0) -> str:
    observed = "NULL" if status == "insufficient_history" else 0.9
    return RESULT.format(day=day, check=check, status=status, observed=observed, history=history)


def heading(pages: Any) -> str:
    return str(pages.html.xpath("string(//h1)"))


@pytest.mark.parametrize("own", [*OWN])
def test_a_check_that_was_left_out_since_does_not_count_and_its_results_say_so(young: Callable[..., Any], own: str):
    pages = young(then=FAILED + result("2026-04-01", "fail"))
    folder = pages.settings.home / "own"
    folder.mkdir()
    (folder / "checks.yaml").write_text(OWN[own])
    written = report(pages.settings.model_copy(update={"own_checks": folder}), pages.now)
    html = lxml.html.parse(str(written.index)).getroot()
    gone = "has_author" if own == "checks" else "titles_are_there"
    [row] = [row for row in html.xpath("//*[@id='checks']//tbody/tr") if gone in row.text_content()]
    assert "Left out of the checks since." in row.text_content()
    assert ("titles missing" in html.xpath("string(//*[@id='attention'])")) is (own == "checks")
    source = lxml.html.parse(str(pages.settings.reports / "source" / "courier.html")).getroot()
    [told] = [row for row in source.xpath("//*[@id='results']//tbody/tr") if "titles_are_there" in row.text_content()]
    assert ("Left out of the checks since." in told.text_content()) is (own != "checks")


def test_a_failure_stands_until_a_later_day_is_judged(young: Callable[..., Any]):
    empty = "".join(result(f"2026-04-0{day}", "insufficient_history") for day in (2, 3))
    pages = young(then=result("2026-03-31", "fail") + result("2026-04-01", "fail") + empty)
    [told] = [" ".join(row) for row in pages.rows("attention") if "courier" in row]
    assert told.startswith("■ failing courier titles missing: from 90 % of the articles of Wed 1 Apr")
    assert "not judged again since (since Tue 31 Mar)" in told
    columns = "status, day, failing_since, last_audited_on"
    assert pages.ask(f"SELECT {columns} FROM source_checks") == [
        ("fail", date(2026, 4, 1), date(2026, 3, 31), date(2026, 4, 3))
    ]
    passed = young(then=result("2026-04-01", "fail") + empty + result("2026-04-04", "pass", history=30))
    assert passed.ask(f"SELECT {columns} FROM source_checks") == [("pass", date(2026, 4, 4), None, date(2026, 4, 4))]
    after = result("2026-03-31", "pass", history=30) + empty
    assert young(then=after).ask(f"SELECT {columns} FROM source_checks") == [
        ("insufficient_history", date(2026, 4, 3), None, date(2026, 4, 3))
    ]


def test_a_source_is_as_usual_only_where_it_was_compared_with_its_past(young: Callable[..., Any]):
    fixed = result("2026-04-01", "pass", "few_are_lost") + result("2026-04-01", "pass", "few_are_held")
    learning = result("2026-04-01", "insufficient_history")
    pages = young(then=fixed + learning)
    assert "not judged — 1 source, none of them judged yet: 2 of 3 checks judged" in heading(pages)
    assert pages.rows("sources")[0][:4] == ["○ not judged", "courier", "", "2 of 3"]
    compared = young(then=fixed + learning + result("2026-04-01", "pass", "dates_are_there", history=30))
    assert "● as usual — 1 of 1 source as usual." in heading(compared)
    assert compared.rows("sources")[0][3] == "3 of 4"
