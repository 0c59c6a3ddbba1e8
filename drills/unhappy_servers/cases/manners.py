"""Hosts that ask for patience, and robots.txt in its unhappier forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from drills.unhappy_servers.bombs import gzip_bomb
from drills.unhappy_servers.case import Answer, Case
from drills.unhappy_servers.places import CLOSED_HOST, SECRET
from drills.unhappy_servers.talk import PAGE, Talk, http, made, redirect

_RULES = b"User-agent: *\nDisallow: /news/a\n"
_ONE_AT_A_TIME = {"fetch_per_host": 1}


def _busy(status: str, *fields: str) -> bytes:
    return http(b"", *fields, status=status)


def _until(status: str, seconds: int) -> Callable[[Talk], None]:
    def play(talk: Talk) -> None:
        # Dates have no fractions: a second more, so that it is not over before it was said.
        at = datetime.now(UTC) + timedelta(seconds=seconds + 1)
        talk.send(_busy(status, f"Retry-After: {format_datetime(at, usegmt=True)}"))

    return play


def _waits(name: str, code: str, answer: Answer) -> Case:
    return Case(
        name=name,
        right=f"{code}, article",
        asks=("/news/first", "/news/second"),
        routes={"/news/first": answer, "*": PAGE},
        asked=2,
        apart=1,
        settings=_ONE_AT_A_TIME,
    )


def _leaves(name: str, code: str, answer: bytes, words: str) -> Case:
    return Case(
        name=name,
        right=f"{code}, {code}",
        asks=("/news/first", "/news/second"),
        routes={"/news/first": answer, "*": PAGE},
        asked=1,
        says=(words,),
        settings=_ONE_AT_A_TIME | {"host_patience_seconds": 20},
    )


def _robots(name: str, right: str, answer: Answer, asked: int, **others: Answer) -> Case:
    routes = {"/robots.txt": answer, "*": PAGE} | {f"/{path}": other for path, other in others.items()}
    return Case(name=f"robots.txt: {name}", right=right, asks=("/news/a", "/news/b"), routes=routes, asked=asked)


def _endless(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n\r\n" + _RULES)
    talk.pour(b"# and so on\n")


MANNERS = (
    _waits("429, Retry-After in seconds", "http_429", _busy("429 Too Many Requests", "Retry-After: 1")),
    _waits("429, Retry-After as a date", "http_429", _until("429 Too Many Requests", 1)),
    _waits("503, Retry-After in seconds", "http_5xx", _busy("503 Service Unavailable", "Retry-After: 1")),
    _waits("503, Retry-After as a date", "http_5xx", _until("503 Service Unavailable", 1)),
    _leaves("429 without a word more", "http_429", _busy("429 Too Many Requests"), "the next wait would be 30 s"),
    _leaves("503 without a word more", "http_5xx", _busy("503 Service Unavailable"), "the next wait would be 30 s"),
    _leaves(
        "429, Retry-After of eleven days",
        "http_429",
        _busy("429 Too Many Requests", "Retry-After: 999999"),
        "asked to wait 86400 s",
    ),
    _robots("500", "robots_unreachable, robots_unreachable", _busy("500 Fault"), 0),
    _robots("429", "robots_unreachable, robots_unreachable", _busy("429 Slow Down", "Retry-After: 1"), 0),
    _robots("404", "article, article", _busy("404 Not Found"), 2),
    _robots("empty reply", "robots_unreachable, robots_unreachable", b"", 0),
    _robots("with a byte order mark", "robots, article", http(b"\xef\xbb\xbf" + _RULES), 1),
    _robots("1 MB", "robots, article", http(_RULES + b"#" * 1_000_000 + b"\nDisallow: /news/b\n"), 1),
    _robots("without end", "robots, article", _endless, 1),
    _robots(
        "gzip bomb",
        "robots_unreachable, robots_unreachable",
        made(lambda _: gzip_bomb(400), "Content-Encoding: gzip"),
        0,
    ),
    _robots("redirect", "robots, article", redirect("/rules"), 2, rules=http(_RULES)),
    _robots("redirect loop", "article, article", redirect("/robots.txt"), 2),
    _robots(
        "redirect to a private address",
        "robots_unreachable, robots_unreachable",
        redirect(f"http://{CLOSED_HOST}:{{port}}{SECRET}"),
        0,
    ),
)
