"""The living web: a process of its own that plays a news site at every 127.0.0.x, and logs each request.

    python -m benchmarks.living_web.site ARTICLES LOG      prints its port, ends when its stdin does

Each site has ARTICLES articles, a feed and a sitemap that list them with one page more, which its robots.txt disallows.
Everything but robots.txt has an ETag. A line of the log is a request: host, path, status, start and end in seconds
since 1970, and whether it was asked for only in case that it changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
import time
from functools import cache
from pathlib import Path
from typing import TextIO

from benchmarks.living_web.articles import Article

ROBOTS = b"User-agent: *\nDisallow: /private/\n"
SLOW = 0.4
"""Seconds that every tenth page takes; the others take a tenth of it."""


@cache
def content(host: str, path: str, articles: int) -> bytes | None:
    """What a path of a host holds; None where there is nothing. The page in /private/ is there: only manners forbid
    it.
    """
    kind, _, number = path.removeprefix("/").partition("/")
    match kind:
        case "robots.txt":
            return ROBOTS
        case "feed":
            return _feed(host, articles)
        case "sitemap.xml":
            return _sitemap(host, articles)
        case "news" | "private" if number.isdigit() and int(number) <= articles:
            return Article(host, int(number)).page()
    return None


def _paths(host: str, articles: int) -> list[tuple[str, Article]]:
    listed = [Article(host, number) for number in range(1, articles + 1)]
    return [*((article.path, article) for article in listed), ("/private/1", listed[0])]


def _feed(host: str, articles: int) -> bytes:
    items = "".join(
        f"<item><title>{article.title}</title><link>{path}</link>"
        f"<pubDate>{article.published:%a, %d %b %Y %H:%M:%S +0000}</pubDate></item>"
        for path, article in _paths(host, articles)
    )
    return f'<rss version="2.0"><channel><title>{host}</title><language>en</language>{items}</channel></rss>'.encode()


def _sitemap(host: str, articles: int) -> bytes:
    urls = "".join(
        f"<url><loc>http://{host}{path}</loc><lastmod>{article.published.isoformat()}</lastmod></url>"
        for path, article in _paths(host, articles)
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, articles: int, log: TextIO) -> None:
    """One connection, kept alive, request by request."""
    local, port = writer.get_extra_info("sockname")[:2]
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            started = time.time()
            path = head.split(" ", 2)[1]
            asked_for = next(
                (line[15:].strip() for line in head.split("\r\n") if line.lower().startswith("if-none-match:")), None
            )
            status, answer = _answer(content(f"{local}:{port}", path, articles), path, asked_for)
            await asyncio.sleep(SLOW if path.endswith("0") else SLOW / 10)
            writer.write(answer)
            await writer.drain()
            row = {"host": local, "path": path, "status": status, "start": started, "end": time.time()}
            log.write(json.dumps(row | {"conditional": asked_for is not None}) + "\n")
            log.flush()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def _answer(body: bytes | None, path: str, asked_for: str | None) -> tuple[int, bytes]:
    if body is None:
        return 404, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if asked_for == tag:
        return 304, f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
    named = "" if path == "/robots.txt" else f"ETag: {tag}\r\n"
    kind = "text/html; charset=utf-8" if path.startswith(("/news/", "/private/")) else "application/xml"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{named}Content-Length: {len(body)}\r\n\r\n"
    return 200, head.encode() + body


async def serve(articles: int, log_file: Path) -> None:
    with log_file.open("w", encoding="utf-8") as log:
        server = await asyncio.start_server(
            lambda reader, writer: converse(reader, writer, articles, log), "0.0.0.0", 0, backlog=1024
        )
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
