"""`broadsheet export`: articles as files, whole or what is new since the last time."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from flows.cli.known_sources import require_source
from flows.cli.output.console import err
from flows.inspect.reading import write_json
from schemas.errors import UsageError
from schemas.settings import load_settings
from tasks.export import BEGIN, export


def run_export(folder: str, form: str, source: str, since: str, *, as_json: bool) -> None:
    """Raises UsageError."""
    if form not in {"parquet", "jsonl"}:
        raise UsageError(f"{form!r} is no format of an export", "Write --format parquet or --format jsonl.")
    settings = load_settings()
    moment = _moment(since)
    require_source(source, settings)
    done = export(Path(folder).absolute(), form, source, moment, settings, datetime.now(UTC))
    if as_json:
        write_json(asdict(done))
    begun = "the beginning" if done.since == BEGIN else f"{done.since:%Y-%m-%d %H:%M:%S} UTC"
    words = f"{done.rows:,} versions in {done.files:,} files, loaded from {begun}"
    if done.rows:
        words += f" to {done.until:%Y-%m-%d %H:%M:%S} UTC; the next export into {folder} goes on from there"
    else:
        words = f"nothing new since {begun}"
    err().print(words, markup=False, highlight=False)
    if done.waiting:
        err().print(f"{done.waiting:,} versions were loaded with a clock ahead of this one; they wait for their time")


def _moment(since: str) -> datetime | None:
    if not since:
        return None
    try:
        moment = datetime.fromisoformat(since.strip())
    except ValueError as error:
        raise UsageError(f"--since: {since!r} is no time", "Write 2026-04-02 or 2026-04-02T09:30, UTC.") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
