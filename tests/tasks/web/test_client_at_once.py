"""Many addresses at once: as many requests as the settings say, and no server costs the others anything."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tasks.web.client import Client
from tests.tasks.web import plays


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
    slow, endless, broken, good = serve(plays.slow_body), serve(plays.endless), serve(b""), serve(http(b"news"))

    ends = _get_all(
        [slow.url(), endless.url(), broken.url(), good.url(host="127.0.0.2")],
        open_to(slow, endless, broken, good, fetch_seconds=2, max_file_mb=1),
    )

    assert [end.outcome.reason.code for end in ends[:3]] == ["deadline", "too_large", "reset"]
    assert ends[3].payload == b"news"
