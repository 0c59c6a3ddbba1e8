"""Pages through a proxy: the guard sees what this machine knows of a host, and the proxy does the rest."""

from __future__ import annotations

import base64
import socket
import threading

import pytest

from schemas.errors import UsageError
from schemas.settings import load_settings

_PAGE = "http://news.test/1?id=7"  # a name that no resolver knows (RFC 6761)


def test_a_page_comes_through_the_proxy_and_the_proxy_gets_its_login(serve, http, open_to, get):
    proxy = serve({_PAGE: http(b"news")})

    page = get(_PAGE, open_to(proxy, allow_ports=(80,), proxy=proxy.url("").replace("//", "//ann:pass%40word@")))

    assert (page.payload, page.url, page.ip) == (b"news", _PAGE, None)
    assert proxy.requests[0].fields["host"] == "news.test"
    assert proxy.requests[0].fields["proxy-authorization"] == "Basic " + base64.b64encode(b"ann:pass@word").decode()


def test_what_this_machine_knows_to_be_closed_is_not_asked_of_the_proxy(serve, http, open_to, ending):
    proxy = serve({})
    settings = open_to(proxy, allow_ports=(80,), allow_cidrs=(), proxy=proxy.url(""))
    for address in (
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/",
        "http://news.test:22/",
    ):
        assert ending(address, settings) == "blocked_address"
    assert proxy.requests == []


def test_this_machine_is_asked_past_the_proxy(serve, http, open_to, get):
    site, proxy = serve(http(b"here")), serve({})
    for host in ("127.0.0.1", "localhost"):
        page = get(site.url(host=host), open_to(site, allow_cidrs=("127.0.0.0/8", "::1/128"), proxy=proxy.url("")))
        assert (page.payload, page.ip) == (b"here", "127.0.0.1")
    assert proxy.requests == []


def test_a_redirect_to_a_closed_network_ends_there(serve, redirect, open_to, ending):
    proxy = serve({_PAGE: redirect("http://192.168.1.1/admin")})

    assert ending(_PAGE, open_to(proxy, allow_ports=(80,), proxy=proxy.url(""))) == "blocked_address"
    assert len(proxy.requests) == 1


def test_tls_is_spoken_with_the_site_through_a_tunnel(serve, http, open_to, get, tls):
    site = serve(http(b"news"), tls=tls)

    def tunnel(_, connection, __):
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", site.port)) as there:
            threading.Thread(target=_pump, args=(there, connection), daemon=True).start()
            _pump(connection, there)

    proxy = serve({"news.test:443": tunnel})
    refusal = get("https://news.test/", open_to(proxy, allow_ports=(443,), proxy=proxy.url("")))

    assert refusal.outcome.reason.code == "tls"  # its certificate is for another name, which the proxy cannot change
    assert site.connections == 1


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "403"),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", "407"),
    ],
)
def test_a_proxy_that_refuses_is_named(serve, open_to, get, answer, words):
    proxy = serve({"news.test:443": answer, _PAGE: answer})
    settings = open_to(proxy, allow_ports=(80, 443), proxy=proxy.url("").replace("//", "//ann:sesame@"))

    tunnelled = get("https://news.test/", settings)
    assert tunnelled.outcome.reason.code == "connect"
    assert tunnelled.outcome.detail.startswith(
        f"ConnectError: the proxy 127.0.0.1:{proxy.port} (setting proxy): {words}"
    )
    plain = get(_PAGE, settings)
    assert plain.outcome.reason.code == ("connect" if words == "407" else "denied")
    assert "sesame" not in tunnelled.outcome.detail + plain.outcome.detail


def test_a_proxy_that_is_not_there_is_named(open_to, get):
    refusal = get(_PAGE, open_to(allow_ports=(80,), proxy="http://127.0.0.1:9"))

    assert refusal.outcome.reason.code == "connect"
    assert "the proxy 127.0.0.1:9 (setting proxy)" in refusal.outcome.detail


@pytest.mark.parametrize("value", ["socks5://127.0.0.1:9", "proxy.example:3128", "http:///nowhere"])
def test_a_proxy_of_another_kind_is_refused_without_showing_it(value):
    with pytest.raises(UsageError, match="begins with http:// or https://") as refused:
        load_settings(proxy=value)
    assert value not in str(refused.value)


def _pump(source: socket.socket, to: socket.socket) -> None:
    while part := source.recv(65_536):
        to.sendall(part)
