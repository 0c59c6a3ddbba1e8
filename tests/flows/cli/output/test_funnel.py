"""The funnel reads well at any width."""

from __future__ import annotations

from flows.cli.output.funnel import funnel_lines
from tasks.load import RunResult

ENDED = RunResult("20260402T093000-5db4fa", 1204, 4, 3, {"loaded": {"new": 3}, "failed": {"gone": 1201}})


def lines(width: int) -> list[str]:
    return [line.plain for line in funnel_lines(ENDED, width)]


def test_each_count_stands_under_the_other_and_no_line_is_padded():
    assert lines(80) == [
        "run 20260402T093000-5db4fa",
        "               articles",
        "discovered        1,204",
        "fetched               4",
        "cleaned               3",
        "validated             3",
        "loaded                3",
        "",
        "loaded · new          3  seen for the first time",
        "failed · gone     1,201  the page is not there (404, 410)",
    ]


def test_where_there_is_no_room_beside_what_a_reason_means_stands_below():
    assert lines(40)[0] == "run 20260402T093000-5db4fa"
    assert lines(40)[-4:] == [
        "loaded · new          3",
        "  seen for the first time",
        "failed · gone     1,201",
        "  the page is not there (404, 410)",
    ]
