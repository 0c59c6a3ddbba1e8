"""A temporary Prefect server in a process of its own, started before anything heavy is imported.

Prefect would start one itself, but only after its own import and in between other work; started first, the server
comes up on one processor while the flow's own imports run on the other. `python -m flows.server PORT` is that process.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import BroadsheetError

_START_SECONDS = 120
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
    """The server at PREFECT_API_URL where that is set, else a temporary one that ends with this process."""

    def __init__(self, prefect_home: Path) -> None:
        for name, value in QUIET.items():
            os.environ.setdefault(name, value)
        self._process: subprocess.Popen[bytes] | None = None
        if os.environ.get("PREFECT_API_URL"):
            return
        os.environ.setdefault("PREFECT_HOME", str(prefect_home))
        self._log = prefect_home / "temporary-server.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "flows.server", str(port)],
                env=os.environ | _SERVER_ONLY,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"

    def wait(self) -> None:
        """Return once a temporary server answers. Raises BroadsheetError where it does not come up."""
        if self._process is None:
            return
        until = time.monotonic() + _START_SECONDS
        url = os.environ["PREFECT_API_URL"] + "/health"
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise BroadsheetError(
            "the temporary Prefect server did not come up", f"Its log {self._log} says why; or set PREFECT_API_URL."
        )

    def stop(self) -> None:
        if self._process is not None:
            os.environ.pop("PREFECT_API_URL", None)
            self._process.kill()
            self._process.wait()


@contextmanager
def serving(prefect_home: Path) -> Iterator[Server]:
    server = Server(prefect_home)
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
