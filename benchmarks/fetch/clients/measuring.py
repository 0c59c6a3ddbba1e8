"""How every client is measured: the same addresses, its own processor time only, imports and a warm-up left out."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

AT_ONCE = 32
"""Requests in flight, for every client the same."""
_WARM_UP = 50


def measure(fetch: Callable[[Any], list[int]], prepare: Callable[[list[str]], Any] = lambda urls: urls) -> None:
    """Print pages, bytes and CPU seconds of `fetch`, which gives the size of each page that it had.

    `prepare` makes of addresses what `fetch` takes, before the clock starts. The arguments of the process are the
    server's port, how many pages, and over how many hosts.
    """
    port, pages, hosts = (int(word) for word in sys.argv[1:])

    def addresses(first: int, count: int) -> list[str]:
        return [f"http://127.0.0.{2 + number % hosts}:{port}/page/{number}" for number in range(first, first + count)]

    fetch(prepare(addresses(pages, _WARM_UP)))
    work = prepare(addresses(0, pages))
    cpu, wall = time.process_time(), time.perf_counter()
    sizes = fetch(work)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    assert len(sizes) == pages, f"{len(sizes)} pages of {pages}"
    assert all(sizes), f"{sizes.count(0)} pages without content"
    print(json.dumps({"cpu": cpu, "wall": wall, "pages": pages, "bytes": sum(sizes)}))
