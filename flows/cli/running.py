"""The commands that keep it running. Everything heavy is imported where it is used."""

from __future__ import annotations

from typing import Annotated

import typer


def up(
    host: Annotated[
        str,
        typer.Option(
            help="IPv4 address of the ports. Any other than 127.0.0.1 shows them to the network, without passwords."
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port of the Prefect server; 0 for any free one.")] = 4200,
    page_port: Annotated[int, typer.Option(help="Port of the quality page; 0 for any free one.")] = 4280,
    metrics_port: Annotated[int, typer.Option(help="Port of figures for Prometheus; 0 for none.")] = 0,
    every: Annotated[
        int | None,
        typer.Option(
            min=1, max=1440, help="Minutes between two looks at what is due; unless given as in prefect.yaml, 5."
        ),
    ] = None,
    grace: Annotated[float, typer.Option(min=0, help="Seconds that runs under way have when it is stopped.")] = 60,
    notify: Annotated[
        str, typer.Option(help="The setting notify: a block of Prefect that automations tell, slack-webhook/news.")
    ] = "",
) -> None:
    """Run everything on this machine until Ctrl-C: Prefect server, schedules, worker, quality page.

    With PREFECT_API_URL set, the server there is used.
    """
    from flows.service.command import run_up
    from flows.service.plan import Options

    run_up(
        Options(host=host, port=port, page_port=page_port, metrics_port=metrics_port, every=every, grace=grace), notify
    )


def automations(
    notify: Annotated[
        str, typer.Option(help="The setting notify: a block of Prefect that they tell, slack-webhook/news.")
    ] = "",
) -> None:
    """Put the automations of flows/service/automations on the Prefect server, or bring those there up to the files.

    The server is the one at PREFECT_API_URL, else that of the `broadsheet up` which runs here.
    """
    from flows.cli.automations import run_automations

    run_automations(notify)
