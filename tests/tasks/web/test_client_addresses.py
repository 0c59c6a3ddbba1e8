"""What may be asked at all, and what is never sent along."""

from __future__ import annotations

import pytest

PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]


def test_a_name_that_leads_to_this_machine_is_blocked_unless_its_network_is_open(serve, http, open_to, ending):
    server = serve(http(b"news"))
    url = server.url(host="localhost")

    assert ending(url, open_to(server, allow_cidrs=("127.0.0.0/8", "::1/128"))) == "page"
    assert ending(url, open_to(server, allow_cidrs=())) == "blocked_address"
    assert server.connections == 1


def test_only_the_usual_ports_are_open_by_default(serve, http, open_to, ending):
    server = serve(http(b"news"))

    assert ending(server.url(), open_to(allow_ports=(80, 443))) == "blocked_address"
    assert server.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "",
        "news",
        "/news",
        "file:///etc/passwd",
        "ftp://127.0.0.1:PORT/",
        "http:///",
        "http://:PORT/",
        "http://[::1",
        "http://127.0.0.1:abc/",
        "http://xn--:PORT/",
        "http://xn--a.example:PORT/",
        "http://a..b:PORT/",
        "http://①②⑦.0.0.1:PORT/",
        "http://127.0.0.1:PORT/a\r\nX-Forged: b",
        "http://127.0.0.1:PORT/a\0",
    ],
)
def test_what_is_no_web_address_is_a_bad_url(serve, http, open_to, ending, url):
    server = serve(http(b"news"))

    assert ending(url.replace("PORT", str(server.port)), open_to(server)) == "bad_url"
    assert server.connections == 0


def test_a_name_that_does_not_exist_is_dns_nx(serve, http, open_to, ending):
    server = serve(http(b"news"))

    assert ending(server.url(host="nosuch.invalid"), open_to(server)) == "dns_nx"


def test_a_refused_connection_is_connect(serve, http, open_to, ending):
    server = serve(http(b"news"))
    settings = open_to(server)
    server.close()

    assert ending(server.url(), settings) == "connect"


def test_the_user_part_of_an_address_is_neither_sent_nor_kept(serve, http, redirect, open_to, get):
    server = serve({"/page": http(b"news")})
    server.routes["/"] = redirect(f"http://other:hidden@127.0.0.1:{server.port}/page")

    page = get(f"http://name:secret@127.0.0.1:{server.port}/", open_to(server))

    assert page.url == f"http://127.0.0.1:{server.port}/page"
    assert [request.fields.get("authorization") for request in server.requests] == [None, None]
    assert b"secret" not in b"".join(request.head for request in server.requests)
    assert b"hidden" not in b"".join(request.head for request in server.requests)


def test_a_refusal_keeps_no_user_part_either(serve, http, open_to, get):
    server = serve(http(b"", status="401 Unauthorized"))

    refusal = get(f"http://name:secret@127.0.0.1:{server.port}/#top", open_to(server))

    assert refusal.url == f"http://127.0.0.1:{server.port}/"


def test_a_cookie_lives_for_one_chain_of_redirects(serve, http, open_to, get):
    server = serve(
        {"/": http(b"", "Set-Cookie: seen=1; Path=/", "Location: /next", status="302 Found"), "/next": http(b"news")}
    )

    get(server.url(), open_to(server))
    get(server.url(), open_to(server))

    assert [(request.path, request.fields.get("cookie")) for request in server.requests] == [
        ("/", None),
        ("/next", "seen=1"),
        ("/", None),
        ("/next", "seen=1"),
    ]


def test_proxies_of_the_environment_are_not_used(serve, http, open_to, get, monkeypatch):
    server, proxy = serve(http(b"news")), serve(http(b"from the proxy"))
    for name in PROXIES:
        monkeypatch.setenv(name, proxy.url())

    assert get(server.url(), open_to(server)).payload == b"news"
    assert proxy.connections == 0
