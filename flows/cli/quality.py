"""The commands of whoever answers for quality: held articles, replay, audit, checks. Everything heavy is imported where it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tasks.replay import Choice

quarantine = typer.Typer(
    help="Articles that the checks hold back: look, release, discard, judge again.", no_args_is_help=True
)

AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of holds; six characters of each will do.")]
Who = Annotated[str, typer.Option("--by", help="Who decides. Default: the login name.")]


@quarantine.command("list")
def quarantine_list(
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    check: Annotated[str, typer.Option(help="Only what this check holds.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Also holds that are answered.")] = False,
    as_json: AsJson = False,
) -> None:
    """Every article that is held, with the checks that hold it."""
    from flows.cli.quarantine import show_holds

    show_holds(source=source, check=check, everything=everything, as_json=as_json)


@quarantine.command("show")
def quarantine_show(hold: Annotated[str, typer.Argument(metavar="ID")], as_json: AsJson = False) -> None:
    """One held article: what failed with its value and bound, where the raw capture is, its history, its text."""
    from flows.cli.quarantine import show_hold

    show_hold(hold, as_json=as_json)


@quarantine.command("release")
def quarantine_release(
    holds: Ids,
    reason: Annotated[str, typer.Option(help="Why it is an article after all; it is recorded.")] = "",
    by: Who = "",
    as_json: AsJson = False,
) -> None:
    """Load held articles as they are. All or none; who, when and why are recorded.

    Example: broadsheet quarantine release 5f0c21 --reason "a poem, and meant to be short"
    """
    from flows.cli.quarantine import release_holds

    release_holds(holds, by=by, reason=reason, as_json=as_json)


@quarantine.command("discard")
def quarantine_discard(
    holds: Ids,
    reason: Annotated[str, typer.Option(help="Why it is no article; it is recorded.")],
    by: Who = "",
    as_json: AsJson = False,
) -> None:
    """Say that held articles are none. Nothing is deleted, and a discarded one can still be released."""
    from flows.cli.quarantine import discard_holds

    discard_holds(holds, by=by, reason=reason, as_json=as_json)


@quarantine.command("retry")
def quarantine_retry(
    holds: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="Ids of holds; six characters of each will do. Without: all that are held."
        ),
    ] = None,
    source: Annotated[str, typer.Option(help="Only what is held of this source.")] = "",
    check: Annotated[str, typer.Option(help="Only what this check holds.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read what is held again, with today's extractor and checks; what passes now is loaded.

    Examples: broadsheet quarantine retry 5f0c21 · broadsheet quarantine retry --check words_enough
    """
    from flows.cli.replay import held

    _replay(held(holds or [], source, check), as_json=as_json)


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
    from flows.cli.replay import is_empty, show_chosen, show_comparison, wanted

    choice = wanted(source, since, where)
    if dry_run:
        show_chosen(choice, as_json=as_json)
    elif compare and not is_empty(choice):
        show_comparison(choice, as_json=as_json)
    elif not compare:
        _replay(choice, as_json=as_json)


def _replay(choice: Choice, *, as_json: bool) -> None:
    from flows.cli.replay import is_empty, run_replay
    from flows.cli.run import exit_code, tell
    from schemas.settings import load_settings

    if is_empty(choice, announce=True):
        return
    ended = run_replay(choice)
    tell(ended, load_settings(), as_json=as_json)
    raise typer.Exit(exit_code(ended))


def audit(
    day: Annotated[str, typer.Option(help="The day to judge (UTC). Default: yesterday.")] = "",
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    as_json: AsJson = False,
) -> None:
    """Judge a day of every source, and the warehouse as a whole: volume, freshness, gaps, drift, what does not add up.

    Ends with exit code 4 where a check that stops fails. Example: broadsheet audit --day 2026-04-02
    """
    from flows.cli.audit import run_audit

    run_audit(day, source, as_json=as_json)


def checks(as_json: AsJson = False) -> None:
    """Every check of articles and of batches, and how it did in the last 30 days."""
    from flows.cli.audit import show_checks

    show_checks(as_json=as_json)
