"""`python -m flows.service.page FOLDER DESCRIPTOR`: serve the quality page: files of one folder, read only.

DESCRIPTOR is the file descriptor of a listening socket.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, BaseServer
from typing import Any

_NOT_YET = b"""<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="30">
<title>Broadsheet</title><p>There is no quality page yet: the first run that loads something makes it.
<p>By hand: <code>broadsheet report</code></html>
"""


class PageHandler(SimpleHTTPRequestHandler):
    """Files of the folder. It lists no folders, and tells browsers to ask again before they use a cached page."""

    def do_GET(self) -> None:
        if self.path.split("?")[0] in {"/", "/index.html"} and not Path(self.translate_path("/index.html")).is_file():
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(_NOT_YET)))
            self.end_headers()
            self.wfile.write(_NOT_YET)
            return
        super().do_GET()

    def list_directory(self, path: Any) -> None:  # noqa: ARG002
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
        """Write nothing: readers of the page are not logged."""


def serve(folder: Path, listening: socket.socket) -> None:
    """Serve the folder until the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    serve_http(partial(PageHandler, directory=str(folder)), listening)


def serve_http(handler: Callable[[Any, Any, BaseServer], BaseRequestHandler], listening: socket.socket) -> None:
    """Serve HTTP on a socket that listens already, a thread a request, until the process ends."""
    address = listening.getsockname()[:2]
    with ThreadingHTTPServer(address, handler, bind_and_activate=False) as server:
        server.socket.close()
        server.socket = listening
        server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2])))
