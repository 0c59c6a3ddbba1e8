"""`python -m flows.service.page FOLDER DESCRIPTOR`: the quality page for whoever sits at this machine. Files of one folder, read only.

DESCRIPTOR is a socket that listens already.
"""

from __future__ import annotations

import socket
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_NOT_YET = b"""<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="30">
<title>Broadsheet</title><p>There is no quality page yet: the first run that loads something makes it.
<p>By hand: <code>broadsheet report</code></html>
"""


class Pages(SimpleHTTPRequestHandler):
    """No lists of folders, nothing outside the folder, nothing kept by browsers without asking again."""

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
        """Who reads the page is nobody's business."""


def serve(folder: Path, listening: socket.socket) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    address = listening.getsockname()[:2]
    with ThreadingHTTPServer(address, partial(Pages, directory=str(folder)), bind_and_activate=False) as server:
        server.socket.close()
        server.socket = listening
        server.serve_forever()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2])))
