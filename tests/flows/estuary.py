"""The outlet of the documentation's examples, https://estuary.example, on this machine: a front page, a feed,
articles.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ADDRESS = "https://estuary.example"
_STORIES = {
    "/2026/night-ferry": ("Night ferry stops for the winter", "The night ferry"),
    "/2026/tide-mill": ("Tide mill grinds again", "The tide mill"),
    "/2026/harbour-bell": ("Harbour bell to be recast", "The harbour bell"),
}
_FRONT = (
    '<html lang="en"><head><link rel="alternate" type="application/rss+xml" href="/rss"><title>Estuary</title>'
    "</head></html>"
)


@contextmanager
def estuary(page: Callable[..., str]) -> Iterator[str]:
    """The site while the block runs; gives the address that it really has. `page` writes an article."""
    items = "".join(
        f"<item><title>{title}</title><link>{path}</link><author>Ida Marrow</author>"
        f"<pubDate>Thu, 02 Apr 2026 0{9 - number}:30:00 GMT</pubDate></item>"
        for number, (path, (title, _)) in enumerate(_STORIES.items())
    )
    pages = {"/": _FRONT, "/rss": f'<rss version="2.0"><channel><title>Estuary</title>{items}</channel></rss>'}
    pages |= {path: page(title, about) for path, (title, about) in _STORIES.items()}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/xml" if self.path == "/rss" else "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
