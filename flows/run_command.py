"""`broadsheet ingest` and `demo`: the flow run in this process, watched, and told about at its end."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

from flows.answers import answer_question
from flows.console import err
from flows.funnel import funnel_table
from flows.preflight import require_possible
from flows.progress import watching
from flows.starting import started
from schemas.settings import Settings, load_settings
from tasks.query import Question

if TYPE_CHECKING:
    from tasks.load import Ended

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
) -> Ended:
    """Run the flow over the inputs and tell how it ended; see flows/ingest.py for what is asked.

    Raises UsageError, before anything is started, for inputs that cannot be meant.
    """
    settings = load_settings()
    require_possible(inputs, settings, due_only=due_only)
    ended = _flow({"inputs": inputs, "columns": columns, "due_only": due_only, "again": again}, settings)
    tell(ended, as_json=as_json)
    return ended


def tell(ended: Ended, *, as_json: bool) -> None:
    """How a run ended: the funnel for people, the outcomes for programs."""
    if as_json:
        sys.stdout.write(
            json.dumps({"run_id": ended.run_id, "discovered": ended.discovered, "outcomes": ended.outcomes}) + "\n"
        )
    else:
        err().print(funnel_table(ended))
    for warning in ended.warnings[:10]:
        err().print(f"[yellow]note[/] {warning}", highlight=False)


def run_demo() -> None:
    """The sample articles through the whole way, then the first question anybody asks."""
    settings = load_settings()
    run_ingest([], None)
    err().print('\n[bold]Ask it something:[/] broadsheet query "', end="", highlight=False)
    err().print(" ".join(_FIRST_QUESTION.split()), end='"\n\n', highlight=False, markup=False)
    answer_question(Question(_FIRST_QUESTION, settings.snapshot, settings), "table", None)
    err().print(
        f"\nThe database: {settings.snapshot} (any DuckDB 1.5 opens it; begin with latest_articles)"
        f"\nThe quality page: {settings.reports / 'index.html'}",
        highlight=False,
    )


def exit_code(ended: Ended) -> int:
    """5 where a source gave nothing but failures, 3 where articles are held, else 0."""
    if ended.failed_sources:
        return 5
    return 3 if ended.total("quarantined") else 0


def _flow(wanted: dict[str, Any], settings: Settings) -> Ended:
    # The order is the point: server, judge and cleaner come up while the flow is imported here.
    with started(settings) as wait:
        from flows.ingest import ingest
        from flows.without_server import ended_all_the_same

        wait()
        with watching(settings):
            return ended_all_the_same(lambda: asyncio.run(_ended(ingest, wanted)), settings)


async def _ended(flow: Any, wanted: dict[str, Any]) -> Ended:
    state = await flow(**wanted, return_state=True)
    if state.name == "SourceFailed":
        return await state.result(raise_on_failure=False)  # type: ignore[no-any-return]
    return await state.result()  # type: ignore[no-any-return]
