"""`broadsheet up`, in order: claim the data folder, open the ports, start the processes, watch them, end them."""

from __future__ import annotations

import errno
import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from socket import create_server, socket

from flows.service import plan as plans
from flows.service.access import password_file, store_password, stored_password
from flows.service.claim import announced_to_machines, claimed, paused_file, server_to_join
from flows.service.environment import require_no_settings_files
from flows.service.lost_runs import LostRuns
from flows.service.plan import Options
from flows.service.prefect_api import PrefectApi
from flows.service.reaper import wait_until
from flows.service.supervisor import StopRequest, Supervisor
from schemas.controls import shown
from schemas.errors import SourceUnavailable, UsageError
from schemas.settings import Settings, load_settings
from schemas.settings.loading import files_open_to_all
from tasks.notify import require_usable_addresses
from tasks.runs.scheduled import FlowEnd, last_ends, last_failures, read_schedule, write_schedule
from tasks.store.writer_lock import make_home

_SERVER_SECONDS = 180
"""How long a server may take to start."""
_API_SECONDS = 5
"""How long one call of Prefect's API may take."""


def run_up(options: Options, notify: list[str] | None = None, public_url: str = "") -> None:
    """Start everything, keep it alive until SIGINT, SIGTERM or SIGHUP, end it. `notify` and `public_url` replace those
    settings.

    Raises AlreadyUp; UsageError for a port in use or an address of `notify` that no service has; SourceUnavailable if
    the server in PREFECT_API_URL does not answer; BroadsheetError if a process does not start.
    """
    settings = load_settings(notify=notify or None, public_url=public_url or None)
    password = ""
    if options.joins:
        api, password = server_to_join(settings)
        options = replace(options, server=api)
    else:
        options = replace(options, server=options.server or os.environ.get("PREFECT_API_URL", ""))
    require_no_settings_files(Path.cwd())
    require_usable_addresses(settings)
    for words in files_open_to_all(settings.sources_file, settings.checks_file):
        sys.stderr.write(shown(f"{words}\n"))
    make_home(settings)
    with claimed(settings) as tell, _opened(options) as (sockets, options):
        if options.server and not PrefectApi(options.server, _API_SECONDS, password).is_healthy():
            raise _no_server(options)
        tell(options, is_ready=False)
        mark = secrets.token_hex(8)
        if options.joins:
            store_password(plans.prefect_home(settings), password)  # for `doctor` and `status` on this machine
        elif not options.server:
            password = stored_password(plans.prefect_home(settings))
        inherited = plans.environment(options, settings, os.environ, mark, password)
        api_of_runs = PrefectApi(options.api, _API_SECONDS, password)
        with _stop_signals() as stop, announced_to_machines(options, settings, password):
            ends, lost = RunEndMessages(settings), LostRuns(mark, api_of_runs)
            supervisor = Supervisor(plans.logs(settings), mark, stop, _say, lambda: [*ends.new(), *lost.new()])
            supervisor.begin()
            try:
                _begin(supervisor, options, settings, inherited, sockets, api_of_runs)
                tell(options)
                lost.start(stop)
                if not stop.is_set():
                    sys.stderr.write(places(options, settings))
                supervisor.watch()
                _end(supervisor, options, settings, api_of_runs)
            finally:
                supervisor.end_all()
        _say("stopped")


def _no_server(options: Options) -> SourceUnavailable:
    if options.joins:
        return SourceUnavailable(
            f"the Prefect server at {options.server}, which the shared folder names, does not answer",
            "Start `broadsheet up` on the first machine again, and let this one reach its port.",
        )
    return SourceUnavailable(
        f"no Prefect server answers at {options.server} (PREFECT_API_URL)",
        "Start it, correct the address, or unset the variable: then `up` brings a server of its own.",
    )


def _begin(
    supervisor: Supervisor,
    options: Options,
    settings: Settings,
    inherited: dict[str, str],
    sockets: dict[str, socket],
    api: PrefectApi,
) -> None:
    supervisor.add(plans.page(settings, inherited, sockets["page"].fileno()))
    if settings.notify_addresses or "metrics" in sockets:
        # An orderly stop removes the note of the schedule.
        supervisor.add(plans.notify(settings, inherited, after_crash=read_schedule(settings) is not None))
    if "metrics" in sockets:
        supervisor.add(plans.metrics(inherited, sockets["metrics"].fileno()))
    if "server" in sockets:
        _say(f"starting the Prefect server; logs are in {plans.logs(settings)}")
        supervisor.add(plans.server(options, inherited, sockets["server"].fileno()))
        supervisor.wait_for("server", _SERVER_SECONDS)
    if not options.joins:
        if (said := supervisor.run_once(plans.preparation(options, inherited))).startswith(plans.WARNING):
            _say(said)
    elif (note := paused_file(settings)).exists() and api.set_pool_paused(is_paused=False):
        note.unlink()  # this machine paused the pool, and was killed before it could resume it
    supervisor.add(plans.worker(settings, inherited))


