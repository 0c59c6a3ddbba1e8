"""Redirects, names and addresses that lead nowhere, inside, or to somebody else; TLS that proves nothing."""

from __future__ import annotations

from collections.abc import Callable

from drills.unhappy_servers.case import Case
from drills.unhappy_servers.places import CLOSED_HOST, SECRET
from drills.unhappy_servers.talk import ARTICLE, PAGE, Talk, http, redirect

_NO_ROBOTS = {"respect_robots": False}
"""Else robots.txt cannot be had first, and that is the reason."""


def _step(talk: Talk) -> None:
    number = talk.path.rpartition("/")[2]
    redirect(f"/news/{int(number) + 1}")(talk)


def _to(name: str, right: str, location: str) -> Case:
    return Case(name=f"redirect {name}", right=right, routes={"*": redirect(location)}, asked=1)


def _inside(name: str, host: str) -> Case:
    return _to(f"to {name}", "blocked_address", f"http://{host}:{{port}}{SECRET}")


def _tls(name: str, certificate: str, right: str = "tls") -> Case:
    return Case(
        name=f"TLS: {name}",
        right=right,
        routes={"*": PAGE},
        tls=certificate,
        settings=_NO_ROBOTS,
        asked=1 if right == "article" else 0,
    )


def _address(name: str, right: str, *asks: str) -> Case:
    return Case(name=name, right=right, routes={"*": PAGE}, asks=asks, asked=0)


def _and_back(there: str) -> Callable[[Talk], None]:
    return lambda talk: redirect(ARTICLE if talk.path == there else there)(talk)


ADDRESSES = (
    Case(name="redirect loop", right="redirect_limit", routes={"*": _and_back("/there")}, asked=11),
    Case(
        name="50 redirects", right="redirect_limit", asks=("/news/0",), routes={"/news/50": PAGE, "*": _step}, asked=11
    ),
    Case(name="10 redirects", right="article", asks=("/news/0",), routes={"/news/10": PAGE, "*": _step}, asked=11),
    Case(name="302 without Location", right="bad_redirect", routes={"*": http(status="302 Found")}, asked=1),
    _to("to file:", "bad_redirect", "file:///etc/passwd"),
    _to("to javascript:", "bad_redirect", "javascript:alert(1)"),
    _to("to data:", "bad_redirect", "data:text/html,news"),
    _to("to a broken xn-- name", "bad_redirect", "http://xn--/"),
    _to("to a closed port", "blocked_address", "http://{host}:9/"),
    _inside("a private address", CLOSED_HOST),
    _inside("a private address, in decimal", "2130706632"),
    _inside("a private address, in hexadecimal", "0x7f0000c8"),
    _inside("a private address, shortened", "127.200"),
    _inside("a private address, as IPv6", f"[::ffff:{CLOSED_HOST}]"),
    _inside("this machine, as IPv6", "[::1]"),
    _inside("this machine, as 0.0.0.0", "0.0.0.0"),
    _inside("the metadata service of a cloud", "169.254.169.254"),
    _address("private address, asked for itself", "blocked_address", f"http://{CLOSED_HOST}:{{port}}{SECRET}"),
    _tls("a certificate that is right", "right", "article"),
    _tls("self-signed", "self-signed"),
    _tls("for another name", "wrong name"),
    _tls("expired", "expired"),
    Case(
        name="TLS: plain HTTP on its port",
        right="tls",
        asks=("https://{host}:{port}" + ARTICLE,),
        settings=_NO_ROBOTS,
        routes={"*": PAGE},
    ),
    Case(
        name="TLS: expired, robots.txt asked for first",
        right="tls",
        routes={"*": PAGE},
        tls="expired",
        says=("(tls: ",),
        asked=0,
    ),
    Case(
        name="NXDOMAIN",
        right="dns_nx or dns_temp",  # the second where there is no resolver at all
        asks=("http://nosuch.invalid:{port}/",),
        settings=_NO_ROBOTS,
        asked=0,
    ),
    _address("xn-- that no name begins with", "bad_url", "http://xn--:{port}/"),
    _address("NUL in the address", "bad_url", "http://{host}:{port}/a\0"),
    _address("name with an empty label", "bad_url", "http://a..b:{port}/"),
    _address("other schemes", "bad_url, bad_url", "ftp://{host}:{port}/", "gopher://{host}:{port}/"),
    Case(  # as browsers read it: the line break goes, and no header is made of what follows
        name="line break in the address",
        right="article",
        asks=("http://{host}:{port}/a\r\nX-Forged: b",),
        routes={"*": PAGE},
    ),
    Case(
        name="user and password in the address",
        right="article",
        asks=("http://name:sesame@{host}:{port}" + ARTICLE,),
        routes={"*": PAGE},
        never=("Authorization", "sesame"),
        asked=1,
    ),
    Case(
        name="user and password in a redirect",
        right="article",
        routes={ARTICLE: redirect("http://name:sesame@{host}:{port}/news/2"), "/news/2": PAGE},
        never=("Authorization", "sesame"),
        asked=2,
    ),
    Case(
        name="cookie",
        right="article",
        routes={ARTICLE: http(b"", "Set-Cookie: seen=1", "Location: /news/2", status="302 Found"), "/news/2": PAGE},
        never=("Cookie:",),
        asked=2,
    ),
)
