"""Whose certificates are believed, and what is told where one is not."""

from __future__ import annotations

import socket
import threading

import pytest

from tests.tasks.web.plays import reset_at_once, reset_in_mid_body


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
        (reset_at_once, "reset"),
        (reset_in_mid_body, "reset"),
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nnews", "truncated"),
    ],
)
def test_what_breaks_after_the_handshake_is_not_blamed_on_tls(serve, open_to, ending, tls, certificate, play, reason):
    server = serve(play, tls=tls)

    assert ending(server.url(), open_to(server), private_authority=certificate) == reason
