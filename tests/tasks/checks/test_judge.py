"""Checks before the judge, row by row: which rows fail, and with which bounds. The library is the real one."""

from __future__ import annotations

import pandas as pd

from schemas.checks import Check
from tasks.checks.judge import Judge

WORDS = {"severity": "info", "action": "flag", "reason": "It is there for this test alone."}


def between(**bounds: object) -> Check:
    arguments = {"column": "figure", **bounds}
    return Check(id="figure", expectation="ExpectColumnValuesToBeBetween", arguments=arguments, **WORDS)


def test_every_row_that_fails_is_named_where_all_of_a_thousand_do():
    """The library itself repeats only the first 200 values."""
    frame = pd.DataFrame({"position": range(5000, 6000), "figure": 7.0})
    (finding,) = Judge([between(max_value=6)]).findings(frame)
    assert (finding.status, finding.evaluated, finding.positions) == ("fail", 1000, [*range(5000, 6000)])


def test_rows_without_a_value_do_not_fail_a_bound():
    frame = pd.DataFrame({"position": [3, 1, 2], "figure": [None, 9.0, 5.0]})
    (finding,) = Judge([between(max_value=6)]).findings(frame)
    assert finding.positions == [1]


def test_a_figure_passes_at_its_own_bound():
    """3 of 10, computed as 0.1 + 0.2."""
    frame = pd.DataFrame({"position": range(2), "figure": [0.1 + 0.2, 0.3000001]})
    (fixed,) = Judge([between(max_value=0.3)]).findings(frame)
    (learned,) = Judge([between(max_value={"$PARAMETER": "highest"})]).findings(frame, {"highest": 0.3})
    assert (fixed.positions, learned.positions) == ([1], [1])


def test_a_share_that_may_fail_hides_no_row():
    frame = pd.DataFrame({"position": range(10), "figure": [*range(10)]})
    (finding,) = Judge([between(max_value=7, mostly=0.5)]).findings(frame)
    assert (finding.status, finding.positions) == ("fail", [8, 9])


def test_each_judgement_has_the_bounds_it_was_given():
    judge = Judge([between(max_value={"$PARAMETER": "highest"})])
    frame = pd.DataFrame({"position": range(3), "figure": [1.0, 2.0, 3.0]})
    given = [judge.findings(frame, {"highest": highest})[0].positions for highest in (2, 1, 3)]
    assert given == [[2], [1, 2], []]


def test_findings_come_in_the_order_of_the_checks():
    checks = [between(max_value=1).model_copy(update={"id": name}) for name in ("zebra", "ant", "mole")]
    found = Judge(checks).findings(pd.DataFrame({"position": [0], "figure": [0.5]}))
    assert [finding.check.id for finding in found] == ["zebra", "ant", "mole"]
