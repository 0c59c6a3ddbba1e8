"""`broadsheet sources`: list what is declared. `check`, `add` and `ack` do their work in sources_check.py,
sources_add.py and sources_ack.py.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output.console import AsJson
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows, opened_snapshot, question

if TYPE_CHECKING:
    from schemas.settings import Settings
    from schemas.sources import Source

sources = typer.Typer(
    help="The declared sources, and what came from each; `check` tries them, `add` finds and declares one, `ack` notes"
    " that a problem is known.",
    invoke_without_command=True,
)

_TABLES = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'ops'"
_REMOVED = """
SELECT s.name AS source FROM sources AS s JOIN ops.source_changes AS c ON c.source_id = s.source_id
GROUP BY s.name HAVING arg_max(c.change, c.changed_at) = 'removed'
"""
_COLUMNS = ("source", "kind", "declared", "enabled", "status", "articles", "held", "lost", "failures", "last_asked_at",
            "next_ask_at", "every", "location")  # fmt: skip


class ListingKind(StrEnum):
    """What `sources add` declares."""

    FEED = "feed"
    SITEMAP = "sitemap"


def source_names(incomplete: str) -> list[str]:
    """Names of declared sources that begin so, for the shell to complete; none if they cannot be read."""
    from schemas.errors import BroadsheetError
    from schemas.settings import load_settings
    from schemas.sources import declared_sources

    try:
        return [name for name in declared_sources(load_settings().sources_file) if name.startswith(incomplete)]
    except BroadsheetError:
        return []


@sources.callback()
def list_by_default(context: typer.Context, as_json: AsJson = False) -> None:
    if context.invoked_subcommand is None:
        list_sources(as_json)
    elif as_json:
        raise typer.BadParameter(f"--json belongs behind {context.invoked_subcommand}")


@sources.command("list")
def list_sources(as_json: AsJson = False) -> None:
    """The declared sources: how many articles came from each, when it was last asked, and when it is asked next."""
    from schemas.settings import load_settings

    show_sources(load_settings(), as_json=as_json)


@sources.command()
def check(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Names of declared sources; without: all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Try a source without loading anything: what it offers, and what becomes of its first article.

    Ends with exit code 5 if a source gives nothing but failures.
    """
    from flows.cli.sources_check import check_sources
    from schemas.settings import load_settings

    works = check_sources(names or [], load_settings(), as_json=as_json)
    raise typer.Exit(0 if works else 5)


