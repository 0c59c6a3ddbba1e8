"""The server's side of one request, byte by byte, and the usual answers."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

_STEP = 65_536
ARTICLE = "/2026/03/channel-to-be-dredged"
"""The path of an article: the pages of a front page or a section are judged otherwise."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A request that came, and the connection on which it is to be answered."""

    connection: socket.socket
    host: str
    port: int
    path: str
    head: str
    """The request as it came."""

    def send(self, part: bytes) -> None:
        self.connection.sendall(part)

    def placed(self, text: str) -> str:
        """The text with the server's own address for {host} and {port}."""
        return text.replace("{host}", self.host).replace("{port}", str(self.port))

    def drip(self, part: bytes, pause: float = 0.05) -> None:
        """The same bytes again and again, slowly, until the client goes."""
        while True:
            self.send(part)
            self.wait(pause)

    def pour(self, part: bytes) -> None:
        """The same bytes without end, as fast as they are taken."""
        many = part * max(1, _STEP // len(part))
        while True:
            self.send(many)

    @staticmethod
    def wait(seconds: float) -> None:
        Event().wait(seconds)

    def reset(self) -> None:
        """Close with RST in place of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.socket(fileno=self.connection.detach()).close()


def http(body: bytes = b"", *fields: str, status: str = "200 OK") -> bytes:
    """The bytes of an answer with the right Content-Length."""
    head = "\r\n".join([f"HTTP/1.1 {status}", *fields, f"Content-Length: {len(body)}", "", ""])
    return head.encode("latin-1") + body


def redirect(to: str) -> Callable[[Talk], None]:
    """A redirect; {host} and {port} in it are the server's own."""
    return lambda talk: talk.send(http(b"", f"Location: {talk.placed(to)}", status="302 Found"))


def made(body: Callable[[str], bytes], *fields: str) -> Callable[[Talk], None]:
    """A body that is made when it is asked for: too large to lie about, or with the server's own address in it."""
    return lambda talk: talk.send(http(body(f"http://{talk.host}:{talk.port}"), *fields))


def html(text: str, head: str = "") -> bytes:
    """A page with an article of three paragraphs; `text` is in the first."""
    said = (
        "The harbour board met on Tuesday and heard from the pilots how the new channel lies after the storms of March."
    )
    more = (
        "Dredging is to begin in May, the chair said, and will cost less than was feared when the survey was ordered."
    )
    return (
        f"<!doctype html><html lang=en><head>{head}<meta property=og:type content=article>"
        f"<meta property=article:published_time content=2026-03-31T08:00:00Z><title>Channel to be"
        f" dredged</title></head><body><article>"
        f"<h1>Channel to be dredged</h1><p>{text} {said}</p><p>{more} {said}</p><p>{more}</p></article></body></html>"
    ).encode()


PAGE = http(html("Good morning."), "Content-Type: text/html; charset=utf-8")
