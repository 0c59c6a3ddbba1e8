"""`broadsheet runs`: the history, or one run in full."""

from __future__ import annotations

from typing import Any

from flows.cli.output.console import err, out
from flows.cli.output.formats import write_json
from flows.cli.output.funnel import print_funnel
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows
from flows.inspect.run_facts import ended_of, facts_of, opened_history
from flows.inspect.under_way import not_over
from schemas.errors import UsageError
from schemas.settings import Settings

_SHOWN = 20
"""Losses of a run that people are shown; `--json` has all."""
_COLUMNS = ("run_id", "flow", "started_at", "took", "status", "discovered", "loaded", "unchanged", "alias", "quarantined",
            "refused", "failed", "resumed")  # fmt: skip


def show_runs(settings: Settings, limit: int, *, as_json: bool) -> None:
    """The last runs, newest first."""
    with opened_history(settings) as database:
        rows = fetch_rows(database, "SELECT * FROM run_history ORDER BY started_at DESC, run_id DESC LIMIT ?", [limit])
    if as_json:
        write_json(rows)
    else:
        write_table([{name: row[name] for name in _COLUMNS} for row in rows])


def show_run(settings: Settings, text: str, *, as_json: bool) -> None:
    """One run, by its id or the beginning of it. Raises UsageError where no run, or more than one, has it."""
    with opened_history(settings) as database:
        found = fetch_rows(database, "SELECT * FROM run_history WHERE starts_with(run_id, ?) ORDER BY run_id", [text])
        if len(found) != 1:
            raise _none_or_many(settings, text, [row["run_id"] for row in found])
        [head] = found
        facts = facts_of(database, head["run_id"])
        ended = ended_of(database, head["run_id"])
        assert ended is not None
    if as_json:
        write_json({**head, "outcomes": ended.outcomes, **facts})
        return
    words = ("flow", "status", "started_at", "ended_at", "took", "resumed")
    write_table([{name: head[name] for name in words}])
    out().print(f"asked for: {', '.join(head['inputs']) or 'nothing that is known'}\n", highlight=False, markup=False)
    print_funnel(ended, out())
    out().print()
    for name in ("sources", "steps", "events", "losses"):
        _show(facts[name], name)
    for warning in head["warnings"]:
        err().print(f"[yellow]note[/] {warning}", highlight=False)


def _show(rows: list[dict[str, Any]], name: str) -> None:
    if not rows:
        return
    titles = {
        "sources": "by source",
        "steps": "what each step took (batches overlap)",
        "events": "what happened to it",
        "losses": "lost or held"
        + (f", the first {_SHOWN} of {len(rows)} (--json has all)" if len(rows) > _SHOWN else ""),
    }
    write_table([{key: value for key, value in row.items() if key != "run_id"} for row in rows[:_SHOWN]], titles[name])
    out().print()


def _none_or_many(settings: Settings, text: str, found: list[str]) -> UsageError:
    if found:
        return UsageError(f"{len(found)} runs begin with {text}: {', '.join(found[:5])}", "Give more of the id.")
    going_on = not_over(settings)
    here = [run["run_id"] for run in (*going_on.carried, *going_on.waiting) if run["run_id"].startswith(text)]
    if here:
        return UsageError(f"run {here[0]} is not over, and nothing of it is published yet", "See `broadsheet status`.")
    return UsageError(f"no run has an id that begins with {text}", "`broadsheet runs` lists them.")
