"""The commands that only read the snapshot. Everything heavy is imported where it is used."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


def why(
    address: Annotated[str, typer.Argument(help="A web address in any spelling, or a file.")], as_json: AsJson = False
) -> None:
    """Why an article is missing: what became of its address in every run, and what may help.

    Example: broadsheet why https://example.org/news/1
    """
    from flows.why import show_why
    from schemas.settings import load_settings

    show_why(address, load_settings(), as_json=as_json)


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; - reads it from stdin.")],
    as_json: AsJson = False,
) -> None:
    """Ask the snapshot in SQL: read-only, without access to files or the network.

    Example: broadsheet query "SELECT source, count(*) FROM latest_articles GROUP BY source"
    """
    from flows import reading
    from schemas.settings import load_settings

    reading.show_query(load_settings(), sys.stdin.read() if sql == "-" else sql, as_json=as_json)


def explore(
    port: Annotated[int, typer.Option(help="Port on this machine.")] = 2718,
    opens: Annotated[bool, typer.Option("--open/--no-open", help="Show it in the browser.")] = True,
) -> None:
    """Open a notebook over the snapshot: filters, an article reader with versions and raw capture, SQL cells.

    Needs the extra `explore`: pip install 'broadsheet[explore]'
    """
    from flows.explore_command import run_explore

    run_explore(port, opens=opens)
