"""`broadsheet forget`: articles out of everything in the data folder; a dry run unless --yes is said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output.console import AsJson, err, out, print_notes
from flows.cli.output.formats import write_json
from schemas.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

_SHOWN = 10
"""Addresses, and files of a kind, that are named one by one."""


def forget(
    wanted: Annotated[
        list[str] | None, typer.Argument(metavar="ID|URL|SOURCE...", help="Articles by id or any address; a source.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is recorded, so do not say what it was.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who decides. Default: the login name.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it. Without, it only lists what would go.")] = False,
    goes_on: Annotated[bool, typer.Option("--continue", help="Do what a call that was cut off has left.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget articles for good: out of the database, its former snapshots, the archive, logs, Prefect, folders of
    exports.

    They are never taken again. Files outside of the data folder are listed, for you to see to. Examples: broadsheet
    forget https://example.org/news/1 · broadsheet forget https://example.org/news/1 --reason "case 12" --yes
    """
    run_forget(wanted or [], reason, by, yes=yes, goes_on=goes_on, as_json=as_json)


def run_forget(
    wanted: list[str],
    reason: str,
    by: str,
    *,
    yes: bool,
    as_json: bool,
    goes_on: bool = False,
) -> None:
    """Print what goes or went, and what a person has to see to. Raises UsageError."""
    from dataclasses import asdict

    from flows.cli.quarantine import decision_of
    from schemas.settings import load_settings
    from tasks.forget import forget as forget_all
    from tasks.forget import go_on, plan
    from tasks.report.said import count
    from tasks.web.addresses import file_address

    settings = load_settings()
    if goes_on == bool(wanted):
        raise UsageError(
            "nothing is named" if not wanted else "--continue takes no names", "Name an id, an address or a source."
        )
    if yes and not reason.strip():
        raise UsageError("forgetting needs a --reason", "Say why, without saying what: it is kept.")
    if goes_on:
        done = go_on(settings)
        if done is None:
            err().print("nothing is left to do")
            return
    elif yes:
        done = forget_all(wanted, decision_of(by, reason), settings, datetime.now(UTC))
    else:
        done = plan(wanted, settings)
    is_done = yes or goes_on
    if as_json:
        write_json(asdict(done) | {"dry_run": not is_done})
        return
    words = set(done.words)
    _print_some(out(), "", [word for word in done.words if word[0] != "/" or file_address(Path(word)) not in words])
    _print_some(err(), "outside of the data folder, for you to see to: ", done.outside)
    _print_some(err(), "an export that may hold some of it: ", done.exports)
    print_notes(done.warnings)
    if done.to_analyse:
        which = count(done.to_analyse, "article")
        print_notes([f"quotations that {which} shared with it are left out until `broadsheet analyse` compares anew"])
    counted = (
        count(done.articles, "article"),
        count(done.addresses, "address", "addresses"),
        count(done.captures, "capture"),
    )
    end = "forgotten for good" if is_done else "would be forgotten; --yes does it"
    err().print(f"{', '.join(counted)}: {end}", highlight=False)


def _print_some(console: Console, begin: str, things: Sequence[object]) -> None:
    for thing in things[:_SHOWN]:
        console.print(f"{begin}{thing}", markup=False, highlight=False, soft_wrap=True)
    if len(things) > _SHOWN:
        err().print(f"and {len(things) - _SHOWN:,} more (`--json` has all)", highlight=False)
