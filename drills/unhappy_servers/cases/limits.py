"""Servers that never come to an end, and bodies that are larger than they look."""

from __future__ import annotations

import gzip
import zlib

from drills.unhappy_servers.bombs import brotli_bomb, deflate_bomb, gzip_bomb, zstd_bomb
from drills.unhappy_servers.case import Case
from drills.unhappy_servers.talk import ARTICLE, Talk, html, http, made, redirect

_HTML = "Content-Type: text/html"
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def _slow_head(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    talk.drip(b"x")


def _slow_body(talk: Talk) -> None:
    talk.send(_HEAD + b"\r\n")
    talk.drip(b"<p>one word more")


def _slow_redirect(talk: Talk) -> None:
    talk.wait(0.5)
    redirect(ARTICLE)(talk)


def _endless(talk: Talk) -> None:
    talk.send(_HEAD + b"\r\n")
    talk.pour(b"<p>and so on</p>")


def _endless_chunks(talk: Talk) -> None:
    talk.send(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    talk.pour(b"1000\r\n" + b"x" * 4096 + b"\r\n")


def _announced(talk: Talk) -> None:
    talk.send(_HEAD + b"Content-Length: 100000000000\r\n\r\n")
    talk.pour(b"x" * 4096)


def _endless_refusal(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 404 Not Found\r\n\r\n")
    talk.pour(b"<p>not here</p>")


def _early_hints(talk: Talk) -> None:
    talk.pour(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")


def _continue(talk: Talk) -> None:
    talk.drip(b"HTTP/1.1 100 Continue\r\n\r\n")


_TRUNCATED_GZIP = gzip.compress(html("Cut short."), mtime=0)[:-20]
_DEFLATED_TWICE = gzip.compress(gzip.compress(html("Packed twice."), mtime=0), mtime=0)

LIMITS = (
    Case(name="no answer at all", right="deadline", routes={"*": lambda talk: talk.wait(20)}, asked=1),
    Case(name="slow headers", right="deadline", routes={"*": _slow_head}, asked=1),
    Case(name="slow body", right="deadline", routes={"*": _slow_body}, asked=1),
    Case(name="endless 103 Early Hints, fast", right="deadline", routes={"*": _early_hints}, asked=1),
    Case(name="endless 100 Continue, slow", right="deadline", routes={"*": _continue}, asked=1),
    Case(
        name="slow redirects without end",
        right="deadline",
        routes={"*": _slow_redirect},
        settings={"max_redirects": 50},
    ),
    Case(name="infinite body", right="too_large", routes={"*": _endless}, asked=1),
    Case(name="infinite body in chunks", right="too_large", routes={"*": _endless_chunks}, asked=1),
    Case(name="Content-Length of 100 GB", right="too_large", routes={"*": _announced}, asked=1),
    Case(name="404 with an infinite body", right="gone", routes={"*": _endless_refusal}, asked=1),
    Case(
        name="brotli bomb, 1.6 KB to 2.1 GB",
        right="too_large",
        routes={"*": made(lambda _: brotli_bomb(), _HTML, "Content-Encoding: br")},
        asked=1,
    ),
    Case(
        name="gzip bomb, 5 MB to 5 GB",
        right="too_large",
        routes={"*": made(lambda _: gzip_bomb(begin=html("Boom.")), _HTML, "Content-Encoding: gzip")},
        asked=1,
    ),
    Case(
        name="gzip bomb of many members",
        right="too_large",
        routes={"*": made(lambda _: gzip.compress(bytes(1_000_000)) * 5000, _HTML, "Content-Encoding: gzip")},
        asked=1,
    ),
    Case(
        name="gzip bomb inside gzip",
        right="too_large",
        routes={"*": made(lambda _: gzip.compress(gzip_bomb(2000)), _HTML, "Content-Encoding: gzip")},
        asked=1,
    ),
    Case(
        name="deflate bomb, raw",
        right="too_large",
        routes={"*": made(lambda _: deflate_bomb(), _HTML, "Content-Encoding: deflate")},
        asked=1,
    ),
    Case(
        name="zstd bomb, not asked for",
        right="too_large",
        routes={"*": made(lambda _: zstd_bomb(), _HTML, "Content-Encoding: zstd")},
        asked=1,
    ),
    Case(
        name="chained encodings",
        right="article",
        routes={"*": http(_DEFLATED_TWICE, _HTML, "Content-Encoding: gzip, gzip")},
        asked=1,
    ),
    Case(
        name="a million tags",
        right="too_many_elements",
        routes={"*": made(lambda _: html("<b>" * 1_000_000), _HTML)},
        asked=1,
    ),
    Case(
        name="elements nested 50,000 deep",
        right="no_text or article",
        routes={"*": made(lambda _: html("<div>" * 50_000 + "Deep down."), _HTML)},
        asked=1,
    ),
    Case(
        name="truncated gzip",
        right="truncated",
        routes={"*": http(_TRUNCATED_GZIP, _HTML, "Content-Encoding: gzip")},
    ),
    Case(
        name="gzip that is none",
        right="article",
        routes={"*": http(html("Plain."), _HTML, "Content-Encoding: gzip")},
        asked=1,
    ),
    Case(
        name="deflate, in both forms",
        right="article, article",
        asks=("/news/wrapped", "/news/raw"),
        routes={
            "/news/wrapped": http(zlib.compress(html("Wrapped.")), _HTML, "Content-Encoding: deflate"),
            "/news/raw": http(zlib.compress(html("Raw."), wbits=-15), _HTML, "Content-Encoding: deflate"),
        },
        says=("Wrapped.", "Raw."),
    ),
)
