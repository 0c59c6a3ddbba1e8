"""Feeds that are broken, mislabelled, hostile, or none."""

from __future__ import annotations

import gzip
from typing import Any

from drills.unhappy_servers.bombs import entities, gzip_bomb
from drills.unhappy_servers.case import Answer, Case
from drills.unhappy_servers.talk import Talk, html, http, made, redirect

_AT = "https://ledger.example"
_XML = "Content-Type: application/rss+xml"


def _rss(*items: str, before: str = "") -> str:
    return f'{before}<rss version="2.0"><channel><title>The Ledger</title>{"".join(items)}</channel></rss>'


def _item(link: str = f"{_AT}/1", title: str = "Rope and tide", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def _case(name: str, right: str, answer: Answer | str, **others: Any) -> Case:
    answer = http(answer.encode(), _XML) if isinstance(answer, str) else answer
    return Case(name=f"feed: {name}", right=right, kind="feed", asks=("/feed",), routes={"*": answer}, **others)


def _slow(talk: Talk) -> None:
    talk.send(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
    talk.drip(b"<item>")


_FUTURE = "<pubDate>Tue, 01 Jan 2036 09:00:00 GMT</pubDate>"
_SAME_GUID = "<guid>https://ledger.example/guid</guid>"
_WESTERN = _rss(_item(title="Fünf Männer"), before='<?xml version="1.0" encoding="utf-8"?>').encode("cp1252")

FEEDS = (
    _case("broken XML", "2 offered", _rss(_item(title="Salt & tide"), _item(f"{_AT}/2", "<b>B</i>"))[:-20],
          says=("it is broken, what can be read is used", "Salt & tide")),
    _case("windows-1252 called UTF-8", "1 offered", http(_WESTERN, _XML), says=("Fünf Männer",)),
    _case("UTF-8 called US-ASCII", "1 offered", http(_rss(_item(title="Łódź")).encode(), "Content-Type: text/xml"),
          says=("Łódź",)),
    _case("entity bomb", "1 offered", _rss(_item(title="x &l9; y"), before=entities("rss")), never=("hahaha",)),
    _case("entity that is a file", "1 offered", _rss(_item(title="x &x; y"), before=entities("rss")), never=("root:",)),
    _case("50 MB", "too_large", made(lambda _: _rss(_item(), " " * 50_000_000).encode(), _XML)),
    _case("gzip bomb", "too_large", made(lambda _: gzip_bomb(), _XML, "Content-Encoding: gzip")),
    _case("truncated gzip", "truncated", http(gzip.compress(_rss(_item()).encode())[:-9], _XML,
        "Content-Encoding: gzip")),
    _case("slow body", "deadline", _slow),
    Case(name="feed: relative links behind a redirect", right="2 offered", kind="feed", asks=("/feed",),
         routes={"/feed": redirect("/news/today/feed"),
             "/news/today/feed": http(_rss(_item("a"), _item("/b")).encode())},
         says=("/news/today/a", ":{port}/b")),
    _case("repeated guid", "2 offered", _rss(_item(more=_SAME_GUID), _item(f"{_AT}/2", more=_SAME_GUID)),
          says=(f"{_AT}/1", f"{_AT}/2")),
    _case("the same link again", "1 offered, 1 repeated", _rss(_item(), _item(f"{_AT}/1?utm_source=feed"))),
    _case("dates ten years ahead", "1 offered", _rss(_item(more=_FUTURE)), never=("2036",)),
    _case("items without a link, and to javascript:", "1 bad_row, 1 bad_url, 1 offered",
          _rss(_item(), "<item><title>A</title></item>", _item("javascript:alert(1)"))),
    _case("3,000 items", "2000 offered", _rss(*(_item(f"{_AT}/{n}") for n in range(3000))),
          says=("1000 items beyond the newest 2000",)),
    _case("a web page instead", "not_a_feed", http(html("No feed."), "Content-Type: text/html")),
    _case("a picture instead", "not_a_feed", http(b"\x89PNG\r\n\x1a\n" + bytes(500))),
    _case("nothing", "empty", http(b"")),
    _case("404", "gone", http(b"no", status="404 Not Found")),
    _case("nested 400,000 deep", "nothing or not_a_feed",
          made(lambda _: b"<rss version='2.0'><channel>" + b"<a>" * 400_000, _XML),
          is_slow=True),
)  # fmt: skip
