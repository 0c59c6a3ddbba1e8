"""A host's turns: the interval runs from the moment a request really leaves."""

from __future__ import annotations

import asyncio
import time

from tasks.web.turns import Turns


def test_a_slow_connection_does_not_bring_the_next_request_nearer(settings):
    async def two_requests() -> float:
        host = Turns(settings.model_copy(update={"host_interval_seconds": 0.3})).of("a.example")
        async with host.turn() as started:
            await asyncio.sleep(0.2)  # looking up the name, connecting, TLS
            host.sent(started)
            left = time.monotonic()
        async with host.turn() as started:
            return started - left

    assert asyncio.run(two_requests()) >= 0.3


def test_what_another_batch_asked_counts_too(settings):
    async def requests_of_two_batches() -> float:
        chosen = settings.model_copy(update={"host_interval_seconds": 0.3})
        mine, theirs = (Turns(chosen).of("a.example") for _ in range(2))
        async with mine.turn() as started:
            await asyncio.sleep(0.2)
            mine.sent(started)
            left = time.monotonic()
        async with theirs.turn() as started:
            return started - left

    assert asyncio.run(requests_of_two_batches()) >= 0.29  # another clock: that of the wall
