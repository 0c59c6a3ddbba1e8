"""A loopback server that plays whatever it is told, byte for byte, and notes what it was asked."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.records import Candidate, Capture
from schemas.settings import Settings
from tasks.fetch import fetch_batch
from tasks.runs.handover import read_rows, write_rows
from tasks.web.answers import Page, Refusal
from tasks.web.client import Client


@dataclass(frozen=True)
class Request:
    """What the server was asked: the head as it came over the wire, and the parts tests look at."""

    head: bytes
    at: float
    """When its head was whole, by time.monotonic."""

    @property
    def path(self) -> str:
        return self.head.split(b" ", 2)[1].decode("ascii")

    @property
    def fields(self) -> dict[str, str]:
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}

    @property
    def host(self) -> str:
        return self.fields["host"].rpartition(":")[0]


Handler = Callable[["Server", socket.socket, Request], None]


class Server:
    """A thread a connection. A route is the answer's bytes, or a function that plays the answer on the socket.

    The connection is closed after an answer, unless `keep_alive`.
    """

    def __init__(
        self, routes: dict[str, bytes | Handler], tls: ssl.SSLContext | None = None, *, keep_alive: bool = False
    ) -> None:
        self.routes = routes
        self.requests: list[Request] = []
        self.connections = 0
        self.in_flight: dict[str, int] = {}
        self.most_in_flight: dict[str, int] = {}
        self.stopped = threading.Event()
        self._tls = tls
        self._keep_alive = keep_alive
        self._lock = threading.Lock()
        self._listener = socket.create_server(("0.0.0.0", 0), backlog=256)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self.port}{path}"

    def close(self) -> None:
        self.stopped.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def drip(self, connection: socket.socket, part: bytes, pause: float = 0.02) -> None:
        """Send the same bytes again and again, until the client goes or the test ends."""
        while not self.stopped.wait(pause):
            connection.sendall(part)

    def pour(self, connection: socket.socket, part: bytes) -> None:
        """Send the same bytes without end, as fast as they are taken."""
        while not self.stopped.is_set():
            connection.sendall(part)

    @staticmethod
    def reset(connection: socket.socket) -> None:
        """Close with RST in place of FIN."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # Of a TLS connection only the bare socket is closed: no farewell.
        socket.socket(fileno=connection.detach()).close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        with suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                while self._answer(connection) and self._keep_alive:
                    pass

    def _answer(self, connection: socket.socket) -> bool:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            part = connection.recv(1)
            if not part:
                return False
            head += part
        request = Request(head, time.monotonic())
        with self._lock:
            self.requests.append(request)
            now = self.in_flight[request.host] = self.in_flight.get(request.host, 0) + 1
            self.most_in_flight[request.host] = max(now, self.most_in_flight.get(request.host, 0))
        try:
            route = self.routes[request.path]
            if isinstance(route, bytes):
                connection.sendall(route)
            else:
                route(self, connection, request)
        finally:
            with self._lock:
                self.in_flight[request.host] -= 1
        return True


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Start a server that plays the routes given; it ends with the test."""
    servers: list[Server] = []

    def start(routes: dict[str, bytes | Handler] | bytes | Handler, **options: Any) -> Server:
        server = Server(routes if isinstance(routes, dict) else {"/": routes}, **options)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def http() -> Callable[..., bytes]:
    """The bytes of an answer with the right Content-Length."""

    def answer(body: bytes = b"", *fields: str, status: str = "200 OK") -> bytes:
        head = "\r\n".join([f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""])
        return head.encode("latin-1") + body

    return answer


@pytest.fixture(scope="session")
def redirect() -> Callable[[str], bytes]:
    """The bytes of a redirect to where it says."""

    def answer(to: str) -> bytes:
        return f"HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n".encode()

    return answer


@pytest.fixture
def open_to(tmp_path: Path) -> Callable[..., Settings]:
    """Settings that may fetch from this machine, at a server's port; patience is short, and manners are off."""

    def settings(*servers: Server, **given: Any) -> Settings:
        values = {
            "home": tmp_path / "data",
            "allow_cidrs": ("127.0.0.0/8",),
            "allow_ports": tuple(server.port for server in servers),
            "fetch_seconds": 10,
            "host_interval_seconds": 0,
            "respect_robots": False,
        }
        return Settings(**values | given)

    return settings


@pytest.fixture
def get() -> Callable[..., Page | Refusal]:
    """Fetch one address with a client of its own."""

    def one(url: str, settings: Settings, private_authority: Path | None = None) -> Page | Refusal:
        async def conversation() -> Page | Refusal:
            client = Client(settings)
            if private_authority:
                client._tls = ssl.create_default_context(cafile=private_authority)
            try:
                return await client.get(url)
            finally:
                await client.aclose()

        return asyncio.run(conversation())

    return one


@pytest.fixture
def ending(get: Callable[..., Page | Refusal]) -> Callable[..., str]:
    """Fetch one address: `page`, or the reason's code."""

    def end(url: str, settings: Settings, **options: Any) -> str:
        answer = get(url, settings, **options)
        return "page" if isinstance(answer, Page) else answer.outcome.reason.code

    return end


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key in the same file."""
    folder = tmp_path_factory.mktemp("tls")
    both = folder / "both.pem"
    subprocess.run(
        [
            *["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
            *["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
            *["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")],
        ],
        check=True,
        capture_output=True,
    )
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "certificate.pem").read_bytes())
    return both


@pytest.fixture(scope="session")
def tls(certificate: Path) -> ssl.SSLContext:
    """The server's side of TLS, with a certificate that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def candidate() -> Callable[..., Candidate]:
    """A candidate of one source; the test names what matters."""

    def make(position: int, **given: Any) -> Candidate:
        values: dict[str, Any] = {
            "position": position,
            "source_id": "ab1de4f5-3f6c-5a0e-9a53-6f2f4b0f7d11",
            "source_name": "Example",
            "source_kind": "list",
            "source_location": "list.txt",
            "address": given.get("url") or given.get("file") or f"inline:{position}",
            "address_id": "2f0b3f4e-95a8-5c25-8a6e-0d8b8f8c6a10",
        }
        return Candidate(**values | given)

    return make


@pytest.fixture
def fetch_all(tmp_path: Path, now: datetime) -> Callable[..., list[Capture]]:
    """The captures of one batch, by way of its files."""

    def fetch(candidates: list[Candidate], settings: Settings, batch: str = "00001") -> list[Capture]:
        folder = tmp_path / "runs" / "run-1" / batch
        folder.mkdir(parents=True)
        write_rows(folder / "candidates.parquet", Candidate, candidates)
        return read_rows(fetch_batch(folder, "run-1", settings, lambda: now), Capture)

    return fetch


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Mount a disk of a size like 6m, and give its folder; it goes with the test."""
    disks: list[Path] = []

    def mounted(size: str) -> Path:
        disk = tmp_path / f"disk-{len(disks)}"
        disk.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
        if os.geteuid() or not shutil.which("mount") or subprocess.run(command, check=False).returncode:
            pytest.skip("this machine does not let its user mount a small disk")
        disks.append(disk)
        return disk

    yield mounted
    for disk in disks:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)
