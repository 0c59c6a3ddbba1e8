"""`broadsheet replay` and `quarantine retry`: the archive read again, or only what that would change."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.cli.known_sources import require_source
from flows.cli.output.console import err
from flows.cli.quarantine import found_hold
from flows.cli.run_flow import run_flow
from flows.inspect.reading import write_json, write_table
from schemas.errors import UsageError
from schemas.settings import Settings, load_settings
from tasks.chain.processes import worker_processes
from tasks.chain.steps import chain_of
from tasks.load import RunResult
from tasks.replay import Choice, choose, count_chosen
from tasks.replay.compare import Comparison, compare, read_again

if TYPE_CHECKING:
    from prefect import Flow


def wanted(source: str, since: str, where: str) -> Choice:
    """The choice as given on the command line. Raises UsageError for a day that is none, a source that nobody knows."""
    try:
        at = datetime.fromisoformat(since) if since else None
    except ValueError:
        raise UsageError(f"--since {since!r} is no date", "Write it as 2026-04-02, or 2026-04-02T09:30.") from None
    require_source(source, load_settings())
    return Choice(source, at.replace(tzinfo=at.tzinfo or UTC) if at else None, where)


def held(holds: list[str], source: str, check: str) -> Choice:
    """All open holds, or those of these ids, one source or check. Raises UsageError for an id that is none, a source nobody knows."""
    settings = load_settings()
    require_source(source, settings)
    conditions = ["standing = 'held'"]
    if check:
        conditions.append(f"list_contains(checks, {_quoted(check)})")
    if holds:
        # A hold has the id of its capture.
        ids = ", ".join(_quoted(str(found_hold(hold, settings)["quarantine_id"])) for hold in holds)
        conditions.append(f"capture_id::VARCHAR IN ({ids})")
    return Choice(source, None, " AND ".join(conditions))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def show_chosen(choice: Choice, *, as_json: bool) -> None:
    """What a replay would read, by source and standing."""
    chosen = count_chosen(choice, load_settings())
    rows = [{"source": source, **standings} for source, standings in chosen.by_source.items()]
    if as_json:
        write_json({"captures": chosen.total, "gone": chosen.gone, "sources": chosen.by_source})
        return
    names = sorted({name for row in rows for name in row} - {"source"})
    write_table([{"source": row["source"]} | {name: row.get(name, 0) for name in names} for row in rows])
    err().print(f"{chosen.total} captures to read again" + (f"; {chosen.gone} are gone" if chosen.gone else ""))


def is_empty(choice: Choice, *, announce: bool = False) -> bool:
    """Whether there is nothing to read again, which is said; with `announce` also how much there is."""
    chosen = count_chosen(choice, load_settings())
    if not chosen.total:
        err().print(f"nothing to read again{f': {chosen.gone} captures are gone' if chosen.gone else ''}")
    elif announce:
        err().print(f"reading {chosen.total:,} {'capture' if chosen.total == 1 else 'captures'} again", highlight=False)
    return not chosen.total


def show_comparison(choice: Choice, *, as_json: bool) -> None:
    """What a replay would change: cleaned and judged in a folder that is thrown away."""
    found = _compared(choice, load_settings())
    if as_json:
        write_json(found.told())
        return
    err().print(f"{found.read} captures read again, {found.unchanged} as they were", highlight=False)
    fields = [_sampled(row, ("url", "old", "new")) for row in found.fields]
    moves = [_sampled(row, ("url", "checks")) for row in found.moves]
    for rows, title in (
        (fields, "fields that would read otherwise"),
        (moves, "what would become of articles"),
        (found.likeness, "texts that would change, by how like they stay"),
    ):
        if rows:
            write_table(rows, f"\n{title}")


def run_replay(choice: Choice) -> RunResult:
    """Run the flow; the caller tells how it ended."""
    parameters = {"source": choice.source, "since": choice.since, "where": choice.condition}
    return run_flow(_replay, parameters, load_settings())


def _replay() -> Flow[..., Any]:
    from flows.replay import replay

    return replay


def _compared(choice: Choice, settings: Settings) -> Comparison:
    with tempfile.TemporaryDirectory(prefix="broadsheet-compare-") as name, worker_processes(early=True) as processes:
        folder = Path(name)
        choose(folder, choice, settings)
        read_again(folder, chain_of(folder.name, processes, settings))
        return compare(folder, settings)


def _sampled(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """A row with its first example spread out."""
    sample = row["samples"][0]
    return {name: value for name, value in row.items() if name != "samples"} | {name: sample[name] for name in names}
