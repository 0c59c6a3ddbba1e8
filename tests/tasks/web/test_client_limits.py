"""No server takes more time or memory than the settings give it."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from tests.tasks.web.plays import (
    announced,
    continue_without_end,
    endless,
    endless_chunks,
    hints_without_end,
    silence,
    slow_body,
    slow_head,
)


@pytest.mark.parametrize("play", [slow_body, slow_head, hints_without_end, continue_without_end, silence])
def test_a_server_that_never_comes_to_an_end_meets_the_deadline(serve, open_to, get, play):
    server = serve(play)

    refusal = get(server.url(), open_to(server, fetch_seconds=0.4))

    assert (refusal.outcome.reason.code, refusal.outcome.detail) == ("deadline", "no whole answer in 0.4 s")


def test_a_server_that_says_nothing_is_left_before_the_deadline(serve, open_to, ending):
    server = serve(silence)

    assert ending(server.url(), open_to(server, fetch_connect_seconds=0.1, fetch_seconds=600)) == "deadline"


def test_the_deadline_counts_over_all_redirects(serve, redirect, open_to, ending):
    def play(server, connection, _):
        server.stopped.wait(0.1)
        connection.sendall(redirect("/"))

    server = serve(play)

    assert ending(server.url(), open_to(server, fetch_seconds=0.4, max_redirects=50)) == "deadline"


def _peak_of(work):
    """What it gave, and the most bytes that Python held at one time meanwhile."""
    tracemalloc.start()
    try:
        return work(), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("play", [endless, endless_chunks, announced])
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
