"""The sites of the soak in a process of their own, at 127.0.0.2 and up.

    python -m benchmarks.soak.site HOSTS SEED EVERY UNTIL      prints its port, ends when its stdin does

Its time begins when the port is printed, with the line after it.
"""

from __future__ import annotations

import asyncio
import hashlib
import sys
import time

from benchmarks.soak.timeline import Story, feed, sitemap, stories


class Sites:
    def __init__(self, hosts: int, seed: int, every: float, until: float, port: int, begun: float) -> None:
        self.begun = begun
        names = [f"127.0.0.{number + 2}:{port}" for number in range(hosts)]
        self._stories = {name: list(stories(name, seed, every, until)) for name in names}

    def content(self, host: str, path: str) -> bytes | None:
        at = time.time() - self.begun
        of_host = self._stories.get(host, [])
        listed = [story for story in of_host if story.is_listed(at)]
        match path.removeprefix("/").partition("/"):
            case "robots.txt", _, _:
                return b"User-agent: *\nAllow: /\n"
            case "feed", _, _:
                return feed(listed, at, self.begun)
            case "sitemap.xml", _, _:
                return sitemap(listed, at, self.begun)
        story: Story | None = next((story for story in listed if story.path == path), None)
        return story.page(at, self.begun) if story else None

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept alive, request by request."""
        host, port = writer.get_extra_info("sockname")[:2]
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                path = head.split(" ", 2)[1]
                lines = (line.partition(":") for line in head.split("\r\n"))
                tag = next((value.strip() for name, _, value in lines if name.lower() == "if-none-match"), None)
                await asyncio.sleep(0.02)
                writer.write(answer(self.content(f"{host}:{port}", path), path, tag))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def answer(body: bytes | None, path: str, asked_for: str | None) -> bytes:
    if body is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    if asked_for == tag:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode()
    kind = "text/html; charset=utf-8" if path.startswith("/news/") else "application/xml"
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nETag: {tag}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )


async def serve(hosts: int, seed: int, every: float, until: float) -> None:
    sites: Sites | None = None

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert sites is not None
        await sites.converse(reader, writer)

    server = await asyncio.start_server(converse, "0.0.0.0", 0, backlog=1024)
    port, begun = server.sockets[0].getsockname()[1], time.time()
    sites = Sites(hosts, seed, every, until, port, begun)
    print(port, flush=True)
    print(begun, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])))
