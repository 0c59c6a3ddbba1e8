"""What is wrong, in words, with the command that helps. Pure: the result of a check goes in, a sentence comes out."""

from __future__ import annotations

import math
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.checks import BatchCheck
from schemas.features import DAY_FIGURES, WAREHOUSE_FIGURES
from tasks.report import said
from tasks.report.figures import Figures, Row
from tasks.report.said import OF_SEVERITY, Level
from tasks.store.engine import literal


@dataclass(frozen=True, slots=True)
class Cause:
    level: Level
    title: str
    """The short title: silent, shut out, much held."""
    words: str
    command: str = ""
    check_id: str = ""
    """The check that found it; empty if no check is needed to see it."""
    since: date | None = None
    """The first day of the problem, where that is known."""
    figure: str = ""
    """The figure that was measured: two checks of one figure are one cause."""
    brief: str = ""
    """The observed value, in words."""
    is_close: bool = False
    """Whether the value is only a little out of its bounds."""
    place: str = ""
    """The part of the source's page that lists the articles behind it."""
    acknowledged: str = ""
    """Who knows of it, until when and why; such a cause does not count."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """`title`: in a word or two, for too little and for too much. In the words `{o}` is what was observed, `{usual}`
    what was to be expected, `{hint}` what else is known of it.
    """

    title: tuple[str, str]
    words: str
    kind: str = "share"
    """share, count, mean or hours"""
    help: str = "texts"


def _much(title: str, words: str, kind: str = "share", help: str = "texts") -> _Sentence:  # noqa: A002
    return _Sentence((title, title), words, kind, help)


# From causes to symptoms: of several failures of one level, the first in this list is shown first.
_SENTENCES: dict[str, _Sentence] = {
    "hours_since_loaded": _much("silent", "nothing new for {o}; {usual}", "hours", "source"),
    "denied_share": _much("shut out", "the site refused {o} of the fetches on {day}; {usual}", help="source"),
    "network_failure_share": _much("no connection", "for {o} of the fetches on {day}; {usual}", help="source"),
    "server_failure_share": _much("server failing", "at {o} of the fetches on {day}; {usual}", help="source"),
    "gone_share": _much("pages gone", "{o} of those asked for on {day}; {usual}", help="source"),
    "lost_share": _much("much lost", "{o} of what it offered on {day} was refused or failed; {usual}", help="source"),
    "held_share": _much("much held", "{o} of its articles of {day}{hint}; {usual}", help="held"),
    "median_characters": _Sentence(
        ("short texts", "long texts"), "half of those of {day} are under {o} characters{hint}; {usual}", "count"
    ),
    "extraction_yield": _much(
        "pages without text", "only {o} of the new pages of {day} gave an article; {usual}", help="again"
    ),
    "clean_failure_share": _much("cleaning fails", "at {o} of the pages of {day}; {usual}", help="again"),
    "articles": _Sentence(("few articles", "many articles"), "{o} on {day}; {usual}", "count", "source"),
    "candidates": _Sentence(("little offered", "much offered"), "{o} addresses on {day}; {usual}", "count", "source"),
    "without_title_share": _much("titles missing", "from {o} of the articles of {day}; {usual}", help="again"),
    "without_date_share": _much("dates missing", "from {o} of the articles of {day}; {usual}", help="again"),
    "main_language_share": _much("other language", "only {o} of the articles of {day} are in its main one; {usual}"),
    "without_language_share": _much("language unknown", "of {o} of the articles of {day}; {usual}"),
    "without_authors_share": _much("authors missing", "from {o} of the articles of {day}; {usual}", help="again"),
    "alias_share": _much(
        "duplicates", "{o} of the articles of {day} repeat a text under another address; {usual}", help="copies"
    ),
    "flag_share": _much("many flags", "{o} of the articles of {day}{hint}; {usual}", help="flags"),
    "revision_share": _much("many revisions", "{o} of what was loaded on {day}; {usual}"),
    "delay_hours": _much(
        "late", "half of the articles of {day} came over {o} after publication; {usual}", "hours", "source"
    ),
    "mean_paragraphs": _Sentence(("few paragraphs", "many paragraphs"), "{o} a text on {day}; {usual}", "mean"),
    "short_text_characters": _much(
        "some texts cut", "one in twenty of {day} is under {o} characters; {usual}", "count"
    ),
    "without_description_share": _much(
        "descriptions missing", "from {o} of the articles of {day}; {usual}", help="again"
    ),
    "mean_links": _Sentence(("few links", "many links"), "{o} a text on {day}; {usual}", "mean"),
}

_CLOSE = 1.25
"""A figure that exceeds its bound by less than this factor counts as only a little out of it."""
_RANKS = {figure: rank for rank, figure in enumerate(_SENTENCES)}

_QUERIES = {
    "texts": "SELECT url, title, word_count FROM latest_articles WHERE source = {source} ORDER BY first_seen_at DESC"
    " LIMIT 20",
    "copies": "SELECT url, detail FROM ops.outcomes JOIN sources USING (source_id) WHERE name = {source} AND reason ="
    " 'same_text' ORDER BY recorded_at DESC LIMIT 20",
    "flags": "SELECT url, flags FROM latest_articles WHERE source = {source} AND len(flags) > 0 ORDER BY first_seen_at"
    " DESC LIMIT 20",
}
_LOSSES = "SELECT url, reason, detail FROM losses WHERE source = {source} ORDER BY recorded_at DESC LIMIT 20"
_COMMANDS = {
    "source": "broadsheet sources check {source}",
    "held": "broadsheet quarantine list --source {source}",
    "again": "broadsheet replay --compare --source {source}",
}

_TELL: dict[str, Callable[[float | None], str]] = {
    "share": said.share,
    "count": said.whole,
    "mean": said.number,
    "hours": said.hours,
}


def of_check(result: Mapping[str, Any], check: BatchCheck, hint: str = "") -> Cause:
    """A failing result of a check of a source, or of the warehouse; `hint`: what else is known of it, in words.

    `result` is a row of the view source_checks.
    """
    figure = check.column or ""
    level, title, brief = OF_SEVERITY.get(result["severity"], Level.WARNING), result["check_id"], ""
    if result["status"] == "error":
        level = Level.FAILING
        words = f"could not be judged on {said.day(result['day'])}: {result['message'] or 'no reason given'}"
    elif figure in _SENTENCES:
        sentence = _SENTENCES[figure]
        title, words = _title(sentence, result), _filled(sentence, result, check, hint)
        brief = _TELL[sentence.kind](result["observed"])
        brief = f"nothing new for {brief}" if title == "silent" and sentence.kind == "hours" else brief
    else:
        meaning = DAY_FIGURES.get(figure) or WAREHOUSE_FIGURES.get(figure) or "found"
        words = f"{meaning}: {said.number(result['observed'])} on {said.day(result['day'])}; {_usual(result, 'mean')}"
    if result["status"] == "fail" and result["last_audited_on"] > result["day"]:
        words += "; not judged again since"
    since = result["failing_since"] or result["day"]
    command = help_for(figure, result["source"], result["check_id"])
    place = place_of(figure) if result["source"] else ""
    return Cause(level, title, words, command, result["check_id"], since, figure, brief, _is_close(result), place)


def distinct(causes: list[Cause]) -> list[Cause]:
    """In order, the worst first, and of one figure only the worst."""
    kept: dict[str, Cause] = {}
    for cause in sorted(causes, key=rank):
        kept.setdefault(cause.figure or cause.words, cause)
    return [*kept.values()]


def rank(cause: Cause) -> tuple[int, bool, int, str]:
    """The sort key of causes: the worst first, then those far out of bounds, then causes before symptoms."""
    told_first = _RANKS.get(cause.figure, len(_RANKS)) if cause.check_id else -1
    return (-cause.level, cause.is_close, told_first, cause.words)


def help_for(figure: str, source: str | None, check_id: str) -> str:
    """The command that shows details of such a figure."""
    if source is None:
        return query_command(f"SELECT * FROM source_checks WHERE check_id = {literal(check_id)}")
    kind = _SENTENCES[figure].help if figure in _SENTENCES else "texts"
    if kind in _COMMANDS:
        return _COMMANDS[kind].format(source=shlex.quote(source))
    return query_command(_QUERIES[kind].format(source=literal(source)))


_PLACES = {
    "held": "held",
    "again": "latest",
    "texts": "latest",
    "copies": "latest",
    "flags": "latest",
    "source": "days",
}
_LOST = {"denied_share", "network_failure_share", "server_failure_share", "gone_share", "lost_share"}


def place_of(figure: str) -> str:
    """The part of a source's page that lists the articles behind such a figure."""
    if figure in _LOST:
        return "losses"
    return _PLACES.get(_SENTENCES[figure].help if figure in _SENTENCES else "", "latest")


