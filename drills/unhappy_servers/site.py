"""The unhappy servers: a process of its own, so that what it holds is not counted as memory of those who ask.

    python -m drills.unhappy_servers.site CERTIFICATES LOG      prints its ports, ends when its stdin does

Each case has an address of its own. A line of the log is a request, or a connection to a closed address.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from drills.unhappy_servers.bombs import brotli_bomb
from drills.unhappy_servers.case import Answer
from drills.unhappy_servers.cases import CASES, HOSTS
from drills.unhappy_servers.certificates import NAMES
from drills.unhappy_servers.neighbours import ROUTES
from drills.unhappy_servers.places import NEIGHBOUR, is_closed
from drills.unhappy_servers.talk import PAGE, Talk, http

_GIVES_UP = 45
"""Seconds after which a connection that nobody closes is."""
_MOST_LOGGED = 1000
_HANDSHAKE = b"\x16"
"""What TLS begins with (RFC 8446, section 5.1)."""
_SPOKEN_TLS_TO = http(b"speak HTTP", status="400 Bad Request")
_ABSENT = http(b"nothing here", status="404 Not Found")


class Site:
    """A thread a connection; closed after one answer."""

    def __init__(self, log: TextIO) -> None:
        self._log = log
        self._lock = threading.Lock()
        self._cases = {HOSTS[case.name]: case for case in CASES}

    def listen(self, tls: ssl.SSLContext | None = None, port: int = 0, host: str = "0.0.0.0") -> int:
        """Start a listener; its port."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=256)
        threading.Thread(target=self._accept, args=(listener, tls), daemon=True).start()
        return int(listener.getsockname()[1])

    def _accept(self, listener: socket.socket, tls: ssl.SSLContext | None) -> None:
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=self._serve, args=(connection, tls), daemon=True).start()

    def _serve(self, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
        connection.settimeout(_GIVES_UP)
        host, port = connection.getsockname()[:2]
        if is_closed(host):
            self._note(host, "", "a connection to a closed address")
        with suppress(OSError):
            if tls:
                connection = tls.wrap_socket(connection, server_side=True)
            with connection:
                self._answer(connection, host, port)

    def _answer(self, connection: socket.socket, host: str, port: int) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            part = connection.recv(1)
            if not part:
                return
            head += part
            if head == _HANDSHAKE:
                connection.sendall(_SPOKEN_TLS_TO)
                return
        path = head.split(b" ", 2)[1].decode("latin-1")
        self._note(host, path, head.decode("latin-1"))
        answer = self._answer_of(host, path)
        talk = Talk(connection, host, port, path, head.decode("latin-1"))
        if isinstance(answer, bytes):
            talk.send(answer)
        else:
            answer(talk)

    def _answer_of(self, host: str, path: str) -> Answer:
        if is_closed(host):
            return PAGE
        routes = ROUTES if host == NEIGHBOUR else self._cases[host].routes
        return routes.get(path, _ABSENT if path == "/robots.txt" else routes.get("*", _ABSENT))

    def _note(self, host: str, path: str, head: str) -> None:
        row = {"host": host, "path": path, "head": head[:_MOST_LOGGED], "at": time.monotonic()}
        with self._lock:
            self._log.write(json.dumps(row) + "\n")
            self._log.flush()


def main() -> None:
    certificates, log_file = map(Path, sys.argv[1:])
    brotli_bomb()  # made beforehand: it takes longer than a fetch may
    with log_file.open("w", encoding="utf-8") as log:
        site = Site(log)
        port = site.listen()
        with suppress(OSError):  # a machine without IPv6
            site.listen(port=port, host="::1")
        ports = {"": port}
        for name in NAMES:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates / f"{name}.pem")
            ports[name] = site.listen(context)
        print(json.dumps(ports), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