def _end(supervisor: Supervisor, options: Options, settings: Settings, api: PrefectApi) -> None:
    """First no new runs, then end the runs, then the worker (it reports how they ended), then the rest."""
    supervisor.stop_restarting("worker")
    supervisor.end("notify")  # runs that are ended now are not lost
    note = paused_file(settings)
    note.touch()
    _say(f"stopping: no new runs; those under way have {options.grace:g} s (Ctrl-C again: at once)")
    is_paused = api.set_pool_paused(is_paused=True)
    if supervisor.finish_runs(options.grace):
        _say("what was still under way was ended: the next run takes over what it had")
    supervisor.end("worker")
    if not is_paused or api.set_pool_paused(is_paused=False):
        note.unlink(missing_ok=True)
    supervisor.end("server", "page", "metrics")
    # The page does not miss runs that a person stopped.
    write_schedule(None, settings)


@contextmanager
def _opened(options: Options) -> Iterator[tuple[dict[str, socket], Options]]:
    """The open sockets by process name, and the options with the ports that the sockets have."""
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
    """The addresses and folders for people, one a line."""
    metrics = [f"  metrics  {options.metrics}"] if options.metrics_port else []
    login = (
        [] if options.server else [f"           it asks for the line in {password_file(plans.prefect_home(settings))}"]
    )
    page, prefect = options.page, options.api.removesuffix("/api")
    if settings.public_url:
        page = f"{settings.public_url}, from {page}"
    if settings.public_url and not options.server:
        prefect = f"{settings.public_url}{plans.PREFECT_BELOW}/, from {prefect}"
    lines = [
        "up:",
        f"  page     {page}  how good the data is",
        f"  prefect  {prefect}  runs, deployments, automations",
        *login,
        *metrics,
        f"  data     {settings.snapshot}",
        f"  logs     {plans.logs(settings)}",
        "Ctrl-C, or SIGTERM, stops all of it.",
    ]
    return "\n".join(lines) + "\n"


def listening(port: int, host: str = "127.0.0.1") -> socket:
    """A socket that listens on the port (0: any free one) of an IPv4 address. Raises UsageError if that is not
    possible.

    A port in use is tried for 5 s: processes of an `up` that was killed have ended by then.
    """
    opened: list[socket] = []
    failures: list[OSError | OverflowError] = []

    def try_it() -> bool:
        try:
            opened.append(create_server((host, port), backlog=128))
        except (OSError, OverflowError) as error:
            failures.append(error)
            return getattr(error, "errno", None) != errno.EADDRINUSE
        return True

    wait_until(try_it, seconds=5, interval=0.2)
    if opened:
        return opened[0]
    raise UsageError(
        f"port {port} of {host}: {getattr(failures[-1], 'strerror', None) or failures[-1]}",
        "End what uses it, or name others: broadsheet up --port 4300 --page-port 4380.",
    ) from failures[-1]


class RunEndMessages:
    """Messages about scheduled runs that ended since `up` was started, and first about those of before that failed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known = {end.flow: end for end in last_ends(settings)}
        self._from_before = [f"still from before: {_message(end)}" for end in last_failures(settings)]

    def new(self) -> list[str]:
        """One for each new end, except runs that found nothing due, and failures that repeat the one before."""
        if from_before := self._from_before:
            self._from_before = []
            return from_before
        ends = [end for end in last_ends(self._settings) if end != self._known.get(end.flow)]
        messages = [_message(end) for end in ends if not end.found_nothing and not self._repeats(end)]
        self._known |= {end.flow: end for end in ends}
        return messages

    def _repeats(self, end: FlowEnd) -> bool:
        before = self._known.get(end.flow)
        return not end.is_well and before is not None and (before.state, before.what) == (end.state, end.what)


def _message(end: FlowEnd) -> str:
    if end.is_failure:
        return f"{end.flow} failed: {end.what}\n  {end.cure}"
    state = "" if end.is_well else f"{end.state}: "
    return f"{end.flow}: {state}{end.what}"


def _say(words: str) -> None:
    sys.stderr.write(shown(f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S} {words}\n"))
    sys.stderr.flush()


@contextmanager
def _stop_signals() -> Iterator[StopRequest]:
    stop = StopRequest()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop.ask) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