def query_losses(source: str) -> str:
    """The command that shows what a source lost, and why."""
    return query_command(_LOSSES.format(source=literal(source)))


def query_command(sql: str) -> str:
    """The command that asks it: as a person would type it where the shell allows that; else quoted for the shell."""
    return f'broadsheet query "{sql}"' if not re.search(r'["$`\\!]', sql) else f"broadsheet query {shlex.quote(sql)}"


def _title(sentence: _Sentence, result: Mapping[str, Any]) -> str:
    low, high = sentence.title
    is_low = result["lowest"] is not None and result["observed"] is not None and result["observed"] < result["lowest"]
    return "silent" if low == "few articles" and result["observed"] == 0 else low if is_low else high


def _is_close(result: Mapping[str, Any]) -> bool:
    observed, low, high = result["observed"], result["lowest"], result["highest"]
    if observed is None:
        return False
    return bool((high and high < observed < _CLOSE * high) or (low and low / _CLOSE < observed < low))


def _filled(sentence: _Sentence, result: Mapping[str, Any], check: BatchCheck, hint: str) -> str:
    # A note says that there were too few days of this weekday.
    is_of_weekday = check.history is not None and check.history.same_weekday and not result["message"]
    return sentence.words.format(
        o=_TELL[sentence.kind](result["observed"]) if result["observed"] or sentence.kind != "count" else "none",
        day=said.day(result["day"]),
        usual=_usual(result, sentence.kind, f" on a {said.weekday(result['day'])}" if is_of_weekday else ""),
        hint=f", {hint}" if hint else "",
    )


