"""`broadsheet replay`, and the reading again behind `quarantine retry`: run the replay flow, or print what it would
change.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output.console import AsJson, err
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from flows.inspect.reading import require_source
from schemas.errors import UsageError

if TYPE_CHECKING:
    from prefect import Flow

    from tasks.replay import Choice
    from tasks.replay.compare import Comparison


def replay(
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    since: Annotated[str, typer.Option(help="Only what was captured since this day or time (UTC).")] = "",
    where: Annotated[str, typer.Option(help="A condition in SQL over the view `replayable`.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would be read.")] = False,
    compare: Annotated[bool, typer.Option("--compare", help="Read it, and only report what would change.")] = False,
    as_json: AsJson = False,
) -> None:
    """Clean, judge and load what is in the archive again, without the network, after a rule or the extractor changed.

    Example: broadsheet replay --compare --where "extractor_version < '2.3' AND language = 'en'"
    """
    choice = choice_of(source, since, where)
    if dry_run:
        show_chosen(choice, as_json=as_json)
    elif not compare:
        run_replay(choice, as_json=as_json)
    elif not _is_empty(choice):
        show_comparison(choice, as_json=as_json)


def choice_of(source: str, since: str, where: str) -> Choice:
    """The choice as given on the command line. Raises UsageError for a day that is none, and for an unknown source."""
    from schemas.settings import load_settings
    from tasks.replay import Choice

    try:
        at = datetime.fromisoformat(since) if since else None
    except ValueError:
        raise UsageError(f"--since {since!r} is not a date", "Write it as 2026-04-02, or 2026-04-02T09:30.") from None
    source = require_source(source, load_settings())
    return Choice(source, at.replace(tzinfo=at.tzinfo or UTC) if at else None, where)


def run_replay(choice: Choice, *, as_json: bool) -> None:
    """Run the flow, print how it ended, and end the command. If nothing is chosen, only say so."""
    from flows.cli.output.funnel import print_result
    from flows.cli.run import exit_code
    from flows.cli.run_flow import run_flow
    from schemas.settings import load_settings

    if _is_empty(choice, announce=True):
        return
    settings = load_settings()
    parameters = {"source": choice.source, "since": choice.since, "where": choice.condition}
    ended = run_flow(_replay, parameters, settings)
    print_result(ended, settings, as_json=as_json)
    raise typer.Exit(exit_code(ended))


def show_chosen(choice: Choice, *, as_json: bool) -> None:
    """Print how many captures a replay would read, by source and standing."""
    from schemas.settings import load_settings
    from tasks.replay import count_chosen

    chosen = count_chosen(choice, load_settings())
    rows = [{"source": source, **standings} for source, standings in chosen.by_source.items()]
    if as_json:
        write_json({"captures": chosen.total, "gone": chosen.gone, "sources": chosen.by_source})
        return
    names = sorted({name for row in rows for name in row} - {"source"})
    write_table([{"source": row["source"]} | {name: row.get(name, 0) for name in names} for row in rows])
    err().print(f"{chosen.total} captures to read again" + (f"; {chosen.gone} are gone" if chosen.gone else ""))


def show_comparison(choice: Choice, *, as_json: bool) -> None:
    """Print what a replay would change. The captures are cleaned and judged in a temporary folder."""
    found = _comparison(choice)
    if as_json:
        write_json(found.told())
        return
    err().print(f"{found.read} captures read again, {found.unchanged} as they were", highlight=False)
    fields = [_with_example(row, ("url", "old", "new")) for row in found.fields]
    moves = [_with_example(row, ("url", "checks")) for row in found.moves]
    for rows, title in (
        (fields, "fields that would read otherwise"),
        (moves, "what would become of articles"),
        (found.likeness, "texts that would change, by how like they stay"),
    ):
        if rows:
            write_table(rows, f"\n{title}")


def _is_empty(choice: Choice, *, announce: bool = False) -> bool:
    """Whether nothing is chosen, which is then printed. With `announce`, print how much is chosen otherwise."""
    from schemas.settings import load_settings
    from tasks.replay import count_chosen

    chosen = count_chosen(choice, load_settings())
    if not chosen.total:
        err().print(f"nothing to read again{f': {chosen.gone} captures are gone' if chosen.gone else ''}")
    elif announce:
        err().print(f"reading {chosen.total:,} {'capture' if chosen.total == 1 else 'captures'} again", highlight=False)
    return not chosen.total


def _replay() -> Flow[..., Any]:
    from flows.replay import replay as replay_flow

    return replay_flow


def _comparison(choice: Choice) -> Comparison:
    from schemas.settings import load_settings
    from tasks.chain.processes import worker_processes
    from tasks.chain.steps import chain_of
    from tasks.replay import choose
    from tasks.replay.compare import compare, read_again

    settings = load_settings()
    with tempfile.TemporaryDirectory(prefix="broadsheet-compare-") as name, worker_processes(early=True) as processes:
        processes.prepare_validator(settings)
        folder = Path(name)
        choose(folder, choice, settings)
        read_again(folder, chain_of(folder.name, processes, settings))
        return compare(folder, settings)


def _with_example(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """A row with the values of its first example as columns."""
    sample = row["samples"][0]
    return {name: value for name, value in row.items() if name != "samples"} | {name: sample[name] for name in names}
