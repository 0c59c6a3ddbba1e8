"""`broadsheet backup` and `restore`: the data folder in a copy that is checked, and back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output.console import AsJson, err, print_notes
from flows.cli.output.formats import write_json

if TYPE_CHECKING:
    from tasks.maintain.backup import Backup


def backup(
    target: Annotated[
        str, typer.Argument(metavar="TO", help="Where; a new folder is made in it, best on another disk.")
    ],
    check: Annotated[
        bool, typer.Option("--check", help="TO is a backup: read every file of it, and change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Copy warehouse, archive, sources and checks, also while runs go on. Every file is noted with its size and
    checksum.

    Example: broadsheet backup /mnt/backups
    """
    from schemas.settings import load_settings
    from schemas.settings.loading import FILE_NAME, settings_file
    from tasks.export.registry import note_export
    from tasks.maintain.backup import back_up, check_backup

    settings, now = load_settings(), datetime.now(UTC)
    folder = Path(target).expanduser().absolute()
    if check:
        _print(check_backup(folder), "is whole", as_json=as_json)
        return
    made = back_up(folder, settings, now)
    note_export(settings, made.folder / "backup.json", "backup", now)
    _print(made, "is written", as_json=as_json)
    if not settings_file():
        err().print(f"not included: {FILE_NAME}, because none is in use here", markup=False, highlight=False)


def restore(
    source: Annotated[str, typer.Argument(metavar="FROM", help="A folder that `broadsheet backup` made.")],
    as_json: AsJson = False,
) -> None:
    """Check a backup, and make the data folder of it, which must not be there or be empty.

    Example: BROADSHEET_HOME=/srv/data broadsheet restore /mnt/backups/broadsheet-20260402T093000Z
    """
    from schemas.settings import load_settings
    from schemas.settings.loading import FILE_NAME
    from tasks.maintain.backup import restore_backup
    from tasks.report import write_report_or_warn

    settings = load_settings()
    done = restore_backup(Path(source).expanduser().absolute(), settings)
    print_notes(write_report_or_warn(settings, datetime.now(UTC)))
    _print(done, f"is restored to {settings.home}", as_json=as_json)
    if project := done.project:
        has_settings = (project / FILE_NAME).exists()
        files = f"{'settings file, ' if has_settings else ''}sources file and checks"
        words = f"Its {files} are in {project}: copy them to {settings.sources_file.parent}, unless newer"
        err().print(f"{words} ones are there", markup=False, highlight=False, soft_wrap=True)


def _print(done: Backup, what: str, *, as_json: bool) -> None:
    if as_json:
        write_json({"folder": done.folder, "files": done.files, "bytes": done.bytes})
        return
    words = f"{done.folder} {what}: {done.files:,} files, {done.bytes / 1_000_000:,.1f} MB"
    err().print(words, markup=False, highlight=False, soft_wrap=True)
