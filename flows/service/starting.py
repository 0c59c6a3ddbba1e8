"""What a person sees while Prefect is not there yet, and whose server it will be."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.cli.output.console import err
from flows.service.claim import running_api
from flows.service.pool import answers
from flows.service.temporary_server import serving
from flows.worker_processes import worker_processes
from schemas.settings import Settings

_ON_THIS_MACHINE = "http://127.0.0.1:"


@contextmanager
def started(settings: Settings) -> Iterator[Callable[[], None]]:
    """Server, judge and cleaner come up while the block imports its flow; what is given waits until the server answers."""
    is_named = bool(os.environ.get("PREFECT_API_URL"))
    api = "" if is_named else api_of_up(settings)
    if api or is_named:
        # There an automation may end runs that were lost, and knows them by this.
        os.environ.setdefault("PREFECT_FLOWS_HEARTBEAT_FREQUENCY", "30")
    with (
        serving(settings.private / "prefect", api) as server,
        worker_processes(early=True),
        _said(api, is_named) as over,
    ):

        def wait() -> None:
            server.wait()
            over()

        yield wait


def api_of_up(settings: Settings) -> str:
    """The API of the server that `up` runs for this data folder; empty where there is none that answers.

    A server elsewhere, which `up` was told of, may want a key that only `up` knows.
    """
    api = running_api(settings) or ""
    return api if api.startswith(_ON_THIS_MACHINE) and answers(api) else ""


@contextmanager
def _said(api: str, is_named: bool) -> Iterator[Callable[[], None]]:
    """At once: a person who sees nothing for seconds wonders. On a terminal it goes once it is over."""
    words = f"using the Prefect of `broadsheet up` at {api.removesuffix('/api')}" if api else "starting Prefect …"
    if not err().is_terminal:
        if not is_named:
            err().print(words, highlight=False, markup=False)
        yield lambda: None
        return
    spinner = err().status(words)
    spinner.start()
    try:
        yield spinner.stop
    finally:
        spinner.stop()
