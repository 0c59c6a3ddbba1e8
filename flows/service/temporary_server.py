"""A temporary Prefect server in a process of its own, started before anything heavy is imported.

Prefect would start one itself, but only after its own import and in between other work; started first, the server
comes up on one processor while the flow's own imports run on the other. `python -m flows.service.temporary_server PORT` is that process.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schemas.errors import BroadsheetError, DiskFull
from tasks.files.locks import open_lock, take_lock

_START_SECONDS = 120
_LEAST_ROOM = 1_000_000
QUIET = {
    # A start-up traceback and a call home less.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # What a person should know is said by the command, in two lines.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_CLI_COLORS": "false",
}
_SERVER_ONLY = {"PREFECT_UI_ENABLED": "0", "PREFECT__SERVER_EPHEMERAL": "1", "PREFECT__SERVER_FINAL": "1"}


class Server:
    """The server at PREFECT_API_URL where that is set, else one of ours that runs already, else a temporary one that ends with this process."""

    def __init__(self, prefect_home: Path, running: str = "") -> None:
        """`running`: the API of a server that is known to answer."""
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        self._process: subprocess.Popen[bytes] | None = None
        self._names_it = not os.environ.get("PREFECT_API_URL")
        if not self._names_it:
            return
        if running:
            os.environ["PREFECT_API_URL"] = running
            os.environ.setdefault("PREFECT_HOME", str(prefect_home))
            return
        self._is_ours = os.environ.setdefault("PREFECT_HOME", str(prefect_home)) == str(prefect_home)
        self._home = prefect_home
        self._home.mkdir(parents=True, exist_ok=True)
        self._log = self._home / "temporary-server.log"
        self._log.unlink(missing_ok=True)
        self._in_use = open_lock(self._home / "in-use")
        take_lock(self._in_use, shared=True, wait=True)
        port = _free_port()
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        self._start(port)

    def wait(self) -> None:
        """Return once a temporary server answers. Raises BroadsheetError where it does not come up."""
        if self._process is None or self._answers():
            return
        if self._process.poll() is not None:
            self._forget_database()
            self._start(_port_in(os.environ["PREFECT_API_URL"]))
            if self._answers():
                return
        if shutil.disk_usage(self._home).free < _LEAST_ROOM:
            raise DiskFull(
                f"no room is left on the disk for {self._home}", "Free some and run again: nothing was begun."
            )
        raise BroadsheetError(
            f"the temporary Prefect server did not come up{_last_error(self._log)}",
            f"Its log {self._log} says more; or set PREFECT_API_URL to a server of your own.",
        )

    def _start(self, port: int) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.service.temporary_server", str(port)],
                env=os.environ | _SERVER_ONLY,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        assert self._process is not None
        until = time.monotonic() + _START_SECONDS
        url = os.environ["PREFECT_API_URL"] + "/health"
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                    return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        return False

    def _forget_database(self) -> None:
        """Killed, or out of disk, while it made its tables, Prefect never gets over it: what is there is neither old nor new.

        Nothing is lost with it, as every server of ours is temporary. One that another process uses, or that stands in a folder
        which somebody named, stays: then starting again is all that is tried.
        """
        if not self._is_ours:
            return
        if take_lock(self._in_use):
            for file in self._home.glob("prefect.db*"):
                file.unlink()
        take_lock(self._in_use, shared=True, wait=True)

    def stop(self) -> None:
        if self._names_it:
            os.environ.pop("PREFECT_API_URL", None)
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            os.close(self._in_use)


@contextmanager
def serving(prefect_home: Path, running: str = "") -> Iterator[Server]:
    server = Server(prefect_home, running)
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _port_in(url: str) -> int:
    return int(url.rpartition(":")[2].partition("/")[0])


def _last_error(log: Path) -> str:
    """The last line of the log that names an error."""
    with suppress(OSError):
        text = log.read_text(encoding="utf-8", errors="replace")
        if found := re.findall(r"^(?:\w+\.)*\w*(?:Error|Exception)\b.*", text, re.MULTILINE):
            return f": {found[-1][:200]}"
    return ""


def _run(port: int) -> None:
    def end_with_parent() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=end_with_parent, daemon=True).start()
    import uvicorn  # noqa: PLC0415 - a second of import that only this process needs

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="error",
        lifespan="on",
    )


if __name__ == "__main__":
    _run(int(sys.argv[1]))
