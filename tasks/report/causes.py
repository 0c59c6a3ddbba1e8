"""What is wrong, in words, and the command that helps. Pure: a check's result goes in, a sentence comes out."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.checks import BatchCheck
from schemas.features import DAY_FIGURES, WAREHOUSE_FIGURES
from tasks.report import said
from tasks.report.levels import OF_SEVERITY, Level


@dataclass(frozen=True, slots=True)
class Cause:
    level: Level
    words: str
    command: str = ""
    check_id: str = ""
    """The check that found it; empty where it is plain to see."""
    since: date | None = None
    """The first day of it."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`{o}`: what was observed, `{usual}`: what was to be expected, `{day}`, `{mostly}`: the check that most articles failed."""

    words: str
    kind: str = "share"
    """share, count or hours"""
    help: str = "look"


# From causes to symptoms: of several failures of one level, the first here is told first.
_SENTENCES: dict[str, _Sentence] = {
    "hours_since_loaded": _Sentence("silent: nothing new for {o}, {usual}", "hours", "source"),
    "articles": _Sentence("{o} articles on {day}, {usual} on a {weekday}", "count", "source"),
    "denied_share": _Sentence("the site refused {o} of the fetches on {day}, {usual}", help="source"),
    "network_failure_share": _Sentence("{o} of the fetches on {day} got no connection, {usual}", help="source"),
    "server_failure_share": _Sentence("its server failed at {o} of the fetches on {day}, {usual}", help="source"),
    "gone_share": _Sentence("{o} of the pages asked for on {day} are not there, {usual}", help="source"),
    "lost_share": _Sentence("{o} of what it offered on {day} was refused or failed, {usual}", help="source"),
    "candidates": _Sentence("offered {o} addresses on {day}, {usual} on a {weekday}", "count", "source"),
    "held_share": _Sentence("{o} of its articles held on {day}{mostly}, {usual}", help="held"),
    "median_characters": _Sentence("half of its texts of {day} are under {o} characters, {usual}", "count", "texts"),
    "extraction_yield": _Sentence("{o} of the new pages of {day} gave an article, {usual}", help="again"),
    "clean_failure_share": _Sentence("cleaning failed at {o} of the pages of {day}, {usual}", help="again"),
    "without_title_share": _Sentence("{o} of the articles of {day} have no title, {usual}", help="again"),
    "without_date_share": _Sentence("{o} of the articles of {day} have no date, {usual}", help="again"),
    "main_language_share": _Sentence("{o} of the articles of {day} are in its main language, {usual}", help="texts"),
    "without_language_share": _Sentence("{o} of the articles of {day} have no known language, {usual}", help="texts"),
    "without_authors_share": _Sentence("{o} of the articles of {day} have no author, {usual}", help="again"),
    "alias_share": _Sentence("duplicates: {o} of the articles of {day} repeat a text under another address, {usual}", help="copies"),
    "flag_share": _Sentence("{o} of the articles of {day} are flagged{mostly}, {usual}", help="flags"),
    "revision_share": _Sentence("{o} of what was loaded on {day} are further versions, {usual}", help="texts"),
    "delay_hours": _Sentence("half of the articles of {day} came more than {o} after publication, {usual}", "hours", "source"),
    "mean_paragraphs": _Sentence("{o} paragraphs a text on {day}, {usual}", "count", "texts"),
    "short_text_characters": _Sentence("one text in twenty of {day} is under {o} characters, {usual}", "count", "texts"),
    "without_description_share": _Sentence("{o} of the articles of {day} have no description, {usual}", help="again"),
    "mean_links": _Sentence("{o} links a text on {day}, {usual}", "count", "texts"),
}  # fmt: skip

_RANKS = {figure: rank for rank, figure in enumerate(_SENTENCES)}

_QUERIES = {
    "texts": "SELECT url, title, word_count FROM latest_articles WHERE source = {source} ORDER BY first_seen_at DESC LIMIT 20",
    "copies": "SELECT url, detail FROM ops.outcomes JOIN sources USING (source_id) WHERE name = {source} AND reason = 'same_text' ORDER BY recorded_at DESC LIMIT 20",
    "flags": "SELECT url, flags FROM latest_articles WHERE source = {source} AND len(flags) > 0 ORDER BY first_seen_at DESC LIMIT 20",
}
_COMMANDS = {
    "source": "broadsheet sources check {source}",
    "held": "broadsheet quarantine list --source {source}",
    "again": "broadsheet replay --compare --source {source}",
}

_TELL: dict[str, Callable[[float | None], str]] = {"share": said.share, "count": said.number, "hours": said.hours}


def of_check(result: Mapping[str, Any], check: BatchCheck | None, mostly: str = "") -> Cause:
    """A failing result of a check of a source, or of the warehouse; `mostly`: which check its articles failed most.

    `result` is a row of the view source_checks. A check that the file of checks no longer has is told by its id.
    """
    level = Level.FAILING if result["status"] == "error" else OF_SEVERITY.get(result["severity"], Level.WARNING)
    figure = (check.column if check else None) or ""
    command = help_for(figure, result["source"], result["check_id"])
    if result["status"] == "error":
        words = f"could not be judged on {said.day(result['day'])}: {result['message'] or 'no reason given'}"
    elif figure in _SENTENCES:
        words = _filled(_SENTENCES[figure], result, mostly)
    else:
        meaning = DAY_FIGURES.get(figure) or WAREHOUSE_FIGURES.get(figure) or result["check_id"]
        words = (
            f"{meaning}: {said.number(result['observed'])} on {said.day(result['day'])}, {_usual(result, said.number)}"
        )
    return Cause(level, words, command, result["check_id"], result["failing_since"])


def rank(cause: Cause, checks: Mapping[str, BatchCheck]) -> tuple[int, int, str]:
    """To sort causes: the worst first, then what brings about the others."""
    check = checks.get(cause.check_id)
    figure = (check.column if check else None) or ""
    return (-cause.level, _RANKS.get(figure, len(_RANKS)) if cause.check_id else -1, cause.words)


def help_for(figure: str, source: str | None, check_id: str) -> str:
    """The command that shows more of what such a figure is about."""
    if source is None:
        return _query(f"SELECT * FROM source_checks WHERE check_id = {_literal(check_id)}")
    kind = _SENTENCES[figure].help if figure in _SENTENCES else "texts"
    if kind in _COMMANDS:
        return _COMMANDS[kind].format(source=shlex.quote(source))
    return _query(_QUERIES[kind].format(source=_literal(source)))


def _query(sql: str) -> str:
    """As a person would type it where the shell allows that; else quoted for the shell."""
    return f'broadsheet query "{sql}"' if not re.search(r'["$`\\!]', sql) else f"broadsheet query {shlex.quote(sql)}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _filled(sentence: _Sentence, result: Mapping[str, Any], mostly: str) -> str:
    tell = _TELL[sentence.kind]
    return sentence.words.format(
        o=tell(result["observed"]),
        day=said.day(result["day"]),
        weekday=said.weekday(result["day"]),
        usual=_usual(result, tell),
        mostly=f" (mostly {mostly})" if mostly else "",
    )


def _usual(result: Mapping[str, Any], tell: Callable[[float | None], str]) -> str:
    """What was to be expected: learned bounds are usual, fixed ones are allowed."""
    is_usual = "is usual" if result["history"] else "is allowed"
    low, high = result["lowest"], result["highest"]
    if low is not None and high is not None and low > 0:
        return f"{tell(low)} to {tell(high)} {is_usual}"
    if high is not None:
        return f"at most {tell(high)} {is_usual}"
    return f"at least {tell(low)} {is_usual}"
