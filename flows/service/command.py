"""`broadsheet up`: the whole of it, from the claim on the data folder to the last process."""

from __future__ import annotations

import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from socket import socket

from flows.service import plan as plans
from flows.service.claim import claimed, note_paused
from flows.service.ends import Ends
from flows.service.plan import Options
from flows.service.ports import listening
from flows.service.prefect_api import PrefectApi
from flows.service.supervisor import Stop, Supervisor
from schemas.errors import SourceUnavailable
from schemas.settings import Settings, load_settings

_SERVER_SECONDS = 180
"""How long a server may take to start."""
_API_SECONDS = 5
"""How long one call of Prefect's API may take."""


def run_up(options: Options, notify: str = "") -> None:
    """Start everything, keep it alive until SIGINT or SIGTERM, end it.

    Raises AlreadyUp, UsageError for a port in use, SourceUnavailable where the server that was named does not answer,
    BroadsheetError where something does not come up.
    """
    settings = load_settings(notify=notify or None)
    options = replace(options, server=options.server or os.environ.get("PREFECT_API_URL", ""))
    with claimed(settings) as tell, _opened(options) as (sockets, options):
        if options.server and not PrefectApi(options.server, _API_SECONDS).is_healthy():
            raise SourceUnavailable(
                f"no Prefect server answers at {options.server} (PREFECT_API_URL)",
                "Start it, correct the address, or unset the variable: then `up` brings a server of its own.",
            )
        tell(options)
        mark = secrets.token_hex(8)
        inherited = plans.environment(options, settings, os.environ, mark)
        with _asked_to_stop() as stop:
            supervisor = Supervisor(plans.logs(settings), mark, stop, _say, Ends(settings).new)
            supervisor.begin()
            try:
                _begin(supervisor, options, settings, inherited, sockets)
                if not stop.is_set():
                    sys.stderr.write(places(options, settings))
                supervisor.watch()
                _end(supervisor, options, settings)
            finally:
                supervisor.sweep()
        _say("stopped")


def _begin(
    supervisor: Supervisor, options: Options, settings: Settings, inherited: dict[str, str], sockets: dict[str, socket]
) -> None:
    supervisor.add(plans.page(settings, inherited, sockets["page"].fileno()))
    if "metrics" in sockets:
        supervisor.add(plans.metrics(inherited, sockets["metrics"].fileno()))
    if "server" in sockets:
        _say(f"starting the Prefect server; logs are in {plans.logs(settings)}")
        supervisor.add(plans.server(options, inherited, sockets["server"].fileno()))
        supervisor.wait_for("server", _SERVER_SECONDS)
    supervisor.run_once(plans.preparation(options, inherited))
    supervisor.add(plans.worker(inherited))


def _end(supervisor: Supervisor, options: Options, settings: Settings) -> None:
    """No new runs, then the runs, then the worker that tells how they ended, then the rest."""
    supervisor.let_go("worker")
    note = note_paused(settings)
    note.touch()
    _say(f"stopping: no new runs; those under way have {options.grace:g} s (Ctrl-C again: at once)")
    api = PrefectApi(options.api, _API_SECONDS)
    is_paused = api.set_pool_paused(is_paused=True)
    if supervisor.finish_runs(options.grace):
        _say("what was still under way was ended: the next run takes over what it had")
    supervisor.end("worker")
    if not is_paused or api.set_pool_paused(is_paused=False):
        note.unlink(missing_ok=True)
    supervisor.end("server", "page", "metrics")


@contextmanager
def _opened(options: Options) -> Iterator[tuple[dict[str, socket], Options]]:
    """The sockets that are listened on, and the options with the ports that they got."""
    with ExitStack() as stack:
        wanted = {"page": options.page_port}
        if not options.server:
            wanted["server"] = options.port
        if options.metrics_port:
            wanted["metrics"] = options.metrics_port
        sockets = {name: stack.enter_context(listening(port, options.host)) for name, port in wanted.items()}
        port = {name: opened.getsockname()[1] for name, opened in sockets.items()}
        yield sockets, replace(options, port=port.get("server", options.port), page_port=port["page"])


def places(options: Options, settings: Settings) -> str:
    """Where people look, a line each."""
    metrics = [f"  metrics  {options.metrics}"] if options.metrics_port else []
    lines = [
        "up:",
        f"  page     {options.page}  how good the data is",
        f"  prefect  {options.api.removesuffix('/api')}  runs, deployments, automations",
        *metrics,
        f"  data     {settings.snapshot}",
        f"  logs     {plans.logs(settings)}",
        "Ctrl-C, or SIGTERM, stops all of it.",
    ]
    return "\n".join(lines) + "\n"


def _say(words: str) -> None:
    sys.stderr.write(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {words}\n")
    sys.stderr.flush()


@contextmanager
def _asked_to_stop() -> Iterator[Stop]:
    stop = Stop()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop.ask) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
