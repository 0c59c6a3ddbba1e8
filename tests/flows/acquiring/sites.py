"""The hosts of the cases, on this machine: 127.77.N.1 is the host of case N, all at one port."""

from __future__ import annotations

import base64
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.flows.acquiring.cases import CASES, Case, article, content_of, filled

PASSWORD = "sheets of lead"
_COOKIE = "been=here"


class Sites:
    """What the server knows: which round it is, and what it was asked."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.round = 1
        self.asked: Counter[tuple[str, str]] = Counter()
        self._by_ip = {case.ip: case for case in CASES.values()}

    def answer(self, ip: str, path: str, fields: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        case = self._by_ip.get(ip)
        if case is None:
            return 404, {}, b""
        self.asked[case.name, path] += 1
        bare = path.partition("?")[0]
        route = case.site.get(path) or case.site.get(bare)
        if route is None:
            if path not in case.articles and bare not in case.articles:
                return 404, {}, b""
            route, path = {"article": True}, path if path in case.articles else bare
        if "play" in route:
            return _PLAYS[route["play"]](self, case, path, route, fields)
        return self.plain(case, path, route)

    def plain(
        self, case: Case, path: str, route: dict[str, Any], edition: int = 1
    ) -> tuple[int, dict[str, str], bytes]:
        """The answer as the case says it."""
        here = lambda text: filled(text, case, self.port)  # noqa: E731
        headers = {name: here(value) for name, value in route.get("headers", {}).items()}
        kind = route.get("type", "text/html; charset=utf-8" if "article" in route else None)
        if kind:
            headers["Content-Type"] = kind
        content = {"as": path, **route}
        if "article" in route:
            canonical = route.get("canonical")
            page = article(case, route.get("as", path), canonical and here(canonical), edition)
            content = {"body": page, "gzip": route.get("gzip", 0)}
        return route.get("status", 200), headers, content_of(content, case, self.port)


def _growing_feed(sites: Sites, case: Case, path: str, route: dict[str, Any], _: dict[str, str]):
    """An item more in each round."""
    links = route["links"][: sites.round]
    return sites.plain(case, path, {**route, "body": _rss(links)})


def _asks_password(sites: Sites, case: Case, path: str, route: dict[str, Any], fields: dict[str, str]):
    given = "Basic " + base64.b64encode(f"reader:{PASSWORD}".encode()).decode()
    if fields.get("authorization") != given:
        return 401, {"WWW-Authenticate": 'Basic realm="feeds"'}, b""
    return sites.plain(case, path, route)


def _always_updated(sites: Sites, case: Case, path: str, route: dict[str, Any], _: dict[str, str]):
    """Says of every entry that it was updated a moment ago, or some time ahead."""
    now = datetime.now(UTC) + timedelta(seconds=route["ahead"])
    entries = "".join(
        f'<entry><id>{link}</id><title>T</title><link href="{link}"/><published>2026-11-27T10:00:00Z</published>'
        f"<updated>{now.isoformat()}</updated></entry>"
        for link in route["links"]
    )
    return sites.plain(case, path, {**route, "body": f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'})


def _lastmod_now(sites: Sites, case: Case, path: str, route: dict[str, Any], _: dict[str, str]):
    """A sitemap that is made at each request, with that moment as every address's lastmod."""
    now = datetime.now(UTC).isoformat()
    entries = "".join(f"<url><loc>{{here}}{link}</loc><lastmod>{now}</lastmod></url>" for link in route["links"])
    return sites.plain(case, path, {**route, "body": f"<urlset>{entries}</urlset>"})


def _cookie_gate(sites: Sites, case: Case, path: str, route: dict[str, Any], fields: dict[str, str]):
    """Sends whoever has no cookie away, to itself or to `via`, and lets in whoever brings it."""
    if _COOKIE in fields.get("cookie", ""):
        return sites.plain(case, path, route)
    if via := route.get("via"):
        return 302, {"Location": f"{via}?to={path}"}, b""
    return 302, {"Location": path, "Set-Cookie": f"{_COOKIE}; Path=/"}, b""


def _cookie_setter(sites: Sites, case: Case, path: str, route: dict[str, Any], fields: dict[str, str]):
    return 302, {"Location": path.partition("?to=")[2], "Set-Cookie": f"{_COOKIE}; Path=/; HttpOnly"}, b""


def _new_links(sites: Sites, case: Case, path: str, route: dict[str, Any], _: dict[str, str]):
    """The same articles under another address in each round."""
    links = [link.replace("{round}", str(sites.round)) for link in route["links"]]
    return sites.plain(case, path, {**route, "body": _rss(links)})


def _corrected(sites: Sites, case: Case, path: str, route: dict[str, Any], _: dict[str, str]):
    """An article that says something else in each round."""
    return sites.plain(case, path.partition("?")[0], {**route, "article": True}, edition=sites.round)


def _long_feed(sites: Sites, case: Case, path: str, route: dict[str, Any], _: dict[str, str]):
    """2,400 items that cannot be fetched, the oldest first, and one at the end that can."""
    items = "".join(
        f"<item><title>T</title><link>ftp://old.example/{number}</link><pubDate>{_rfc822(number)}</pubDate></item>"
        for number in range(route["items"])
    )
    last = f"<item><title>T</title><link>{route['newest']}</link><pubDate>{_rfc822(route['items'])}</pubDate></item>"
    body = f'<rss version="2.0"><channel><title>Desk</title>{items}{last}</channel></rss>'
    return sites.plain(case, path, {**route, "body": body})


def _rfc822(number: int) -> str:
    return (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)).strftime("%a, %d %b %Y %H:%M:%S GMT")


def _rss(links: list[str]) -> str:
    items = "".join(f"<item><title>T</title><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>Desk</title><link>/</link>{items}</channel></rss>'


_PLAYS = {
    "growing_feed": _growing_feed,
    "asks_password": _asks_password,
    "always_updated": _always_updated,
    "lastmod_now": _lastmod_now,
    "cookie_gate": _cookie_gate,
    "cookie_setter": _cookie_setter,
    "new_links": _new_links,
    "corrected": _corrected,
    "long_feed": _long_feed,
}


@contextmanager
def serving() -> Iterator[Sites]:
    """The hosts of all cases, while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            fields = {name.lower(): value for name, value in self.headers.items()}
            ip = self.connection.getsockname()[0]
            status, headers, body = sites.answer(ip, self.path, fields)
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            if status != 204:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        request_queue_size = 128

    server = Server(("0.0.0.0", 0), Handler)
    sites = Sites(server.server_address[1])
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()
