"""One address in, a page or a reason out: against a server that plays unhappy ones over real sockets."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import tracemalloc

import brotli
import pytest

from tasks.web.answers import Page
from tasks.web.client import Client

PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"]


def test_a_page_comes_with_headers_and_body_as_received(serve, http, open_to, get):
    server = serve(http("Grüße".encode("latin-1"), "Content-Type: text/html; charset=ISO-8859-1", "X-Odd-CASE: a  b"))

    page = get(server.url(), open_to(server))
    assert page == Page(
        status_line="200 OK",
        url=f"http://127.0.0.1:{server.port}/",
        headers=[
            ("Content-Type", "text/html; charset=ISO-8859-1"),
            ("X-Odd-CASE", "a  b"),
            ("Content-Length", "5"),
        ],
        payload=b"Gr\xfc\xdfe",
        ip="127.0.0.1",
        redirects=0,
        network_ms=page.network_ms,
    )


def test_what_is_asked_says_who_asks_and_which_encodings_are_understood(serve, http, open_to, get):
    server = serve(http(b"text"))

    get(server.url(), open_to(server, user_agent="Broadsheet/0.1 (desk@example.com)"))

    assert [request.fields for request in server.requests] == [
        {
            "host": f"127.0.0.1:{server.port}",
            "user-agent": "Broadsheet/0.1 (desk@example.com)",
            "accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
            "accept-encoding": "gzip, br",
        }
    ]


@pytest.mark.parametrize(
    ("coding", "body"), [("gzip", gzip.compress(b"text" * 100, mtime=0)), ("br", brotli.compress(b"text" * 100))]
)
def test_a_compressed_body_stays_as_received(serve, http, open_to, get, coding, body):
    server = serve(http(body, f"Content-Encoding: {coding}"))

    assert get(server.url(), open_to(server)).payload == body


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nnew\r\n1\r\ns\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nnews",
        b"HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nnews",
        b"HTTP/1.1 200 OK\nContent-Length: 4\n\nnews",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 4\r\n\r\nnews",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews and more than was announced",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnews",
    ],
    ids=["chunked", "chunked wins", "until closed", "no phrase", "bare LF", "length twice", "too much", "early hints"],
)
def test_every_form_of_answer_that_browsers_take_gives_the_same_page(serve, open_to, get, answer):
    server = serve(answer)

    assert get(server.url(), open_to(server)).payload == b"news"


def test_a_page_is_whole_even_where_the_server_resets_the_connection_behind_it(serve, http, open_to, get):
    def play(server, connection, _):
        connection.sendall(http(b"news"))
        server.reset(connection)

    server = serve(play)

    assert get(server.url(), open_to(server)).payload == b"news"


# time


def _slow_body(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    server.drip(connection, b"x")


def _slow_head(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    server.drip(connection, b"x")


def _hints_without_end(server, connection, _):
    server.pour(connection, b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 20)


def _continue_without_end(server, connection, _):
    server.drip(connection, b"HTTP/1.1 100 Continue\r\n\r\n")


def _silence(server, connection, _):
    server.stopped.wait(20)


@pytest.mark.parametrize("play", [_slow_body, _slow_head, _hints_without_end, _continue_without_end, _silence])
def test_a_server_that_never_comes_to_an_end_meets_the_deadline(serve, open_to, get, play):
    server = serve(play)

    refusal = get(server.url(), open_to(server, fetch_seconds=0.4))

    assert (refusal.outcome.reason.code, refusal.outcome.detail) == ("deadline", "no whole answer in 0.4 s")


def test_a_server_that_says_nothing_is_left_before_the_deadline(serve, open_to, ending):
    server = serve(_silence)

    assert ending(server.url(), open_to(server, fetch_connect_seconds=0.1, fetch_seconds=600)) == "deadline"


def test_the_deadline_counts_over_all_redirects(serve, redirect, open_to, ending):
    def play(server, connection, _):
        server.stopped.wait(0.1)
        connection.sendall(redirect("/"))

    server = serve(play)

    assert ending(server.url(), open_to(server, fetch_seconds=0.4, max_redirects=50)) == "deadline"


# size


def _peak_of(work):
    """What it gave, and the most bytes that Python held at one time meanwhile."""
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _endless(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    server.pour(connection, b"x" * 65_536)


def _endless_chunks(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    server.pour(connection, b"1000\r\n" + b"x" * 4096 + b"\r\n")


def _announced(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
    server.pour(connection, b"x" * 65_536)


@pytest.mark.parametrize("play", [_endless, _endless_chunks, _announced])
def test_a_body_without_end_is_too_large_and_costs_no_more_memory_than_the_limit(serve, open_to, get, play):
    server = serve(play)

    refusal, peak = _peak_of(lambda: get(server.url(), open_to(server, max_file_mb=1)))

    assert refusal.outcome.reason.code == "too_large"
    assert refusal.outcome.detail == "more than 1 MB (setting max_file_mb)"
    assert (refusal.http_status, refusal.ip) == (200, "127.0.0.1")
    assert peak < 8_000_000


def test_the_limit_itself_is_not_too_large(serve, http, open_to, ending):
    server = serve({"/fits": http(b"x" * 100_000), "/not": http(b"x" * 100_001)})
    settings = open_to(server, max_file_mb=0.1)

    assert [ending(server.url("/fits"), settings), ending(server.url("/not"), settings)] == ["page", "too_large"]


def test_a_bomb_is_kept_as_received_and_never_blown_up(serve, http, open_to, get):
    bomb = gzip.compress(bytes(50_000_000), compresslevel=1, mtime=0)
    server = serve(http(bomb, "Content-Encoding: gzip"))

    page, peak = _peak_of(lambda: get(server.url(), open_to(server)))

    assert page.payload == bomb
    assert peak < 8_000_000


# broken answers


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nnews", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nnews", "truncated"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nnews\r\n", "truncated"),
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Ty", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "empty"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "empty"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nnews", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nnews", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nnews", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nnews", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\nContent-Length: 4\r\n\r\nnews", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nNo name: b\r\nContent-Length: 4\r\n\r\nnews", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1_000_000 + b"\r\nContent-Length: 4\r\n\r\nnews", "protocol_error"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 100_000 + b"Content-Length: 4\r\n\r\nnews", "protocol_error"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", "protocol_error"),
        (b"HTTP/2 200\r\n\r\nnews", "protocol_error"),
        (b"ICY 200 OK\r\n\r\nnews", "protocol_error"),
        (b"no HTTP at all\r\n\r\n", "protocol_error"),
    ],
    ids=lambda value: repr(value[-40:]) if isinstance(value, bytes) else value,
)
def test_a_broken_answer_has_its_reason(serve, open_to, ending, answer, reason):
    server = serve(answer)

    assert ending(server.url(), open_to(server)) == reason


def _reset_at_once(server, connection, _):
    server.reset(connection)


def _reset_in_mid_head(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
    server.stopped.wait(0.05)
    server.reset(connection)


def _reset_in_mid_body(server, connection, _):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nnews")
    server.stopped.wait(0.05)
    server.reset(connection)


@pytest.mark.parametrize("play", [_reset_at_once, _reset_in_mid_head, _reset_in_mid_body])
def test_a_reset_connection_is_reset_and_not_asked_twice(serve, open_to, ending, play):
    server = serve(play)

    assert ending(server.url(), open_to(server)) == "reset"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (204, "empty"),
        (205, "unexpected_status"),
        (206, "unexpected_206"),
        (300, "unexpected_status"),
        (304, "unexpected_status"),
        (400, "http_4xx"),
        (401, "denied"),
        (402, "denied"),
        (403, "denied"),
        (404, "gone"),
        (408, "deadline"),
        (410, "gone"),
        (418, "http_4xx"),
        (429, "http_429"),
        (451, "denied"),
        (500, "http_5xx"),
        (503, "http_5xx"),
        (599, "http_5xx"),
        (600, "unexpected_status"),
        (999, "unexpected_status"),
    ],
)
def test_every_status_but_200_has_its_reason(serve, http, open_to, get, status, reason):
    server = serve(http(b"" if status in {204, 304} else b"sorry", status=f"{status} Whatever"))

    refusal = get(server.url(), open_to(server))

    assert (refusal.outcome.reason.code, refusal.http_status, refusal.ip) == (reason, status, "127.0.0.1")


# redirects


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


# the address


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


def test_a_cookie_is_never_sent_back(serve, http, open_to, get):
    server = serve(
        {"/": http(b"", "Set-Cookie: seen=1; Path=/", "Location: /next", status="302 Found"), "/next": http(b"news")}
    )

    get(server.url(), open_to(server))

    assert [(request.path, request.fields.get("cookie")) for request in server.requests] == [
        ("/", None),
        ("/next", None),
    ]


def test_proxies_of_the_environment_are_not_used(serve, http, open_to, get, monkeypatch):
    server, proxy = serve(http(b"news")), serve(http(b"from the proxy"))
    for name in PROXIES:
        monkeypatch.setenv(name, proxy.url())

    assert get(server.url(), open_to(server)).payload == b"news"
    assert proxy.connections == 0


# TLS


def test_a_page_comes_over_tls_where_the_authority_is_known(serve, http, open_to, get, tls, certificate):
    server = serve(http(b"news"), tls=tls)

    page = get(server.url(), open_to(server), private_authority=certificate)

    assert (page.payload, page.ip) == (b"news", "127.0.0.1")


def test_a_certificate_that_nobody_vouches_for_is_tls(serve, http, open_to, ending, tls):
    server = serve(http(b"news"), tls=tls)

    assert ending(server.url(), open_to(server)) == "tls"
    assert server.requests == []


def test_a_certificate_of_another_host_is_tls(serve, http, open_to, ending, tls, certificate):
    server = serve(http(b"news"), tls=tls)

    assert ending(server.url(host="127.0.0.2"), open_to(server), private_authority=certificate) == "tls"
    assert server.requests == []


def test_certificates_of_the_environment_are_not_trusted(serve, http, open_to, ending, tls, certificate, monkeypatch):
    server = serve(http(b"news"), tls=tls)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert ending(server.url(), open_to(server)) == "tls"


@pytest.mark.parametrize(
    ("handshake", "reason"), [(b"HTTP/1.1 400 Bad Request\r\n\r\n", "tls"), (b"", "connect"), (None, "connect")]
)
def test_a_broken_handshake_has_its_reason(open_to, ending, handshake, reason):
    done = threading.Event()

    def play():
        connection, _ = listener.accept()
        with connection:
            connection.recv(1)
            if handshake is None:
                done.wait(20)
            else:
                connection.sendall(handshake)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        threading.Thread(target=play, daemon=True).start()
        settings = open_to(allow_ports=(port,), fetch_connect_seconds=0.5)

        assert ending(f"https://127.0.0.1:{port}/", settings) == reason
        done.set()


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (_reset_at_once, "reset"),
        (_reset_in_mid_body, "reset"),
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nnews", "truncated"),
    ],
)
def test_what_breaks_after_the_handshake_is_not_blamed_on_tls(serve, open_to, ending, tls, certificate, play, reason):
    server = serve(play, tls=tls)

    assert ending(server.url(), open_to(server), private_authority=certificate) == reason


# many at a time


def _get_all(urls, settings):
    async def conversation():
        client = Client(settings)
        try:
            return await asyncio.gather(*(client.get(url) for url in urls))
        finally:
            await client.aclose()

    return asyncio.run(conversation())


def _in_pairs(http):
    """Answers only when two requests are there at one time, and gives a third the time to show itself."""
    both = threading.Barrier(2)

    def play(server, connection, _):
        both.wait(20)
        server.stopped.wait(0.02)
        connection.sendall(http(b"news"))

    return play


@pytest.mark.parametrize("keep_alive", [True, False])
def test_a_host_gets_as_many_requests_at_a_time_as_the_setting_says(serve, http, open_to, keep_alive):
    play = _in_pairs(http)
    server = serve({f"/{number}": play for number in range(12)}, keep_alive=keep_alive)

    pages = _get_all([server.url(f"/{number}") for number in range(12)], open_to(server, fetch_per_host=2))

    assert [page.payload for page in pages] == [b"news"] * 12
    assert server.most_in_flight == {"127.0.0.1": 2}


def test_a_host_that_many_others_redirect_to_gets_no_more(serve, http, redirect, open_to):
    play = _in_pairs(http)
    server = serve({f"/page{number}": play for number in range(2, 14)})
    server.routes |= {f"/{number}": redirect(server.url(f"/page{number}")) for number in range(2, 14)}

    pages = _get_all(
        [server.url(f"/{number}", host=f"127.0.0.{number}") for number in range(2, 14)],
        open_to(server, fetch_per_host=2),
    )

    assert [page.payload for page in pages] == [b"news"] * 12
    assert server.most_in_flight["127.0.0.1"] == 2


def test_all_hosts_together_get_as_many_requests_as_the_setting_says(serve, http, open_to):
    server = serve(_in_pairs(http))
    seen = []

    def play(server_, connection, request):
        seen.append(sum(server_.in_flight.values()))
        _pairs(server_, connection, request)

    _pairs, server.routes["/"] = server.routes["/"], play

    pages = _get_all(
        [server.url(host=f"127.0.0.{number}") for number in range(2, 14)], open_to(server, fetch_concurrency=2)
    )

    assert [page.payload for page in pages] == [b"news"] * 12
    assert max(seen) == 2


def test_a_kept_connection_is_used_again(serve, http, open_to):
    server = serve({f"/{number}": http(b"news") for number in range(6)}, keep_alive=True)

    pages = _get_all([server.url(f"/{number}") for number in range(6)], open_to(server, fetch_per_host=1))

    assert [page.payload for page in pages] == [b"news"] * 6
    assert server.connections == 1


def test_a_kept_connection_that_the_server_closes_without_a_word_costs_no_page(serve, http, open_to):
    """Neither at once nor a moment later, when the next request is already on its way."""

    def play(server, connection, request):
        connection.sendall(http(b"news"))
        server.stopped.wait(int(request.path[1:]) % 5 / 5000)

    server = serve({f"/{number}": play for number in range(200)})

    pages = _get_all([server.url(f"/{number}") for number in range(200)], open_to(server))

    assert [getattr(page, "payload", page) for page in pages] == [b"news"] * 200


def test_one_evil_server_costs_the_others_nothing(serve, http, open_to):
    slow, endless, broken, good = serve(_slow_body), serve(_endless), serve(b""), serve(http(b"news"))

    ends = _get_all(
        [slow.url(), endless.url(), broken.url(), good.url(host="127.0.0.2")],
        open_to(slow, endless, broken, good, fetch_seconds=2, max_file_mb=1),
    )

    assert [end.outcome.reason.code for end in ends[:3]] == ["deadline", "too_large", "reset"]
    assert ends[3].payload == b"news"
