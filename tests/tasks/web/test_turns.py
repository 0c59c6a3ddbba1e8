"""A host's turns: the interval runs from the moment a request really leaves."""

from __future__ import annotations

import asyncio
import ssl
import time

from tasks.web.client import Client
from tasks.web.pace import HostTimes
from tasks.web.turns import HostTurns, Turns


def test_a_slow_connection_does_not_bring_the_next_request_nearer(settings):
    async def two_requests() -> float:
        host = Turns(settings.model_copy(update={"host_interval_seconds": 0.3})).of("a.example")
        async with host.turn() as started:
            await asyncio.sleep(0.2)  # looking up the name, connecting, TLS
            await host.sent(started)
            left = time.monotonic()
        async with host.turn() as started:
            return started - left

    assert asyncio.run(two_requests()) >= 0.3


def test_a_pause_is_logged_before_it_is_waited_for(settings, caplog):
    async def two_requests() -> None:
        host = Turns(settings.model_copy(update={"host_interval_seconds": 0.2})).of("a.example")
        for _ in range(2):
            async with host.turn():
                pass

    caplog.set_level("DEBUG", "broadsheet.pace")
    asyncio.run(two_requests())
    [pause] = [record for record in caplog.records if record.seconds > 0.1]
    assert (pause.host, round(pause.seconds, 1)) == ("a.example", 0.2)


class SlowNotes(HostTimes):
    """Notes on a disk that is busy."""

    async def note_start(self, now: float) -> None:
        await asyncio.sleep(0.2)
        await super().note_start(now)


def test_a_slow_note_of_a_request_does_not_bring_the_next_one_nearer(settings):
    async def two_requests() -> float:
        chosen = settings.model_copy(update={"host_interval_seconds": 0.3})
        host = HostTurns(chosen, "a.example", asyncio.Semaphore(8), SlowNotes(chosen, "a.example"))
        async with host.turn() as started:
            await asyncio.sleep(0.02)  # connecting
            await host.sent(started)
            left = time.monotonic()
        async with host.turn() as started:
            return started - left

    assert asyncio.run(two_requests()) >= 0.29


def test_what_another_batch_asked_counts_too(settings):
    async def requests_of_two_batches() -> float:
        chosen = settings.model_copy(update={"host_interval_seconds": 0.3})
        mine, theirs = (Turns(chosen).of("a.example") for _ in range(2))
        async with mine.turn() as started:
            await asyncio.sleep(0.2)
            await mine.sent(started)
            left = time.monotonic()
        async with theirs.turn() as started:
            return started - left

    assert asyncio.run(requests_of_two_batches()) >= 0.29  # another clock: that of the wall


class SlowAtFirst:
    """The server's side of TLS, whose first handshake takes its time."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self._tls = tls
        self._pause = 0.3

    def wrap_socket(self, *given, **named):
        time.sleep(self._pause)
        self._pause = 0.0
        return self._tls.wrap_socket(*given, **named)


def test_the_server_sees_the_whole_interval_after_a_slow_handshake(serve, http, open_to, tls, certificate):
    server = serve({"/1": http(b"one"), "/2": http(b"two")}, tls=SlowAtFirst(tls))
    settings = open_to(server, host_interval_seconds=0.3)

    async def two_pages() -> None:
        client = Client(settings)
        client._tls = ssl.create_default_context(cafile=certificate)
        try:
            await asyncio.gather(*(client.get(server.url(path)) for path in ("/1", "/2")))
        finally:
            await client.aclose()

    asyncio.run(two_pages())
    first, second = (request.at for request in server.requests)
    assert second - first >= 0.25  # the server notes a request a moment after it left
