"""What is wrong is told in words, with a command that can be typed as it stands."""

from __future__ import annotations

import shlex
from datetime import date
from typing import Any

import lxml.html
import pytest
import typer.main

from flows.cli.main import app
from schemas.checks import batch_checks
from schemas.features import DAY_FIGURES, OF_ASKING
from tasks.report.causes import _SENTENCES, distinct, help_for, of_check
from tasks.report.said import Level

pytestmark = pytest.mark.xdist_group("quality page")

CHECKS = {check.id: check for check in batch_checks()}


def result(check_id: str, observed: float, **given: Any) -> dict[str, Any]:
    check = CHECKS[check_id]
    row = {
        "source": "courier", "check_id": check_id, "severity": check.severity, "status": "fail",
        "day": date(2026, 4, 1),
        "observed": observed, "lowest": None, "highest": None, "history": 30, "message": None,
        "failing_since": date(2026, 4, 1), "last_audited_on": date(2026, 4, 1),
    }  # fmt: skip
    return row | given


def told(check_id: str, observed: float, **given: Any) -> str:
    cause = of_check(result(check_id, observed, **given), CHECKS[check_id])
    return f"{cause.title}: {cause.words}"


def test_every_figure_of_a_day_has_its_sentence():
    only_counted = {"fetches", "captures", "judged"}  # what shares are of: no check looks at them
    assert set(_SENTENCES) == set(DAY_FIGURES) - only_counted
    assert not only_counted & {check.column for check in CHECKS.values()}
    # `sources check` asks a source that is declared: no other ever has it for an answer.
    assert {figure for figure, sentence in _SENTENCES.items() if sentence.help == "source"} == OF_ASKING
    for check in CHECKS.values():
        if check.scope == "source":
            words = told(check.id, 0.5, lowest=0.75, highest=None)
            assert "{" not in words
            assert "Wed 1 Apr" in words or "nothing new for" in words


@pytest.mark.parametrize(
    ("check_id", "observed", "given", "words"),
    [
        ("articles_as_usual", 0, {"lowest": 5.2, "highest": 34.8}, ("silent: none on Wed 1 Apr; usual on a Wednesday: "
            "6 to 34")),
        ("articles_as_usual", 99, {"lowest": -3, "highest": 34.8}, ("many articles: 99 on Wed 1 Apr; "
            "usual on a Wednesday: at most 34")),
        ("few_are_held", 0.68, {"highest": 0.2, "history": 0}, ("much held: 68 % of its articles of Wed 1 Apr; "
            "allowed: at most 20 %")),
        ("length_as_usual", 270, {"lowest": 1956.6, "highest": 3335.4}, ("short texts: half of those of Wed 1 Apr are "
            "under 270 characters; usual: 1,957 to 3,335")),
        ("source_is_fresh", 102, {"highest": 30}, "silent: nothing new for 4.2 days; usual: at most 30 hours"),
        ("dates_are_there", 0.004, {"highest": 0.001}, ("dates missing: from under 1 % of the articles of Wed 1 Apr; "
            "usual: at most under 1 %")),
    ],
)  # fmt: skip
def test_a_failure_is_told_with_what_was_to_be_expected(
    check_id: str, observed: float, given: dict[str, Any], words: str
):
    assert told(check_id, observed, **given) == words


def test_the_worst_comes_first_then_what_is_far_out_then_what_brings_about_the_others():
    causes = [
        of_check(row, CHECKS[row["check_id"]])
        for row in (
            result("flags_as_usual", 0.9, highest=0.1),
            result("held_as_usual", 0.06, highest=0.05),
            result("articles_as_usual", 1, lowest=9, highest=20),
            result("not_shut_out", 0.9, highest=0.05),
            result("few_are_held", 0.3, highest=0.2),
        )
    ]
    assert [cause.check_id for cause in distinct(causes)] == [
        "not_shut_out",
        "few_are_held",
        "articles_as_usual",
        "flags_as_usual",
    ]


def test_an_error_is_no_failure():
    error = of_check(result("dates_are_there", 0, status="error", message="no such column"), CHECKS["dates_are_there"])
    assert (error.level, error.words) == (Level.FAILING, "could not be judged on Wed 1 Apr: no such column")


@pytest.mark.parametrize("source", ["courier", 'it\'s `$HOME` "x"; rm', "a b"])
def test_every_command_can_be_typed_as_it_stands(planted, source: str):
    command = typer.main.get_command(app)
    for figure in [*DAY_FIGURES, "runs_without_an_end"]:
        first, *words = shlex.split(help_for(figure, source if figure in DAY_FIGURES else None, "some_check"))
        assert first == "broadsheet"
        group, rest = command, words
        while hasattr(group, "resolve_command"):
            _, group, rest = group.resolve_command(group.context_class(group), rest)
        group.make_context("broadsheet", list(rest))
        if words[0] == "query":
            planted.ask(words[1])
        else:
            assert source in words


def test_every_question_on_the_pages_is_answered(planted):
    home = planted.settings.reports
    files = [
        planted.written.index, home / "day.html", home / "source" / "kustbladet.html",
        max((home / "run").glob("*.html")),
    ]  # fmt: skip
    commands = [
        code.text_content()
        for file in files
        for code in lxml.html.fromstring(file.read_bytes().decode("utf-8")).xpath("//code")
        if code.text_content().startswith("broadsheet query")
    ]
    assert len(commands) >= 17
    for command in commands:
        program, verb, sql = shlex.split(command)
        assert (program, verb) == ("broadsheet", "query")
        planted.ask(sql)
