"""Four sites at 127.0.0.2 and up, whose articles come when the benchmark says so, and whose line can be cut.

    python -m drills.chaos.site STATE      prints its port, ends when its stdin does

STATE is a file with a JSON object: `articles` that each site has, `cut` where every connection ends at once.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from benchmarks.living_web.articles import Article

HOSTS = 4
_LISTED = 4
"""A feed shows its newest: the new ones of a try, and as many that are known."""


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, state: Path) -> None:
    host, port = writer.get_extra_info("sockname")[:2]
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            now = json.loads(state.read_text())  # noqa: ASYNC240 - a hundred bytes
            if now["cut"]:
                writer.transport.abort()
                return
            await asyncio.sleep(0.03)
            body = content(f"{host}:{port}", head.split(" ", 2)[1], now["articles"])
            status = "404 Not Found" if body is None else "200 OK"
            writer.write(
                f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\nContent-Length: {len(body or b'')}\r\n\r\n".encode()
            )
            writer.write(body or b"")
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def content(host: str, path: str, articles: int) -> bytes | None:
    if path == "/feed":
        numbers = range(max(1, articles - _LISTED + 1), articles + 1)
        items = "".join(
            f"<item><title>{number}</title><link>/news/{number}</link></item>" for number in reversed(numbers)
        )
        return f'<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()
    number = path.removeprefix("/news/")
    return Article(host, int(number)).page() if number.isdigit() and int(number) <= articles else None


async def serve(state: Path) -> None:
    server = await asyncio.start_server(lambda r, w: converse(r, w, state), "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))