def _usual(result: Mapping[str, Any], kind: str, when: str = "") -> str:
    """The expected range in words: learned bounds are called usual, fixed bounds allowed."""
    word = f"usual{when}" if result["history"] else "allowed"
    low, high = result["lowest"], result["highest"]
    if kind == "count":  # the figure is a whole number
        low, high = low and math.ceil(low), high and math.floor(high)
    tell = _TELL[kind]
    if low is not None and high is not None and low > 0:
        return f"{word}: {tell(low)} to {tell(high)}"
    return f"{word}: at most {tell(high)}" if high is not None else f"{word}: at least {tell(low)}"


_MANY = 0.3
"""From this share of articles that are marked as not free, the page names a paywall."""
_ACTIONS = {"held_share": "quarantine", "flag_share": "flag"}


class Hints:
    """By source and day, looked up many times."""

    def __init__(self, figures: Figures) -> None:
        self._failed: dict[tuple[str, Any], list[Row]] = {}
        for row in figures.failed_checks:
            self._failed.setdefault((row["source"], row["day"]), []).append(row)
        self._texts = {(row["source"], row["day"]): row for row in figures.drift}

    def of(self, result: Row, checks: Mapping[str, BatchCheck]) -> str:
        """In words; empty where nothing is known."""
        check, of_day = checks.get(result["check_id"]), (result["source"], result["day"])
        figure = (check.column if check else None) or ""
        if figure in _ACTIONS:
            rows = [row for row in self._failed.get(of_day, []) if row["action"] == _ACTIONS[figure]]
            worst = max(rows, key=lambda row: row["articles"], default=None)
            return f"mostly by {worst['check_id']}" if worst else ""
        behind_wall = self._texts.get(of_day, {}).get("not_free_share") or 0.0
        if figure == "median_characters" and behind_wall >= _MANY:
            return f"and {said.share(behind_wall)} say that they are not free to read"
        return ""
