"""`broadsheet forget`: articles out of everything in the data folder; a dry run unless --yes is said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli.output.console import AsJson, err, out, print_notes
from flows.cli.output.formats import write_json
from schemas.errors import UsageError


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
    for word in done.words:
        out().print(word, markup=False, highlight=False, soft_wrap=True)
    counted = (
        count(done.articles, "article"),
        count(done.addresses, "address", "addresses"),
        count(done.captures, "capture"),
    )
    end = "forgotten for good" if is_done else "would be forgotten; --yes does it"
    err().print(f"{', '.join(counted)}: {end}", highlight=False)
    for path in done.outside:
        err().print(
            f"outside of the data folder, for you to see to: {path}", markup=False, highlight=False, soft_wrap=True
        )
    print_notes(done.warnings)
