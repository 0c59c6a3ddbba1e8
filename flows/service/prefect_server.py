"""Prefect's server in a process of its own: the temporary one of a command, and the one of `up`.

    python -m flows.service.prefect_server --socket DESCRIPTOR             below `up`, on a socket of its supervisor
    python -m flows.service.prefect_server --host ADDRESS --port PORT      in a container
    python -m flows.service.prefect_server --port PORT [--keep MINUTES]    temporary: it ends with its parent, or some
                                                                           time after its last use (kept_server.py)

The port of the first belongs to the supervisor from start to end: no other program can take it, and requests wait
while the server is started again. Each has a password (PREFECT_SERVER_API_AUTH_STRING) and checks the name under which
it is asked (flows/service/access.py).

Prefect would start a temporary server itself, but only after its own import. Started before that import, the server
comes up on one processor while the command imports its flow on the other. This module imports nothing heavy for that
reason.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.service.access import (
    BASE_PATH,
    NAMES,
    BelowPath,
    CheckedAccess,
    allowed_names,
    client_variables,
    new_password,
    server_variables,
)
from flows.service.environment import change_environment, for_server_of_ours
from flows.service.kept_server import IN_USE, KeptServer, end_when_unused, find_kept_server
from flows.service.prefect_api import PrefectApi
from flows.service.prefect_database import note_made, settings_for_start
from flows.service.reaper import wait_until
from schemas.errors import BroadsheetError, DiskFull, SourceUnavailable
from schemas.private_parts import without_secrets
from tasks.checks.lazy_import import without_collector
from tasks.files.locks import open_lock, take_lock

_START_SECONDS = 120
_LEAST_FREE = 1_000_000
"""Bytes. With less free space than this the server did not start because the disk is full."""
_CALLS_HOME = "PREFECT_SERVER_ANALYTICS_ENABLED"
QUIET = {
    # No call home, and no traceback at start-up because of it.
    _CALLS_HOME: "false",
    # The command itself tells the person what went wrong, in two lines.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_CLI_COLORS": "false",
}
_TEMPORARY = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    # A temporary server has no automations, and nobody watches its events as they come. They are recorded.
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
    "PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED": "false",
}


class TemporaryServer:
    """The server at PREFECT_API_URL if that is set, else the one of `up`, else a temporary one that ends with this
    process, or is kept for some minutes.
    """

    def __init__(self, prefect_home: Path, running: str = "", password: str = "", keep_minutes: float = 0) -> None:
        """`running`: the API of a server of ours that is known to answer, with its `password`; empty if there is
        none. `keep_minutes`: how long a temporary server stays after its last use.
        """
        self._keep_minutes = keep_minutes
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        self._process: subprocess.Popen[bytes] | None = None
        self._is_kept = False
        self._in_use: int | None = None
        self._is_named = bool(os.environ.get("PREFECT_API_URL"))
        self._before = dict(os.environ)
        if not self._is_named:
            self._use_ours(prefect_home, running, password or new_password())
        self._changed = {
            name: self._before.get(name)
            for name in (self._before | os.environ).keys() - {"PREFECT_HOME"}
            if self._before.get(name) != os.environ.get(name)
        }

    def _use_ours(self, prefect_home: Path, running: str, password: str) -> None:
        """Let this process use the running server, or start one. Sets environment variables."""
        self._password = password
        ours = for_server_of_ours(os.environ, is_temporary=True)
        change_environment(ours | client_variables(self._password))
        if running:
            os.environ["PREFECT_API_URL"] = running
            os.environ.setdefault("PREFECT_HOME", str(prefect_home))
            return
        self._is_our_home = os.environ.setdefault("PREFECT_HOME", str(prefect_home)) == str(prefect_home)
        self._home = prefect_home
        self._home.mkdir(parents=True, exist_ok=True)
        self._log = self._home / "temporary-server.log"
        # A shared lock for as long as the server runs: the database is removed only by a process that is alone.
        self._in_use = open_lock(self._home / IN_USE)
        take_lock(self._in_use, shared=True, wait=True)
        if self._is_our_home and self._keep_minutes and (kept := find_kept_server(self._home)):
            self._password = kept.password
            os.environ.update(client_variables(kept.password), PREFECT_API_URL=kept.api)
            return
        self._log.unlink(missing_ok=True)
        self._port = _free_port()
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{self._port}/api"
        self._start()

    def wait(self) -> None:
        """Return when a temporary server answers. Raises DiskFull, or BroadsheetError if it does not start."""
        if self._is_named and not PrefectApi(os.environ["PREFECT_API_URL"]).is_reachable():
            raise SourceUnavailable(
                f"no Prefect server answers at {without_secrets(os.environ['PREFECT_API_URL'])} (PREFECT_API_URL)",
                "Start it, correct the address, or unset the variable: then the command brings a server of its own.",
            )
        if self._process is None:
            return
        is_up = self._answers()
        if not is_up and self._process.poll() is not None:
            self._remove_database()
            self._start()
            is_up = self._answers()
        if is_up:
            if self._is_our_home:
                note_made(self._home)
                if self._keep_minutes:
                    KeptServer.started(self._process.pid, self._port, self._password, self._home).write(self._home)
                    self._is_kept = True
            return
        if shutil.disk_usage(self._home).free < _LEAST_FREE:
            raise DiskFull(
                f"no room is left on the disk for {self._home}", "Free some and run again: nothing was begun."
            )
        raise BroadsheetError(
            f"the temporary Prefect server did not come up{_last_error(self._log)}",
            f"Its log {self._log} says more; or set PREFECT_API_URL to a server of your own.",
        )

    def _start(self) -> None:
        keep = ["--keep", f"{self._keep_minutes:g}"] if self._keep_minutes and self._is_our_home else []
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "flows.service.prefect_server", "--port", str(self._port), *keep],
                env=os.environ
                | _TEMPORARY
                | {_CALLS_HOME: self._before[_CALLS_HOME]}
                | (settings_for_start(self._home) if self._is_our_home else {})
                | server_variables(self._password, self._port),
                # Not the folder of the person: Prefect would read settings from its files.
                cwd=self._home,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        """Wait until it answers. False if its process ends, or after two minutes."""
        process, api = self._process, PrefectApi(os.environ["PREFECT_API_URL"], timeout=5)
        assert process is not None
        wait_until(lambda: process.poll() is not None or api.is_healthy(), _START_SECONDS, 0.05)
        return process.poll() is None and api.is_healthy()

    def _remove_database(self) -> None:
        """If Prefect is killed, or the disk is full, while it creates its tables, it never starts again on that
        database.

        Nothing is lost with it: only temporary servers use it. It stays if another process uses it, or if PREFECT_HOME
        was set by a person.
        """
        if not self._is_our_home:
            return
        assert self._in_use is not None
        if take_lock(self._in_use):
            for file in [*self._home.glob("prefect.db*"), self._home / "made-by"]:
                file.unlink(missing_ok=True)
        take_lock(self._in_use, shared=True, wait=True)

    def stop(self) -> None:
        """End the temporary server, and give back the variables that were there before it."""
        for name, value in self._changed.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        if self._process is not None and self._is_kept:
            assert self._process.stdin is not None
            self._process.stdin.close()  # by this it knows that its command is over
        elif self._process is not None:
            self._process.kill()
            self._process.wait()
        if self._in_use is not None:
            os.close(self._in_use)


@contextmanager
def serving(
    prefect_home: Path, running: str = "", password: str = "", keep_minutes: float = 0
) -> Iterator[TemporaryServer]:
    """A TemporaryServer for the block; call its `wait` before the first request."""
    server = TemporaryServer(prefect_home, running, password, keep_minutes)
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _last_error(log: Path) -> str:
    """The last line of the log that names an error."""
    with suppress(OSError):
        text = log.read_text(encoding="utf-8", errors="replace")
        if found := re.findall(r"^(?:\w+\.)*\w*(?:Error|Exception)\b.*", text, re.MULTILINE):
            return f": {found[-1][:200]}"
    return ""


def _serve_temporarily(port: int, keep_minutes: float) -> None:
    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGKILL)

    home = Path.cwd()

    def end_when_left() -> None:
        sys.stdin.buffer.read()  # its command has ended, or was killed
        end_when_unused(home, keep_minutes)

    threading.Thread(target=end_when_left if keep_minutes else end_with_parent, daemon=True).start()
    with without_collector():
        import uvicorn  # noqa: PLC0415 - takes a second, and only this process needs it
        from prefect.server.api.server import create_app  # noqa: PLC0415

        app = create_app()
    checked = CheckedAccess(app, allowed_names(os.environ.get(NAMES, "")))
    uvicorn.run(checked, host="127.0.0.1", port=port, log_level="error", lifespan="on")


def _serve_on_socket(opened: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - only this process needs these three
    from prefect.server.api.server import create_app  # noqa: PLC0415
    from prefect.settings import get_current_settings  # noqa: PLC0415

    settings = get_current_settings().server.api
    if settings.auth_string is None:
        sys.exit("set PREFECT_SERVER_API_AUTH_STRING to a user:password: whoever uses this server can run commands")
    host, port = opened.getsockname()[:2]
    print(f"the Prefect server begins on {host}:{port}; only warnings and errors are written below", flush=True)
    config = uvicorn.Config(
        CheckedAccess(BelowPath(create_app(), os.environ.get(BASE_PATH, "")), allowed_names(os.environ.get(NAMES, ""))),
        log_level="warning",
        timeout_keep_alive=settings.keepalive_timeout,
        # Browsers keep their event streams open for ever.
        timeout_graceful_shutdown=3,
    )
    uvicorn.Server(config).run([opened])


def main() -> None:
    """Serve as the arguments say, until a signal, or the end of the parent."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    parser.add_argument("--host")
    parser.add_argument("--socket", type=int)
    parser.add_argument("--keep", type=float, default=0, metavar="MINUTES")
    given = parser.parse_args()
    if given.socket is not None:
        _serve_on_socket(socket.socket(fileno=given.socket))
    elif given.host:
        _serve_on_socket(socket.create_server((given.host, given.port), backlog=128))
    else:
        _serve_temporarily(given.port, given.keep)


if __name__ == "__main__":
    main()
