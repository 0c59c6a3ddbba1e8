"""How long a run lives after SIGTERM or SIGINT: `python -m drills.polite_stop [--signal SIGINT]`.

A server on this machine answers slowly, at the worst moments: a feed that never ends, a page that sends a byte a
second, hundreds of pages that wait for their host's pace. The drill starts `broadsheet ingest`, waits until it is at
that moment, sends the signal and prints the seconds until the process and everything below it is gone. More than MOST
seconds is a fault. The next run must then take its new work.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

MOST = 10.0
"""Seconds."""
_MARK = "DRILL_OF_POLITE_STOP"
_PAGE = (
    b"<html><title>A page</title><body><p>"
    + b"Words of an article, and some more of them. " * 40
    + b"</p></body></html>"
)


class SlowServer:
    """`/slow/N` sends a byte a second, `/feed` begins and never ends, anything else is a page. `asked` counts requests
    by kind.
    """

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self._socket.getsockname()[1]
        self.asked: dict[str, int] = {}
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            path = connection.recv(65_536).split(b" ")[1].decode()
            kind = path.split("/")[1]
            self.asked[kind] = self.asked.get(kind, 0) + 1
            if kind == "robots.txt":
                connection.sendall(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            elif kind in {"slow", "feed"}:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<rss version='2.0'>")
                while True:
                    connection.sendall(b" ")
                    time.sleep(1)
            else:
                head = (
                    f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(_PAGE)}\r\nConnection:"
                    f" close\r\n\r\n"
                )
                connection.sendall(head.encode() + _PAGE)


def stop_at(moment: str, number: signal.Signals, folder: Path, server: SlowServer) -> float:
    """Seconds from the signal until nothing of the run is left."""
    url = f"http://127.0.0.1:{server.port}"
    inputs = {
        "feed": ["drill"],
        "slow": [f"{url}/slow/{n}" for n in range(3)],
        "pace": [f"{url}/page/{n}" for n in range(200)],
    }[moment]
    sources = folder / "sources.yaml"
    sources.write_text(f"sources:\n- {{name: drill, kind: feed, location: '{url}/feed'}}\n", encoding="utf-8")
    process = subprocess.Popen(
        [Path(sys.executable).parent / "broadsheet", "ingest", *inputs],
        env=_environment(folder, server, moment),
        stdout=subprocess.DEVNULL,
        stderr=(folder / f"{moment}.log").open("w"),
        start_new_session=True,
    )
    is_there: dict[str, Callable[[], bool]] = {
        "feed": lambda: server.asked.get("feed", 0) > 0,
        "slow": lambda: server.asked.get("slow", 0) > 0,
        "pace": lambda: server.asked.get("page", 0) > 2,
    }
    _wait(is_there[moment], process, folder / f"{moment}.log")
    time.sleep(1)
    begun = time.monotonic()
    os.kill(process.pid, number)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=120)
    while _left(moment) and time.monotonic() - begun < 120:
        time.sleep(0.05)
    seconds = time.monotonic() - begun
    for pid in _left(moment):
        os.kill(pid, signal.SIGKILL)
    return seconds


def _environment(folder: Path, server: SlowServer, moment: str) -> dict[str, str]:
    return os.environ | {
        _MARK: moment,
        "BROADSHEET_HOME": str(folder / "data"),
        "BROADSHEET_SOURCES_FILE": str(folder / "sources.yaml"),
        "BROADSHEET_CONTACT": "drill@example.org",
        "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]',
        "BROADSHEET_ALLOW_PORTS": f"[{server.port}]",
    }


def _wait(is_there: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 180
    while not is_there():
        if time.monotonic() > until or process.poll() is not None:
            raise SystemExit(
                f"the run did not come as far as the moment of the signal: {log.read_text(encoding='utf-8')}"
            )
        time.sleep(0.1)


def _left(moment: str) -> list[int]:
    """Processes of the run, wherever they are: they inherit a variable."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{_MARK}={moment}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return [pid for pid in found if pid != os.getpid()]


def main() -> int:
    asked = argparse.ArgumentParser(description="How long a run lives after a polite signal.")
    asked.add_argument("--signal", choices=["SIGTERM", "SIGINT"], action="append")
    asked.add_argument("--moment", choices=["feed", "slow", "pace"], action="append")
    given = asked.parse_args()
    server = SlowServer()
    worst = 0.0
    for name in given.signal or ["SIGTERM", "SIGINT"]:
        for moment in given.moment or ["feed", "slow", "pace"]:
            with tempfile.TemporaryDirectory() as folder:
                seconds = stop_at(moment, signal.Signals[name], Path(folder), server)
                server.asked.clear()
            worst = max(worst, seconds)
            print(f"{name} at {moment}: {seconds:.1f} s", flush=True)
    print(f"at most {worst:.1f} s; the limit is {MOST:g} s")
    return 1 if worst > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
