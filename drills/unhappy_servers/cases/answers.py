"""Answers that break off, break the protocol, or say no."""

from __future__ import annotations

from collections.abc import Callable

from drills.unhappy_servers.case import Answer, Case
from drills.unhappy_servers.talk import PAGE, Talk, html, http

_NOT_MODIFIED = http(status="304 Not Modified")


def _reset_in_mid_body(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nnews")
    talk.wait(0.05)
    talk.reset()


def _cached(talk: Talk) -> None:
    """304 to whoever has nothing yet, until somebody insists on the origin's answer."""
    talk.send(PAGE if "no-cache" in talk.head else _NOT_MODIFIED)


def _with_head(fields: bytes, times: int) -> Callable[[Talk], None]:
    return lambda talk: talk.send(b"HTTP/1.1 200 OK\r\n" + fields * times + b"Content-Length: 4\r\n\r\nnews")


def _case(name: str, right: str, answer: Answer, asked: int = 1) -> Case:
    return Case(name=name, right=right, routes={"*": answer}, asked=asked)


def _status(status: str, right: str, body: bytes = b"sorry") -> Case:
    return _case(status, right, http(body, status=status))


ANSWERS = (
    _case("body shorter than announced", "truncated", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nnews", asked=2),
    _case(
        "chunks without an end", "truncated", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnew", asked=2
    ),
    _case("empty reply", "reset", b"", asked=2),
    _case("closed in mid headers", "reset", b"HTTP/1.1 200 OK\r\nContent-Ty", asked=2),
    _case("reset at once", "reset", Talk.reset, asked=2),
    _case("reset in mid body", "reset", _reset_in_mid_body, asked=2),
    _case(
        "two Content-Lengths",
        "protocol_error",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nnews",
    ),
    _case("NUL in a header", "protocol_error", b"HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\nContent-Length: 4\r\n\r\nnews"),
    _case("header of 1 MB", "protocol_error", _with_head(b"X-Long: " + b"x" * 1_000_000 + b"\r\n", 1)),
    _case("100,000 headers", "protocol_error", _with_head(b"X-Many: x\r\n", 100_000)),
    _case("no HTTP at all", "protocol_error", b"220 mail.example ESMTP\r\n\r\n"),
    _status("200 without a body", "empty", b""),
    _status("204 No Content", "empty", b""),
    _status("206 Partial Content", "unexpected_206", html("A part.")),
    _status("401 Unauthorized", "denied"),
    _status("403 Forbidden", "denied"),
    _status("451 Unavailable For Legal Reasons", "denied"),
    _status("404 Not Found", "gone"),
    _status("410 Gone", "gone"),
    _status("400 Bad Request", "http_4xx"),
    _status("500 Internal Server Error", "http_5xx"),
    _case("304 that nobody asked for", "unexpected_status", _NOT_MODIFIED, asked=2),
    _case("304 from a cache, then the page", "article", _cached, asked=2),
)
