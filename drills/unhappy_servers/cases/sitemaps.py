"""Sitemaps that lead in circles, down, inside, or nowhere."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from typing import Any

from drills.unhappy_servers.bombs import entities, gzip_bomb
from drills.unhappy_servers.case import Answer, Case
from drills.unhappy_servers.places import CLOSED_HOST, SECRET
from drills.unhappy_servers.talk import Talk, html, http, made

_AT = "https://ledger.example"


def _urlset(urls: Iterable[str], before: str = "") -> bytes:
    return f"{before}<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>".encode()


def _index(*urls: str) -> Callable[[Talk], None]:
    """An index of sitemaps; a path is one of the server's own, and {port} is its port."""

    def body(here: str) -> bytes:
        whole = (here + url if url.startswith("/") else url.replace("{port}", here.rpartition(":")[2]) for url in urls)
        return (
            f"<sitemapindex>{''.join(f'<sitemap><loc>{url}</loc></sitemap>' for url in whole)}</sitemapindex>".encode()
        )

    return made(body)


def _case(name: str, right: str, answer: Answer, routes: dict[str, Answer] | None = None, **others: Any) -> Case:
    return Case(
        name=f"sitemap: {name}",
        right=right,
        kind="sitemap",
        asks=("/map",),
        routes={"/map": answer} | (routes or {}),
        **others,
    )


_ONE = http(_urlset([f"{_AT}/1"]))
_TWO = http(_urlset([f"{_AT}/2", f"{_AT}/1"]))

SITEMAPS = (
    _case("loop of indexes", "1 offered", _index("/map", "/other"), {"/other": _index("/map", "/a"), "/a": _ONE},
        asked=3),
    _case("nested, each address once", "2 offered", _index("/a", "/b", "/a"), {"/a": _ONE, "/b": _TWO}, asked=3),
    _case("nested four levels deep", "1 offered", _index("/b", "/a"),
          {"/b": _index("/c"), "/c": _index("/d"), "/d": _TWO, "/a": _ONE}, asked=4,
          says=("nested deeper than 3 levels",)),
    _case("an index of 100,000", "499 offered", _index(*(f"/{n}" for n in range(100_000))),
          {"*": lambda talk: talk.send(http(_urlset([f"{_AT}{talk.path}"])))}, asked=500, says=("at most 500 files",)),
    _case("gzipped", "1 offered", http(gzip.compress(_urlset([f"{_AT}/1"])))),
    _case("60,000 addresses", "50000 offered", made(lambda _: _urlset(f"{_AT}/{n}" for n in range(60_000))),
          says=("10000 addresses beyond the first 50000",)),
    _case("gzip bomb", "too_large", made(lambda _: gzip_bomb(begin=b"<urlset>"))),
    _case("entity bomb", "1 offered", http(_urlset([f"{_AT}/1", f"{_AT}/&l9;"], entities("urlset"))), never=("hahaha",),
          says=("it is broken",)),
    _case("entity that is a file", "1 offered", http(_urlset([f"{_AT}/1", f"{_AT}/&x;"], entities("urlset"))),
          never=("root:",)),
    # Nothing before the fault: there is no more to be had of it, and a warning says why.
    _case("nested 400,000 elements deep", "nothing or not_a_sitemap", made(lambda _: b"<urlset>" + b"<url>" * 400_000)),
    _case("cut off", "1 offered", http(_urlset([f"{_AT}/1", f"{_AT}/2"])[:-20]), says=("it is broken",)),
    _case("leads to a private address", "1 blocked_address, 1 offered",
          _index(f"http://{CLOSED_HOST}:{{port}}{SECRET}", "/a"), {"/a": _ONE}),
    _case("leads to file:", "1 bad_url, 1 offered", _index("file:///etc/passwd", "/a"), {"/a": _ONE}, never=("root:",)),
    _case("a web page instead", "not_a_sitemap", http(html("No sitemap."))),
)  # fmt: skip
