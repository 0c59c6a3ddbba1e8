"""How a run ended: the funnel of its articles, and below it each loss with its cure where there are few."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from rich.text import Text

from flows.cli.output.console import err, in_words, print_notes, write_out
from flows.inspect.reading import fetch_rows, opened_snapshot, question
from schemas.outcomes import REASONS, Status

if TYPE_CHECKING:
    from rich.console import Console

    from schemas.settings import Settings
    from tasks.load import RunResult

_STYLES = {
    Status.LOADED: "green",
    Status.UNCHANGED: "dim",
    Status.ALIAS: "dim",
    Status.QUARANTINED: "yellow",
    Status.REFUSED: "red",
    Status.FAILED: "red",
}
_COUNTED = "articles"
_MOST = 5
"""Losses, or sources without news, that get a line each. Of more, one line says where they are."""
_MOST_NOTES = 10


def print_result(ended: RunResult, settings: Settings, *, as_json: bool) -> None:
    """Print how a run ended: the funnel for people on stderr, or the outcomes for programs on stdout."""
    print_notes(ended.completed_lines)
    if as_json:
        write_out(
            json.dumps({"run_id": ended.run_id, "discovered": ended.discovered, "outcomes": ended.outcomes}) + "\n"
        )
    else:
        print_funnel(ended, err())
        for status, line in losses_of(ended, settings):
            err().print(Text(status, style="red").append(f" {line}", style="default"), soft_wrap=True)
        for line in unchanged_in(ended, settings):
            err().print(line, markup=False, highlight=False, soft_wrap=True)
    print_notes(ended.warnings[:_MOST_NOTES])


def print_funnel(ended: RunResult, console: Console) -> None:
    """Print the funnel. Lines have no blanks at their ends, and a narrow terminal folds none of them."""
    for line in funnel_lines(ended, console.width):
        console.print(line, soft_wrap=True, highlight=False)


def funnel_lines(ended: RunResult, width: int) -> list[Text]:
    """Two parts: how many articles came through each step, and how all of them ended.

    The meaning of a reason is beside it, or below it where `width` (terminal cells) is too small.
    """
    ends = [
        (f"{status} · {code}", f"{count:,}", REASONS[code].words, _STYLES[status])
        for status in Status
        for code, count in sorted(ended.outcomes.get(status, {}).items())
    ]
    passed = [(name, f"{count:,}", "", "bold") for name, count in ended.step_counts]
    names = max(len(name) for name, *_ in (*passed, *ends))
    counts = max(len(_COUNTED), *(len(count) for _, count, *_ in (*passed, *ends)))

    def rows(of: list[tuple[str, str, str, str]]) -> list[Text]:
        lines = []
        for name, count, words, style in of:
            head = f"{name:<{names}}  {count:>{counts}}"
            beside = f"{head}  {words}".rstrip()
            shown = [beside] if len(beside) <= width else [head, f"  {words}"]
            lines += [Text(line, style=style) for line in shown]
        return lines

    head = [
        Text(f"run {ended.run_id}", style="italic"),
        Text(f"{'':<{names}}  {_COUNTED:>{counts}}", style="bold"),
    ]
    return [*head, *rows(passed), *([Text(""), *rows(ends)] if ends else [])]


def losses_of(ended: RunResult, settings: Settings) -> list[tuple[str, str]]:
    """Each refused or failed candidate as (status, line). Of more than five, one line names the commands that show
    them.
    """
    lost = ended.total(Status.REFUSED) + ended.total(Status.FAILED)
    if not lost or not settings.snapshot.exists():
        return []
    with opened_snapshot(settings) as database:
        rows = fetch_rows(database, question("run_losses"), {"run_id": ended.run_id})
    rows = [row for status in (Status.REFUSED, Status.FAILED) for row in rows if row["status"] == status]
    if len(rows) > _MOST:
        words = (
            f"what happened to each of the {len(rows):,}: broadsheet runs {ended.run_id} · what helps: broadsheet why"
        )
        return [("lost", f"{words} {shlex.quote(place(rows[0]['url']))}")]
    return [(row["status"], loss_line(row)) for row in rows]


def unchanged_in(ended: RunResult, settings: Settings) -> Iterator[str]:
    """A line for each source that was asked and had nothing new. Of more than five, one line with their number."""
    if not settings.snapshot.exists():
        return
    with opened_snapshot(settings) as database:
        rows = fetch_rows(database, question("run_unchanged"), {"run_id": ended.run_id})
    if len(rows) > _MOST:
        yield f"{len(rows)} sources have nothing new; `broadsheet sources` shows when each is asked next"
        return
    for row in rows:
        since = f" since {in_words(row['since'])}" if row["since"] else ""
        yield f"{row['source']}: nothing new{since}; the schedule asks it next from {in_words(row['next_ask_at'])} on"


def loss_line(row: dict[str, Any]) -> str:
    """The address and what happened to it. Details of files begin with the path, which is not repeated."""
    where = place(row["url"])
    detail = row["detail"] or REASONS[row["reason"]].words
    for known in (unquote(row["url"].removeprefix("file://")), where, os.path.basename(where)):  # noqa: PTH119 - may be an address
        detail = detail.removeprefix(f"{known}: ")
    return f"{where}: {detail}"


def place(url: str) -> str:
    """A web address as it is; of a file its path, relative where the file is below the working folder."""
    if not url.startswith("file://"):
        return url
    path = unquote(url.removeprefix("file://"))
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118 - text, not a path to open
    return path.removeprefix(here)
