"""The processes of `broadsheet up`: their commands, their environment, their addresses."""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flows.service.access import BASE_PATH, NAMES, client_variables, server_variables
from flows.service.environment import for_server_of_ours
from flows.service.reaper import MARK
from schemas.settings import Settings
from schemas.settings.loading import FILE_VARIABLE, settings_file

POOL = "broadsheet"
PREFECT_BELOW = "prefect"
"""Where Prefect's page is below the setting public_url."""
WARNING = "warning: "
"""How the last line of `prepare` begins where something is missing that `up` can do without."""
NOTIFY = "BROADSHEET_NOTIFY"
"""The variable of the setting notify."""
_RUNS_OF_A_MACHINE = 2
"""Flow runs at one time on one of several machines: one that takes articles, and one that judges or analyses them."""

_SHORT_LIVED = (
    *(f"prefect.task-run.{state}" for state in ("Pending", "Running", "Completed", "Failed")),
    "prefect.artifact.created", "prefect.artifact.updated", "prefect.artifact-collection.updated",
    "prefect.flow-run.heartbeat",
)  # fmt: skip
_DEFAULTS = {
    # No call home, and no traceback at start-up because of it.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    # These keep the server's database small: a run adds a megabyte, most of it events of its tasks, which are of no use
    # after an hour. Our own tables keep the history.
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P3D",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES": json.dumps(dict.fromkeys(_SHORT_LIVED, 7200)),
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": "1209600",
    # An automation finds a run whose process is gone by its missing heartbeats
    # (flows/service/automations/lost-run.yaml).
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_WORKER_QUERY_SECONDS": "5",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options of the command. `host` is an IPv4 address; a metrics_port of 0 means no metrics; `every` is in
    minutes, None: as in prefect.yaml.
    """

    host: str = "127.0.0.1"
    port: int = 4200
    page_port: int = 4280
    metrics_port: int = 0
    every: int | None = None
    grace: float = 60
    """Seconds that flow runs have to finish when `up` is stopped."""
    server: str = ""
    """The API of a Prefect server that runs elsewhere."""
    joins: bool = False
    """Whether that server is of `up` on another machine of the same catalogue, which prepares it."""
    groups: int = 1
    """Into how many deployments the declared sources are dealt."""

    @property
    def api(self) -> str:
        return self.server or f"http://{self.local_host}:{self.port}/api"

    @property
    def metrics(self) -> str:
        return f"http://{self.local_host}:{self.metrics_port}/metrics"

    @property
    def local_host(self) -> str:
        """The host under which this machine reaches the ports."""
        return "127.0.0.1" if self.host in {"", "0.0.0.0"} else self.host

    @property
    def page(self) -> str:
        return f"http://{self.local_host}:{self.page_port}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One process. `health` is an address that answers with status 200 while the process works."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    health: str | None = None
    descriptors: tuple[int, ...] = ()
    """File descriptors of open sockets that the process inherits."""


def environment(
    options: Options, settings: Settings, given: Mapping[str, str], mark: str, password: str = ""
) -> dict[str, str]:
    """The environment of every process. Variables in `given` stay as they are, except those that name this data folder
    and server.

    `password`: `user:password` of the server below `up`, here or on the machine that is joined.
    """
    defaults = {name: value for name, value in _DEFAULTS.items() if name not in given}
    public = urlsplit(settings.public_url)
    hosts = {urlsplit(settings.page_url).hostname or "", public.hostname or "", options.local_host}
    names = {*hosts, *settings.allowed_hosts} - {""}
    access: dict[str, str] = {}
    is_ours = options.joins or not options.server
    if is_ours:
        origins = [f"{public.scheme}://{public.netloc}"] if settings.public_url else []
        access = client_variables(password) | server_variables(password, options.port, names, origins)
        access |= _public_variables(settings)
        given = for_server_of_ours(given, is_temporary=False)
    home = {"PREFECT_HOME": str(prefect_home(settings))} if is_ours or "PREFECT_HOME" not in given else {}
    file = settings_file()
    here = {
        "PREFECT_API_URL": options.api,
        **({FILE_VARIABLE: str(file)} if file else {}),
        "BROADSHEET_HOME": str(settings.home),
        "BROADSHEET_SOURCES_FILE": str(settings.sources_file),
        "BROADSHEET_PAGE_URL": settings.page_url or settings.public_url or options.page,
        # Its addresses are secrets: only the process that sends gets them.
        NOTIFY: json.dumps(settings.notify_blocks),
        NAMES: ",".join(sorted(names)),
        MARK: mark,
    }
    return {**given, **defaults, **home, **access, **here}


def _public_variables(settings: Settings) -> dict[str, str]:
    """How Prefect's server makes its page for the address that people have."""
    if not settings.public_url:
        return {}
    prefect = f"{settings.public_url}{PREFECT_BELOW}"
    return {
        BASE_PATH: urlsplit(prefect).path,
        "PREFECT_UI_SERVE_BASE": urlsplit(prefect).path,
        "PREFECT_UI_API_URL": f"{prefect}/api",
        "PREFECT_UI_URL": prefect,
        # Its files hold the path: those of the installation are for servers without one.
        "PREFECT_UI_STATIC_DIRECTORY": str(prefect_home(settings) / "page"),
    }


def prefect_home(settings: Settings) -> Path:
    """Not that of the temporary server: two servers on one SQLite file would both create the scheduled runs."""
    return settings.private / "server"


def logs(settings: Settings) -> Path:
    """The folder of the logs, one for each process."""
    return settings.logs / "up"


def server(options: Options, inherited: Mapping[str, str], descriptor: int) -> Plan:
    command = _module("flows.service.prefect_server", "--socket", str(descriptor))
    return Plan(
        name="server", command=command, environment=inherited, health=f"{options.api}/health", descriptors=(descriptor,)
    )


def page(settings: Settings, inherited: Mapping[str, str], descriptor: int) -> Plan:
    folder, below = str(settings.home / "reports"), urlsplit(settings.public_url).path
    command = _module("flows.service.page", folder, str(descriptor), *([below] if below else []))
    return Plan(name="page", command=command, environment=inherited, descriptors=(descriptor,))


def metrics(inherited: Mapping[str, str], descriptor: int) -> Plan:
    command = _module("flows.service.metrics", str(descriptor))
    return Plan(name="metrics", command=command, environment=inherited, descriptors=(descriptor,))


def notify(settings: Settings, inherited: Mapping[str, str], *, after_crash: bool) -> Plan:
    """Notes failures that nobody reported, and delivers messages."""
    words = ["--after-crash"] if after_crash else []
    given = json.dumps([one.get_secret_value() for one in settings.notify])
    return Plan(
        name="notify", command=_module("flows.service.notify", *words), environment={**inherited, NOTIFY: given}
    )


def preparation(options: Options, inherited: Mapping[str, str]) -> Plan:
    """Creates the pool, the deployments and the automations, and ends."""
    words = [*(["--every", str(options.every)] if options.every else []), *(["--own"] if not options.server else [])]
    words += ["--groups", str(options.groups)]
    return Plan(name="prepare", command=_module("flows.service.prepare", *words), environment=inherited)


def worker(settings: Settings, inherited: Mapping[str, str]) -> Plan:
    """Under the same name at each start, so that the server does not count one that was killed as a second."""
    # Other machines, and other data folders of this one, may work for the same server.
    name = f"broadsheet-{socket.gethostname()}-{hashlib.sha256(str(settings.home).encode()).hexdigest()[:6]}"
    given = ("--pool", POOL, "--name", name, "--type", "process", "--install-policy", "never")
    # What one of several machines does not take at once, another may.
    limit = ("--limit", str(_RUNS_OF_A_MACHINE)) if settings.catalogue else ()
    command = ("prefect", "worker", "start", *given, *limit)
    return Plan(
        name="worker", command=_module(*command), environment={**inherited, "TMPDIR": str(own_temporary_folder())}
    )


def own_temporary_folder() -> Path:
    """A folder for temporary files of this user alone, as short as a path of a socket has to be.

    Prefect's worker makes /tmp/runner_storage: where another user's worker has made it, ours could not start.
    """
    shared = Path(tempfile.gettempdir())
    folder = shared / f"broadsheet-{os.getuid()}"
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022:
            return folder
    return shared


def _module(name: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-P", "-m", name, *arguments)
