"""`broadsheet export`: articles in one file, or in folders that the next export continues."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output.console import AsJson, err
from flows.cli.output.formats import write_json
from flows.inspect.reading import require_source
from schemas.errors import UsageError

if TYPE_CHECKING:
    from schemas.settings import Settings

_OF_FOLDERS = ("parquet", "jsonl")


def export(
    target: Annotated[
        str, typer.Argument(metavar="FILE|DIR", help="The file, or the folder that it goes into; a folder is made.")
    ],
    form: Annotated[
        str,
        typer.Option("--format", metavar="csv|xlsx|parquet|duckdb|jsonl", help="Without: by the ending of FILE."),
    ] = "",
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    since: Annotated[
        str, typer.Option(metavar="MOMENT", help="Only what was loaded after this day or time (UTC).")
    ] = "",
    by_source: Annotated[
        bool,
        typer.Option(
            "--by-source", help="All versions, in a folder a source and month; the next call adds what is new."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Articles as files: one file with a row an article, or, --by-source, folders that the next export continues.

    Examples: broadsheet export articles.xlsx --source north-ledger · broadsheet export articles/ --by-source
    """
    run_export(target, form, source, since, by_source=by_source, as_json=as_json)


def run_export(target: str, form: str, source: str, since: str, *, as_json: bool, by_source: bool = False) -> None:
    """Write the files, and print how much is in them. Raises UsageError."""
    from schemas.settings import load_settings
    from tasks.export import export_note
    from tasks.export.one_file import FORMS

    settings = load_settings()
    moment = _moment(since)
    source = require_source(source, settings)
    given, ending = form, Path(target).suffix.lower().removeprefix(".")
    form = form or (ending if ending in FORMS else "parquet")
    if form not in FORMS:
        raise UsageError(
            f"{form!r} is not a format of an export", f"Write --format {', '.join(FORMS[:-1])} or {FORMS[-1]}."
        )
    if not by_source and ending not in {"", form} and not target.endswith("/") and not Path(target).is_dir():
        [near] = difflib.get_close_matches(ending, FORMS, n=1, cutoff=0) if not given else [form]
        raise UsageError(
            f"{target}: a file of the format {given} does not end so" if given else f"{target}: no format ends so",
            f"Did you mean {Path(target).with_suffix(f'.{near}')}? A folder has no ending, exists, or has / behind it.",
        )
    folder = Path(target).absolute()
    if by_source or export_note(folder).exists():
        _export_folders(folder, form, source, moment, settings, as_json=as_json)
    else:
        _export_file(target, form, source, moment, settings, as_json=as_json)


def _export_file(
    target: str, form: str, source: str, since: datetime | None, settings: Settings, *, as_json: bool
) -> None:
    from flows.cli.query import file_outside
    from tasks.export.one_file import export_file
    from tasks.export.registry import note_export

    path = Path(target)
    if path.suffix.lower() != f".{form}":  # a folder
        path.mkdir(parents=True, exist_ok=True)
        path /= f"articles.{form}"
    file = file_outside(str(path), settings)
    assert file is not None
    done = export_file(file, form, source, since, settings)
    note_export(settings, file, form, datetime.now(UTC), source)
    if as_json:
        write_json({"file": done.path, "rows": done.rows, "cut": done.cut})
    err().print(f"{done.rows:,} articles in {file}", markup=False, highlight=False)
    if done.cut:
        err().print(f"{done.cut:,} cells were cut: a cell of Excel has at most 32,767 characters", style="yellow")


def _export_folders(
    folder: Path, form: str, source: str, since: datetime | None, settings: Settings, *, as_json: bool
) -> None:
    from dataclasses import asdict

    from tasks.export import BEGIN
    from tasks.export import export as export_versions
    from tasks.export.registry import note_export

    if form not in _OF_FOLDERS:
        raise UsageError(f"folders by source hold parquet or jsonl, not {form}", "Leave out --by-source, or --format.")
    done = export_versions(folder, form, source, since, settings, datetime.now(UTC))
    note_export(settings, folder, form, datetime.now(UTC))
    if as_json:
        write_json(asdict(done))
    begun = "the beginning" if done.since == BEGIN else f"{done.since:%Y-%m-%d %H:%M:%S} UTC"
    words = f"{done.rows:,} versions in {done.files:,} files, loaded from {begun}"
    if done.rows:
        words += f" to {done.until:%Y-%m-%d %H:%M:%S} UTC; the next export into {folder} goes on from there"
    else:
        words = f"nothing new since {begun}"
    err().print(words, markup=False, highlight=False, soft_wrap=True)
    if done.waiting:
        err().print(f"{done.waiting:,} versions were loaded with a clock ahead of this one; they wait for their time")


def _moment(since: str) -> datetime | None:
    if not since:
        return None
    try:
        moment = datetime.fromisoformat(since.strip())
    except ValueError as error:
        raise UsageError(f"--since: {since!r} is not a time", "Write 2026-04-02 or 2026-04-02T09:30, UTC.") from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
