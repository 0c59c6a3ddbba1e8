"""The commands of whoever answers for the runs. Everything heavy is imported where it is used."""

from __future__ import annotations

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


def status(as_json: AsJson = False) -> None:
    """What is under way and who carries it, the last runs, the funnel of the last, late sources, held articles, the disk."""
    from flows.inspect.status import show_status
    from schemas.settings import load_settings

    show_status(load_settings(), as_json=as_json)


def runs(
    run: Annotated[str, typer.Argument(metavar="[ID]", help="A run; the beginning of its id will do.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many runs, the newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """The history of runs, or one in full: its inputs, its funnel, its losses, what each step took.

    Example: broadsheet runs 20260402T0930
    """
    from flows.inspect.runs import show_run, show_runs
    from schemas.settings import load_settings

    if run:
        show_run(load_settings(), run, as_json=as_json)
    else:
        show_runs(load_settings(), limit, as_json=as_json)


def doctor(as_json: AsJson = False) -> None:
    """Is everything fit to run: settings, versions, disk, clock, server and schedules, archive, warehouse, snapshot, leases?

    Every line says ok, warn or fail, and what to do. Ends with exit code 1 where one fails.
    """
    from flows.inspect.doctor import run_doctor

    raise typer.Exit(0 if run_doctor(as_json=as_json) else 1)


def config(
    example: Annotated[bool, typer.Option("--example", help="Print a settings file with everything in it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Every setting, its value, and where that came from.

    Example: broadsheet config --example > broadsheet.toml
    """
    from flows.inspect.config import show_config, show_example

    show_example() if example else show_config(as_json=as_json)