@sources.command()
def add(
    url: Annotated[
        str, typer.Argument(metavar="URL|PATH", help="Any page of a site, its feed or sitemap; or a folder or file.")
    ],
    name: Annotated[str, typer.Option(help="Name of the source. Without: its host, or that of the file.")] = "",
    kind: Annotated[
        ListingKind | None, typer.Option(help="Take only this kind; without: a feed if there is one.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Find the feeds and sitemaps of a site, and declare the best of them in the sources file; or declare a folder, a
    manifest, a WARC file, a list of addresses.

    Examples: broadsheet sources add https://example.org · broadsheet sources add articles --name papers
    """
    from flows.cli.sources_add import add_source
    from schemas.private_parts import bare_address
    from schemas.settings import load_settings

    add_source(bare_address(url), name, kind.value if kind else None, load_settings(), as_json=as_json)


OldName = Annotated[str, typer.Argument(metavar="NAME", help="The source, by its present name or a former one.")]
DecidedBy = Annotated[str, typer.Option("--by", help="Who decides. Default: the login name.")]
Because = Annotated[str, typer.Option("--reason", help="Why; it is recorded.")]


@sources.command()
def rename(
    old: OldName,
    new: Annotated[str, typer.Argument(metavar="NEW", help="Its name from now on.")],
    reason: Because = "",
    by: DecidedBy = "",
    as_json: AsJson = False,
) -> None:
    """Give a source another name, in the sources file and in the database. It keeps its history; the former name means
    it too.

    Example: broadsheet sources rename estuary port-estuary
    """
    from flows.cli.sources_names import rename as rename_everywhere
    from schemas.settings import load_settings

    rename_everywhere(old, new, by, reason, load_settings(), as_json=as_json)


@sources.command()
def merge(
    old: OldName,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The source that stays.")],
    reason: Because = "",
    by: DecidedBy = "",
    as_json: AsJson = False,
) -> None:
    """Make two sources one: INTO gets the articles and the history of NAME, and NAME means INTO from now on.

    Example: broadsheet sources merge estuary-feed estuary
    """
    from flows.cli.sources_names import merge as merge_two
    from schemas.settings import load_settings

    merge_two(old, into, by, reason, load_settings(), as_json=as_json)


@sources.command()
def remove(
    name: OldName,
    with_data: Annotated[
        bool,
        typer.Option("--with-data", help="Remove its articles, captures and history too: `broadsheet forget` does it."),
    ] = False,
    reason: Because = "",
    by: DecidedBy = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="With --with-data: do it. Without, it only lists what would go.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take a source out of the sources file, so that it is not asked any more. Its articles stay, unless --with-data.

    Example: broadsheet sources remove estuary
    """
    from flows.cli.sources_names import remove as take_out
    from flows.cli.sources_names import remove_with_data
    from schemas.settings import load_settings

    if with_data:
        remove_with_data(name, by, reason, load_settings(), is_sure=yes, as_json=as_json)
    else:
        take_out(name, by, reason, load_settings(), as_json=as_json)


def show_sources(settings: Settings, *, as_json: bool) -> None:
    """Print the declared sources in the order of their file, then those that only the snapshot has.

    Raises SourcesFileError, after what the snapshot has.
    """
    from schemas.errors import SourcesFileError
    from schemas.sources import declared_sources

    known = _known(settings)
    try:
        declared, problem = declared_sources(settings.sources_file), None
    except SourcesFileError as error:
        declared, problem = {}, error
    rows = _source_rows(declared, known, is_readable=problem is None)
    if problem is None or rows:
        write_json(rows) if as_json else _show_rows(rows)
    if problem:
        raise problem


def _show_rows(rows: list[dict[str, Any]]) -> None:
    # In the table only what is unusual: a source that is turned off, or that the sources file does not have.
    no = {False: "no"}
    table = [
        row | {"every": _every(row["interval_seconds"])} | {name: no.get(row[name]) for name in ("declared", "enabled")}
        for row in rows
    ]
    shown = [name for name in _COLUMNS if any(row[name] is not None for row in table)]
    write_table([{name: row[name] for name in shown} for row in table])


def _known(settings: Settings) -> dict[str, dict[str, Any]]:
    """What the snapshot has of each source, by name. An old snapshot has no table of when sources were asked."""
    if not settings.snapshot.exists():
        return {}
    with opened_snapshot(settings) as database:
        known = {row["source"]: row for row in fetch_rows(database, question("source_yields"))}
        tables = {row["table_name"] for row in fetch_rows(database, _TABLES)}  # an older release lacks some
        removed = fetch_rows(database, _REMOVED) if "source_changes" in tables else []
        states = fetch_rows(database, question("source_states")) if "source_states" in tables else []
    for state in states:
        known[state["source"]] |= state
    for row in removed:
        known[row["source"]]["is_removed"] = True
    return known


def _source_rows(
    declared: dict[str, Source], known: dict[str, dict[str, Any]], *, is_readable: bool
) -> list[dict[str, Any]]:
    names = [*declared, *(name for name in known if name not in declared)]
    fields = ("articles", "candidates", "good", "held", "lost", "last_asked_at", "next_ask_at", "interval_seconds",
              "status", "reason", "failures", "detail")  # fmt: skip
    return [
        {
            "source": name,
            "kind": declared[name].kind if name in declared else known[name]["kind"],
            "location": declared[name].location if name in declared else known[name]["location"],
            "declared": name in declared if is_readable else None,
            "enabled": declared[name].enabled if name in declared else None,
            **{field: known.get(name, {}).get(field) for field in fields},
            **(_of_undeclared(known[name]) if is_readable and name not in declared else {}),
        }
        for name in names
    ]


def _of_undeclared(known: dict[str, Any]) -> dict[str, Any]:
    """What differs of a source that nothing asks any more."""
    never = {"next_ask_at": None, "interval_seconds": None}
    return never | ({"status": "removed", "reason": None, "failures": None} if known.get("is_removed") else {})


def _every(seconds: int | None) -> str | None:
    """600 -> "10 min", 5400 -> "1.5 h"."""
    if seconds is None:
        return None
    return f"{seconds / 60:.0f} min" if seconds < 3600 else f"{seconds / 3600:.3g} h"


@sources.command()
def ack(
    name: Annotated[str, typer.Argument(help="Name of the source.", autocompletion=source_names)],
    reason: Annotated[str, typer.Option(help="Why it is known, or what is done about it.")] = "",
    check_id: Annotated[
        str, typer.Option("--check", metavar="ID", help="Only what this check finds. Without: every present problem.")
    ] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day on which it counts. Without: in a week.")
    ] = None,
    by: Annotated[str, typer.Option(help="Who knows of it. Default: the login name.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="The problem counts again.")] = False,
) -> None:
    """Acknowledge a problem of a source: the quality page shows it apart and no longer counts it.

    A problem that begins later is another one. Example: broadsheet sources ack radio-estuary --reason "they know"
    """
    from flows.cli.sources_ack import acknowledge_source
    from schemas.settings import load_settings

    last_day = until.date() if until else None
    acknowledge_source(name, check_id, reason, last_day, by, load_settings(), is_withdrawn=withdraw)
