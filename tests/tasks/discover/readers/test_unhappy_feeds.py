"""Feeds that are hostile, that are none, and that cannot be had."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from tests.tasks.discover.readers.feeds import RSS, rss


def test_a_billion_laughs_are_not_laughed(feed):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>'.encode()
    tracemalloc.start()
    try:
        found, _ = feed(bomb + rss("<item><title>x &l9; y</title><link>https://a.example/1</link></item>"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.urls == ["https://a.example/1"]
    assert len(found.offers[0].said.title) < 20
    assert peak < 20_000_000


def test_an_entity_that_names_a_file_is_not_read(feed, tmp_path):
    (tmp_path / "secret").write_text("sesame")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'.encode()
    found, _ = feed(entity + rss("<item><title>x &x; y</title><link>https://a.example/1</link></item>"))
    assert found.urls == ["https://a.example/1"]
    assert "sesame" not in found.offers[0].said.title


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<!DOCTYPE html><html><body><item><link>https://a.example/1</link></item></body></html>", "it is a web page"),
        (b"<!-- no feed --> <HTML><body>x</body></html>", "it is a web page"),
        (b"words", "it has neither the form of RSS nor of Atom"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "it has neither the form of RSS nor of Atom"),
        (b'{"version": 1}', "it is JSON, but no JSON Feed"),
        (b" \n ", "it is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "it has neither the form of RSS nor of Atom"),
        (b"/etc/passwd", "it has neither the form of RSS nor of Atom"),
    ],
)
def test_something_else_is_not_a_feed(feed, body, words):
    found, server = feed(body)
    assert found.ends == [("not_a_feed", f"feed {server.url('/news/feed')}: {words}")]


def test_a_feed_without_items_is_told_and_no_failure(feed):
    found, server = feed(rss())
    assert (found.offers, found.warnings) == ([], [f"feed {server.url('/news/feed')}: it has no items"])


@pytest.mark.parametrize(
    ("status", "reason"), [("410 Gone", "gone"), ("503 Busy", "http_5xx"), ("403 Forbidden", "denied")]
)
def test_a_feed_that_is_not_had_ends_with_the_reason_of_the_fetch(serve, http, open_to, ask, status, reason):
    server = serve(http(b"no", status=status))
    found = ask("feed", server.url(), open_to(server, host_patience_seconds=0))
    assert [end[0] for end in found.ends] == [reason]
    assert found.offers[0].detail.startswith(f"feed {server.url()}: HTTP {status[:3]}")


def test_a_feed_that_never_ends_meets_the_deadline(serve, open_to, ask):
    server = serve(lambda server, connection, _: server.drip(connection, b"HTTP/1.1 200 OK\r\n"))
    assert [end[0] for end in ask("feed", server.url(), open_to(server, fetch_seconds=0.4)).ends] == ["deadline"]


def test_a_body_of_50_megabytes_is_too_large_as_it_comes_and_unpacked(serve, http, open_to, ask):
    body = RSS + bytes(50_000_000)
    server = serve({"/plain": http(body), "/zip": http(gzip.compress(body, 1), "Content-Encoding: gzip")})
    for path in ("/plain", "/zip"):
        assert [end[0] for end in ask("feed", server.url(path), open_to(server)).ends] == ["too_large"]


def test_a_feed_in_a_private_network_is_not_asked_for(serve, http, open_to, ask):
    server = serve(http(RSS))
    assert [end[0] for end in ask("feed", server.url(), open_to(server, allow_cidrs=())).ends] == ["blocked_address"]
    assert server.requests == []


def test_a_file_that_is_missing_is_not_found(tmp_path, ask):
    assert ask("feed", tmp_path / "none.xml").ends == [
        ("not_found", f"feed {tmp_path}/none.xml: there is no {tmp_path}/none.xml")
    ]
