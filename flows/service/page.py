"""`python -m flows.service.page FOLDER DESCRIPTOR [PATH]`: serve the quality page: files of one folder, read only.

DESCRIPTOR is the file descriptor of a listening socket. PATH is the path below which a web server in front of this one
shows the page (setting public_url); it may keep the path in requests, or take it off. `serve_http` and `CheckedHandler`
serve the metrics too.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from flows.service.access import NAMES, allowed_names, refusal, refusal_words

_NOT_YET = b"""<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="30">
<title>Broadsheet</title><p>There is no quality page yet: the first run that loads something makes it.
<p>By hand: <code>broadsheet report</code></html>
"""

MOST_CONNECTIONS = 100
"""At a time."""


class CheckedHandler(BaseHTTPRequestHandler):
    """Refuses requests for another name, and from pages of another origin (flows/service/access.py). Logs nothing."""

    timeout = 30
    """Seconds. A connection that sends nothing for so long is closed."""

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        hosts, origins = (self.headers.get_all(name) or [] for name in ("Host", "Origin"))
        status = refusal(hosts, origins, allowed_names(os.environ.get(NAMES, "")))
        if status:
            self.send_error(status, explain=refusal_words(status))
        return not status

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
        """Write nothing: readers of the page are not logged."""


class PageHandler(CheckedHandler, SimpleHTTPRequestHandler):
    """Files of the folder: no lists of folders, no hidden files, nothing that a link leads to outside of the folder.

    It tells browsers to ask again before they use a cached page.
    """

    def __init__(self, *args: Any, below: str = "", **kwargs: Any) -> None:
        """`below`: the path of the setting public_url, with a slash at its end; empty without one."""
        self._below = below
        super().__init__(*args, **kwargs)

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        if self._below and self.path == self._below.rstrip("/"):
            self.send_response(HTTPStatus.PERMANENT_REDIRECT)
            self.send_header("Location", self._below)  # links of the page count from there
            self.send_header("Content-Length", "0")
            self.end_headers()
            return False
        if self._below and self.path.startswith(self._below):
            self.path = f"/{self.path.removeprefix(self._below)}"
        return True

    def do_GET(self) -> None:
        if self.path.split("?")[0] in {"/", "/index.html"} and not Path(self.translate_path("/index.html")).is_file():
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(_NOT_YET)))
            self.end_headers()
            self.wfile.write(_NOT_YET)
            return
        super().do_GET()

    def send_head(self) -> Any:
        """The file to send, for GET and HEAD; None if the request has been answered."""
        if not self._is_served():
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        return super().send_head()

    def _is_served(self) -> bool:
        """Whether the path names a regular file of the folder: opening a named pipe would wait for whoever writes."""
        asked = Path(self.translate_path(self.path))
        try:
            file = (asked / "index.html" if asked.is_dir() else asked).resolve()
            is_hidden = any(part.startswith(".") for part in asked.relative_to(self.directory).parts)
            return not is_hidden and file.is_relative_to(Path(self.directory).resolve()) and file.is_file()
        except (OSError, ValueError, RuntimeError):  # a name that no file can have, a loop of links
            return False

    def list_directory(self, path: Any) -> None:  # noqa: ARG002
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()


def serve(folder: Path, listening: socket.socket, below: str = "") -> None:
    """Serve the folder until the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    serve_http(partial(PageHandler, directory=str(folder), below=below), listening)


class _Server(ThreadingHTTPServer):
    """A thread for each connection, and no more than MOST_CONNECTIONS: another one is closed at once."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._free.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


def serve_http(handler: Any, listening: socket.socket) -> None:
    """Serve HTTP on a socket that listens already, a thread a request, until the process ends. `handler`: a
    CheckedHandler.
    """
    address = listening.getsockname()[:2]
    with _Server(address, handler, bind_and_activate=False) as server:
        server.socket.close()
        server.socket = listening
        server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2])), *sys.argv[3:])
