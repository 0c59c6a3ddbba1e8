"""One address in, a page or a reason out: against a server that plays unhappy ones over real sockets."""

from __future__ import annotations

import gzip

import brotli
import pytest

from tasks.web.answers import Page
from tests.tasks.web.plays import reset_at_once, reset_in_mid_body, reset_in_mid_head


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


@pytest.mark.parametrize("play", [reset_at_once, reset_in_mid_head, reset_in_mid_body])
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
