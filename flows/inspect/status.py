"""`broadsheet status`: the runs that are going on, how the last ones ended, and what needs a person."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from rich.text import Text

from flows.cli.output.console import err, out
from flows.cli.output.formats import write_json
from flows.cli.output.funnel import print_funnel
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows, question
from flows.inspect.runs import ended_of, opened_history
from flows.inspect.under_way import UnfinishedRuns, unfinished_runs
from flows.service.claim import killed, running
from schemas.errors import SourcesFileError
from schemas.settings import MEGABYTE, Settings
from schemas.sources import Source, sources_if_any
from tasks.load import RunResult
from tasks.runs.scheduled import FlowEnd, last_failures, last_look

_EVENTS = 5


def show_status(settings: Settings, *, as_json: bool) -> None:
    """Print the status. Raises UsageError if there is no snapshot, no run that will make one, and no run that
    failed.
    """
    now = datetime.now(UTC)
    declared, problem = declared_or_problem(settings)
    unfinished = unfinished_runs(settings)
    failures, look = last_failures(settings), last_look(settings)
    if settings.snapshot.exists() or not (unfinished.carried or unfinished.waiting or failures or look):
        known, last = _known(declared, settings, now)
    else:
        known, last = {}, None  # the first run is still going on: there is no snapshot to read
    disk = disk_use(settings)
    up = running(settings)
    if as_json:
        told = {
            "snapshot": str(settings.snapshot),
            "published_at": _published_at(settings),
            **known,
            "disabled_sources": _disabled(declared),
            "sources_file_error": problem,
            "last_run": None if last is None else {"run_id": last.run_id, "outcomes": last.outcomes},
            "under_way": unfinished.carried,
            "waiting": unfinished.waiting,
            "set_aside": unfinished.set_aside,
            "last_failures": [asdict(end) for end in failures],
            "last_look": asdict(look) if look else None,
            "up": up,
            "writer": str(unfinished.writer) if unfinished.writer else None,
            "disk": disk,
        }
        write_json(told)
        return
    _show_place(settings, disk, now)
    _show_up(up, killed(settings))
    _show_look(look)
    _show_failures(failures)
    _show_unfinished(unfinished)
    if problem:
        err().print(problem, style="yellow", highlight=False, markup=False, soft_wrap=True)
    if disabled := _disabled(declared):
        _print_line("disabled", f"  {_some(disabled)} (`enabled: false`)")
    _show_known(known, last)


def disk_use(settings: Settings) -> dict[str, int]:
    """Bytes that are free on the disk, and that each part of the data folder takes."""
    usage = shutil.disk_usage(next(folder for folder in (settings.home, *settings.home.parents) if folder.exists()))
    parts = {
        "snapshot": settings.snapshot,
        "warehouse": settings.warehouse,
        "archive": settings.archive,
        "runs": settings.runs,
        "logs": settings.logs,
        "set_aside": settings.set_aside,
    }
    return {"free": usage.free, "total": usage.total, **{name: _bytes_in(path) for name, path in parts.items()}}


def late_sources(
    database: duckdb.DuckDBPyConnection, declared: Mapping[str, Source], now: datetime
) -> list[dict[str, Any]]:
    """Declared sources that should have been asked by now, or that were unreachable the last time; not those that are
    disabled.
    """
    asked = {name for name, source in declared.items() if source.enabled}
    return [row for row in fetch_rows(database, question("late_sources"), {"now": now}) if row["source"] in asked]


def declared_or_problem(settings: Settings) -> tuple[dict[str, Source], str | None]:
    """The declared sources; none of them, and why, where the sources file is broken."""
    try:
        return sources_if_any(settings.sources_file), None
    except SourcesFileError as error:
        return {}, " ".join(str(error).split())


def _disabled(declared: Mapping[str, Source]) -> list[str]:
    return [name for name, source in declared.items() if not source.enabled]


def _known(
    declared: Mapping[str, Source], settings: Settings, now: datetime
) -> tuple[dict[str, Any], RunResult | None]:
    with opened_history(settings) as database:
        known = {
            "runs": fetch_rows(database, question("last_runs")),
            "quarantine": fetch_rows(database, "SELECT * FROM quarantine_by_reason ORDER BY ALL"),
            "late": late_sources(database, declared, now),
            "events": fetch_rows(database, question("run_events"), {"run_id": "", "most": _EVENTS}),
        }
        last = next((run["run_id"] for run in known["runs"] if run["flow"] in {"ingest", "replay"}), None)
        return known, ended_of(database, last) if last else None


def _print_line(about: str, words: str) -> None:
    out().print(Text(about, style="bold").append(words, style="not bold"))


def _show_place(settings: Settings, disk: dict[str, int], now: datetime) -> None:
    at = _published_at(settings)
    when = f"published {_ago(now - at)} ago" if at else "not published yet"
    _print_line("snapshot", f"  {settings.snapshot}, {when}")
    parts = ", ".join(
        f"{name.replace('_', ' ')} {size_in_words(used)}"
        for name, used in disk.items()
        if used and name not in {"free", "total"}
    )
    free = f"{size_in_words(disk['free'])} free of {size_in_words(disk['total'])}"
    _print_line("disk", f"      {free}{'; ' if parts else ''}{parts}")


def _show_up(up: dict[str, Any] | None, killed_process: int | None) -> None:
    if killed_process:
        _print_line("up", f"        not running: process {killed_process} was killed; start it again: broadsheet up")
    if up and not up.get("is_ready", True):
        _print_line(
            "up", f"        starting since {_moment(datetime.fromisoformat(up['since']))}; nothing is scheduled yet"
        )
    elif up:
        # A process of an earlier version did not write when it was started.
        since = datetime.fromisoformat(up["since"]) if "since" in up else None
        _print_line("up", f"        running since {_moment(since)}, page {up['page']}")


def _show_look(look: FlowEnd | None) -> None:
    if look:
        _print_line("schedule", f"  last look {_moment(look.at)}, {look.what}")


def _show_failures(failures: list[FlowEnd]) -> None:
    for failure in failures:
        words = f"{_moment(failure.at)} {failure.flow}: {failure.what}"
        out().print(Text("last failed", style="bold red").append(f" {words}\n{failure.cure}", style="not bold default"))


def _show_unfinished(unfinished: UnfinishedRuns) -> None:
    if unfinished.unknown:
        err().print(f"the runs that are going on cannot be read: {unfinished.unknown}", style="yellow", highlight=False)
    for run in unfinished.carried:
        asleep = " (stopped: wake it up or end it)" if run["is_asleep"] else ""
        far = f"{run['cleaned']} of {run['candidates']} cleaned" if run["candidates"] else "discovering"
        _print_line(
            "under way",
            f" {run['run_id']}: {far}; process {run['process']} on {run['host']}{asleep}, since"
            f" {_moment(run['since'])}; asks {_some(run['asks'])}",
        )
    if unfinished.writer:
        _print_line("writing", f"   {unfinished.writer}")
    for run in unfinished.waiting:
        _print_line("waits", f"     {run['run_id']}: {run['standing']}; {run['why']}")
    if unfinished.set_aside:
        _print_line("set aside", f" {_some(unfinished.set_aside)}: given up, see `broadsheet runs`")


def _show_known(known: dict[str, Any], last: RunResult | None) -> None:
    if not known:
        return
    out().print()
    write_table([{name: value for name, value in row.items() if name != "resumed"} for row in known["runs"]], "runs")
    if last:
        out().print()
        print_funnel(last, out())
    titles = {
        "late": "sources that were not asked in time (is the schedule running?) or are unreachable",
        "quarantine": "held, by source and check",
        "events": "resumed and given up",
    }
    for name, title in titles.items():
        if known[name]:
            out().print()
            write_table(known[name], title)


def _published_at(settings: Settings) -> datetime | None:
    try:
        return datetime.fromtimestamp(settings.snapshot.stat().st_mtime, UTC)
    except OSError:
        return None


def _bytes_in(path: Path) -> int:
    """Bytes of a file, or of all files below a folder. A file that is removed at this moment counts as 0."""
    total = 0
    for file in path.rglob("*") if os.path.isdir(path) else [path]:  # noqa: PTH112 - Path.is_dir() raises in a closed folder
        try:
            total += 0 if file.is_dir() else file.stat().st_size
        except OSError:
            continue
    return total


def size_in_words(count: int) -> str:
    """Bytes in words: `1.2 GB`, `34.5 MB`."""
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{count / MEGABYTE:,.1f} MB"


def _ago(span: Any) -> str:
    seconds = max(span.total_seconds(), 0)
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "some time"


def _some(names: list[str], most: int = 5) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(names[:most]) or "nothing yet") + more
