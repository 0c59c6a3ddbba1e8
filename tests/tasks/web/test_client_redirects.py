"""Where a redirect is followed to, and where it ends."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_followed_to_the_page(serve, http, open_to, get, status):
    server = serve({"/": http(b"moved", "Location: /here?a=b", status=status), "/here?a=b": http(b"news")})

    page = get(server.url(), open_to(server))

    assert (page.payload, page.redirects) == (b"news", 1)
    assert page.url == f"http://127.0.0.1:{server.port}/here?a=b"


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        ("next", "/a/next"),
        ("/next", "/next"),
        ("../next", "/next"),
        ("?page=2", "/a/b?page=2"),
        ("  /next  ", "/next"),
        ("/next#comments", "/next"),
        ("/näch st", "/n%C3%A4ch%20st"),
        ("/n%c3%a4chst", "/n%c3%a4chst"),
        ("//127.0.0.1:PORT/next", "/next"),
    ],
)
def test_a_relative_location_is_read_from_the_address_that_said_it(
    serve, http, redirect, open_to, get, location, asked
):
    server = serve({asked: http(b"news")})
    server.routes["/a/b"] = redirect(location.replace("PORT", str(server.port)))

    page = get(server.url("/a/b"), open_to(server))

    assert (page.payload, page.url) == (b"news", f"http://127.0.0.1:{server.port}{asked}")


def test_ten_redirects_are_followed_and_eleven_are_not(serve, http, redirect, open_to, get):
    server = serve({f"/{left}": redirect(f"/{left - 1}") for left in range(1, 12)} | {"/0": http(b"news")})

    page = get(server.url("/10"), open_to(server))
    refusal = get(server.url("/11"), open_to(server))

    assert (page.payload, page.redirects) == (b"news", 10)
    assert (refusal.outcome.reason.code, refusal.outcome.detail) == ("redirect_limit", "more than 10 redirects")
    assert (refusal.http_status, refusal.ip, refusal.redirects) == (302, "127.0.0.1", 10)


def test_a_circle_of_redirects_ends(serve, redirect, open_to, ending):
    server = serve({"/a": redirect("/b"), "/b": redirect("/a")})

    assert ending(server.url("/a"), open_to(server)) == "redirect_limit"
    assert len(server.requests) == 11


def test_no_redirect_is_followed_where_the_setting_says_none(serve, redirect, open_to, ending):
    server = serve({"/a": redirect("/b")})

    assert ending(server.url("/a"), open_to(server, max_redirects=0)) == "redirect_limit"


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,news",
        "ftp://127.0.0.1/",
        "mailto:desk@example.com",
        "https:next",
        "http://[::1",
        "http://127.0.0.1:abc/",
        "http://xn--/",
        "http://0177.0.0.1/",
        "http://a..b/",
        "http://" + "a" * 64 + ".com/",
        "/bell\x07",
        "/" + "a" * 70_000,
    ],
)
def test_a_redirect_to_what_is_no_web_address_is_a_bad_redirect(serve, redirect, open_to, get, location):
    server = serve(redirect(location))

    refusal = get(server.url(), open_to(server))

    assert refusal.outcome.reason.code == "bad_redirect"
    assert (refusal.http_status, refusal.ip) == (302, "127.0.0.1")
    assert refusal.url == f"http://127.0.0.1:{server.port}/"


@pytest.mark.parametrize("location", [[], ["Location:"]])
def test_a_redirect_without_a_location_is_a_bad_redirect(serve, http, open_to, get, location):
    server = serve(http(b"", *location, status="302 Found"))

    refusal = get(server.url(), open_to(server))

    assert (refusal.outcome.reason.code, refusal.outcome.detail) == ("bad_redirect", "a redirect without a Location")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.2",
        "127.2",
        "0x7f000002",
        "2130706434",
        "10.0.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_a_redirect_to_a_private_address_is_blocked_however_it_is_written(serve, redirect, open_to, get, host):
    server = serve({})
    server.routes["/"] = redirect(f"http://{host}:{server.port}/secret")

    refusal = get(server.url(), open_to(server, allow_cidrs=("127.0.0.1/32",)))

    assert refusal.outcome.reason.code == "blocked_address"
    assert "in a private or reserved network" in refusal.outcome.detail
    assert [request.path for request in server.requests] == ["/"]


def test_a_redirect_to_a_closed_port_is_blocked(serve, http, redirect, open_to, get):
    inside = serve(http(b"secret"))
    server = serve(redirect(inside.url()))

    refusal = get(server.url(), open_to(server))

    assert refusal.outcome.reason.code == "blocked_address"
    assert refusal.outcome.detail.startswith(f"127.0.0.1:{inside.port}: this port is closed; if it is yours,")
    assert inside.connections == 0
