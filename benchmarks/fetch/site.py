"""The site that is fetched from: a process of its own that answers at every 127.0.0.x with real pages, gzip as they
lie.

python -m benchmarks.fetch.site FOLDER      prints its port, ends when its stdin does
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

_NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def answers(folder: Path) -> list[bytes]:
    """The whole answer for each page of a truth.jsonl."""
    rows = [json.loads(line) for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    bodies = [path.read_bytes() for row in rows if (path := folder / row["file"]).suffix == ".gz"]
    head = (
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\nContent-Length:"
        " {}\r\n\r\n"
    )
    return [head.format(len(body)).encode() + body for body in bodies]


class Conversation(asyncio.Protocol):
    """One connection, kept alive: /page/17 is page 17, counted round; everything else, robots.txt too, is not there."""

    def __init__(self, pages: list[bytes]) -> None:
        self._pages = pages
        self._waiting = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._waiting += data
        while b"\r\n\r\n" in self._waiting:
            head, _, self._waiting = self._waiting.partition(b"\r\n\r\n")
            path = head.split(b" ", 2)[1]
            _, page, number = path.rpartition(b"/page/")
            self._transport.write(self._pages[int(number) % len(self._pages)] if page else _NOT_FOUND)


async def serve(folder: Path) -> None:
    pages = answers(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Conversation(pages), "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
