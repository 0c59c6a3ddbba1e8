"""`broadsheet ingest` and `demo`: the flow run in this process, watched, and told about at its end."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from rich.text import Text

from flows.cli.output.after_run import losses_of, unchanged_in
from flows.cli.output.answers import answer_question
from flows.cli.output.console import err
from flows.cli.output.funnel import print_funnel
from flows.cli.preflight import as_meant, require_possible
from flows.cli.run_flow import run_flow
from schemas.settings import Settings, load_settings
from tasks.query import Question

if TYPE_CHECKING:
    from prefect import Flow

    from tasks.load import RunResult

_FIRST_QUESTION = """SELECT source, count(*) AS articles, sum(word_count)::BIGINT AS words, min(published_at)::DATE AS first_day,
       max(published_at)::DATE AS last_day
FROM latest_articles GROUP BY source ORDER BY articles DESC, source"""


def run_ingest(
    inputs: list[str],
    columns: dict[str, str] | None,
    *,
    due_only: bool = False,
    again: bool = False,
    as_json: bool = False,
) -> RunResult:
    """Run the flow over the inputs and tell how it ended; see flows/ingest.py for what is asked.

    Raises UsageError, before anything is started, for inputs that cannot be meant.
    """
    settings = load_settings()
    require_possible(inputs, settings, due_only=due_only)
    meant = as_meant(inputs, settings)
    parameters = {"inputs": meant, "columns": columns, "due_only": due_only, "again": again}
    ended = run_flow(_ingest, parameters, settings)
    tell(ended, settings, as_json=as_json)
    return ended


def tell(ended: RunResult, settings: Settings, *, as_json: bool) -> None:
    """How a run ended: the funnel for people, the outcomes for programs."""
    _note(ended.completed_lines)
    if as_json:
        sys.stdout.write(
            json.dumps({"run_id": ended.run_id, "discovered": ended.discovered, "outcomes": ended.outcomes}) + "\n"
        )
    else:
        print_funnel(ended, err())
        for status, line in losses_of(ended, settings):
            err().print(Text(status, style="red").append(f" {line}", style="default"), soft_wrap=True)
        for line in unchanged_in(ended, settings):
            err().print(line, markup=False, highlight=False, soft_wrap=True)
    _note(ended.warnings[:10])


def _note(lines: list[str]) -> None:
    for line in lines:
        err().print(Text("note", style="yellow").append(f" {line}", style="default"), soft_wrap=True)


def run_demo() -> None:
    """The sample articles through the whole way, then the first question anybody asks."""
    settings = load_settings()
    run_ingest([], None)
    asking = f' broadsheet query "{" ".join(_FIRST_QUESTION.split())}"\n'
    err().print(Text("\nAsk it something:", style="bold").append(asking, style="not bold"), soft_wrap=True)
    answer_question(Question(_FIRST_QUESTION, settings.snapshot, settings), "table", None)
    err().print(
        f"\nThe database: {settings.snapshot} (any DuckDB 1.5 opens it; begin with latest_articles)"
        f"\nThe quality page: {settings.reports / 'index.html'}",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )


def exit_code(ended: RunResult) -> int:
    """5 where a source gave nothing but failures, 3 where articles are held, else 0; completed runs count."""
    if ended.all_failed_sources:
        return 5
    return 3 if ended.all_held else 0


def _ingest() -> Flow[..., Any]:
    from flows.ingest import ingest

    return ingest
