"""`broadsheet sources`: what is declared, whether it works, and one more. What is heavy is imported where it is used."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

sources = typer.Typer(
    help="The declared sources, and what came from each; `check` tries them, `add` finds and declares one.",
    invoke_without_command=True,
)

AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


def source_names(incomplete: str) -> list[str]:
    """Names of declared sources that begin so, for the shell to complete; none where they cannot be read."""
    from schemas.errors import BroadsheetError
    from schemas.settings import load_settings
    from schemas.sources import declared_sources

    try:
        return [name for name in declared_sources(load_settings().sources_file) if name.startswith(incomplete)]
    except BroadsheetError:
        return []


class Kind(StrEnum):
    FEED = "feed"
    SITEMAP = "sitemap"


@sources.callback()
def bare(context: typer.Context, as_json: AsJson = False) -> None:
    if context.invoked_subcommand is None:
        show(as_json)
    elif as_json:
        raise typer.BadParameter(f"--json belongs behind {context.invoked_subcommand}")


@sources.command("list")
def show(as_json: AsJson = False) -> None:
    """The declared sources: how many articles came from each, when it was last asked, and when it is asked next."""
    from flows.cli.sources_list import show_sources
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

    Ends with exit code 5 where a source gives nothing but failures.
    """
    from flows.cli.sources_check import check_sources
    from schemas.settings import load_settings

    works = check_sources(names or [], load_settings(), as_json=as_json)
    raise typer.Exit(0 if works else 5)


@sources.command()
def add(
    url: Annotated[str, typer.Argument(help="Any page of the site, or the address of a feed or sitemap.")],
    name: Annotated[str, typer.Option(help="How the source is called. Without: its host.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="Take only this kind; without: a feed where there is one.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find the feeds and sitemaps of a site, and declare the best of them in the sources file.

    Examples: broadsheet sources add https://example.org · broadsheet sources add https://example.org/rss --name example
    """
    from flows.cli.sources_add import add_source
    from schemas.private_parts import bare_address
    from schemas.settings import load_settings

    add_source(bare_address(url), name, kind.value if kind else None, load_settings(), as_json=as_json)
