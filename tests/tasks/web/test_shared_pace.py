"""Two machines that share a catalogue ask a host as one would: PostgreSQL, two processes, a loopback server."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import sys
import threading
import time
from itertools import pairwise

import orjson
import pytest
from pydantic import SecretStr

from drills.postgres_server import PostgresServer
from schemas.errors import CatalogueUnusable
from schemas.settings import Settings
from tasks.store.catalogue import connect
from tasks.web.client import Client

pytestmark = [pytest.mark.parts, pytest.mark.xdist_group("postgres")]

PAGES = """
import asyncio, json, sys
from schemas.settings import Settings
from tasks.web.client import Client

given = json.loads(sys.stdin.readline())

async def pages():
    client = Client(Settings(**given["settings"]))
    try:
        return [type(page).__name__ for page in await asyncio.gather(*map(client.get, given["urls"]))]
    finally:
        await client.aclose()

print("ready", flush=True)
sys.stdin.readline()
print(*asyncio.run(pages()))
"""


class Machine:
    """A process with a data folder of its own."""

    def __init__(self, settings: Settings, urls: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PAGES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        address = settings.catalogue.get_secret_value() if settings.catalogue else None
        given = {"settings": settings.for_workers() | {"catalogue": address}, "urls": urls}
        self._process.stdin.write(orjson.dumps(given).decode() + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "ready\n"

    def ask(self) -> None:
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def end(self) -> list[str]:
        answer, _ = self._process.communicate(timeout=120)
        return answer.split()


@pytest.fixture
def machines(tmp_path, catalogue):
    """Settings of two machines: each has a data folder of its own, and the same catalogue."""

    def of(settings: Settings, **more) -> list[Settings]:
        given = {"catalogue": SecretStr(catalogue), "writer_wait_seconds": 10.0} | more
        return [settings.model_copy(update={"home": tmp_path / name, **given}) for name in ("one", "two")]

    return of


def two_at_once(both: list[Settings], server, number: int) -> float:
    """Each machine asks for so many pages; gives the least seconds between two requests."""
    started = [
        Machine(one, [server.url(f"/{name}{n}") for n in range(number)]) for one, name in zip(both, "ab", strict=True)
    ]
    for machine in started:
        machine.ask()
    assert [machine.end() for machine in started] == [["Page"] * number] * 2
    assert len(server.requests) == 2 * number
    return min(later.at - earlier.at for earlier, later in pairwise(sorted(server.requests, key=lambda one: one.at)))


def test_two_machines_leave_the_whole_interval_between_requests_to_one_host(serve, http, open_to, machines):
    server = serve({f"/{name}{number}": http(b"news") for name in "ab" for number in range(5)})
    both = machines(open_to(server, host_interval_seconds=0.4))
    assert two_at_once(both, server, 5) >= 0.38  # the server notes a request a moment after it left


@pytest.mark.slow
def test_two_machines_ask_fifty_hosts_for_each_page_once_and_keep_the_interval_at_each(serve, http, open_to, machines):
    hosts, pages = [f"127.0.1.{number}" for number in range(1, 51)], 3
    server = serve({f"/{name}{number}": http(b"news") for name in "ab" for number in range(pages)})
    both = machines(open_to(server, host_interval_seconds=0.4, fetch_seconds=60))
    urls = [[server.url(f"/{name}{n}", host) for n in range(pages) for host in hosts] for name in "ab"]
    started = [Machine(one, given) for one, given in zip(both, urls, strict=True)]
    for machine in started:
        machine.ask()
    assert [machine.end() for machine in started] == [["Page"] * len(hosts) * pages] * 2
    asked = sorted(f"http://{one.host}:{server.port}{one.path}" for one in server.requests)
    assert asked == sorted(urls[0] + urls[1])
    gaps = {
        host: min(later.at - earlier.at for earlier, later in pairwise(sorted(times, key=lambda one: one.at)))
        for host in hosts
        if (times := [one for one in server.requests if one.host == host])
    }
    assert min(gaps.values()) >= 0.38  # the server notes a request a moment after it left


def fetch(settings: Settings, *urls: str, tls: ssl.SSLContext | None = None):
    async def conversation():
        client = Client(settings)
        if tls:
            client._tls = tls
        try:
            return [await client.get(url) for url in urls]
        finally:
            await client.aclose()

    return asyncio.run(conversation())


def test_a_machine_that_is_still_connecting_keeps_its_turn(serve, http, open_to, machines, tls, certificate):
    """The first handshake takes longer than the interval: the other machine must not slip in before that request."""

    class SlowAtFirst:
        pause = 1.0

        def wrap_socket(self, *given, **named):
            wait, self.pause = self.pause, 0.0
            time.sleep(wait)
            return tls.wrap_socket(*given, **named)

    server = serve({"/1": http(b"one"), "/2": http(b"two")}, tls=SlowAtFirst())
    one, two = machines(open_to(server, host_interval_seconds=0.4))
    trusting = ssl.create_default_context(cafile=certificate)
    slow = threading.Thread(target=fetch, args=(one, server.url("/1")), kwargs={"tls": trusting})
    slow.start()
    time.sleep(0.3)  # it has its turn now, and waits for the handshake
    fetch(two, server.url("/2"), tls=trusting)
    slow.join()
    first, second = server.requests
    assert (first.path, second.path) == ("/1", "/2")
    assert second.at - first.at >= 0.38


def test_a_turn_that_led_to_no_request_is_given_back(open_to, machines, serve, http):
    server = serve({"/1": http(b"one")})
    one, two = machines(open_to(server, host_interval_seconds=0.1, fetch_seconds=30))
    nowhere = one.model_copy(update={"allow_ports": (1, server.port)})
    [refused] = fetch(nowhere, "http://127.0.0.1:1/")
    assert refused.outcome.reason.code == "connect"
    with connect(one) as connection:
        taken = connection.execute("SELECT host FROM broadsheet.host_turns WHERE leaving_until > now()").fetchall()
    assert taken == []
    [page] = fetch(two, server.url("/1"))
    assert page.payload == b"one"


def test_what_robots_txt_asks_for_holds_for_the_other_machine_too(serve, http, open_to, machines):
    server = serve({"/robots.txt": http(b"User-agent: *\nCrawl-delay: 1"), "/1": http(b"one"), "/2": http(b"two")})
    one, two = machines(open_to(server, respect_robots=True))
    fetch(one, server.url("/1"))
    fetch(two.model_copy(update={"respect_robots": False}), server.url("/2"))  # it never read robots.txt itself
    last, before = server.requests[-1], server.requests[-2]
    assert (before.path, last.path) == ("/1", "/2")
    assert last.at - before.at >= 0.98


def test_what_retry_after_asks_for_holds_for_the_other_machine_too(serve, http, open_to, machines):
    busy = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 0\r\n\r\n"
    server = serve({"/1": busy, "/2": http(b"two")})
    one, two = machines(open_to(server))
    [refused] = fetch(one, server.url("/1"))
    assert refused.outcome.reason.code == "http_429"
    assert refused.retry_at is not None
    fetch(two, server.url("/2"))
    first, second = server.requests
    assert second.at - first.at >= 1.9


def test_without_an_answer_of_the_catalogue_nothing_is_asked_and_no_page_gets_an_outcome(serve, open_to, machines):
    server = serve({})
    one, _ = machines(
        open_to(server), writer_wait_seconds=0.0, catalogue=SecretStr("postgres://u:secret@127.0.0.1:1/d")
    )
    with pytest.raises(CatalogueUnusable) as caught:
        fetch(one, server.url("/1"))
    assert caught.value.what.startswith("the catalogue 127.0.0.1:1/d does not answer: ")
    assert "secret" not in str(caught.value)
    assert server.requests == []


def test_a_catalogue_that_is_started_again_meanwhile_is_waited_for(serve, http, open_to, tmp_path):
    server = serve({"/1": http(b"one"), "/2": http(b"two")})
    with PostgresServer() as postgres:
        chosen = open_to(server).model_copy(
            update={"catalogue": SecretStr(postgres.new_database()), "writer_wait_seconds": 60.0}
        )

        async def conversation():
            client = Client(chosen)
            try:
                first = await client.get(server.url("/1"))
                postgres.kill()
                restart = asyncio.create_task(asyncio.to_thread(postgres.start))
                second = await client.get(server.url("/2"))
                await restart
                return first.payload, second.payload
            finally:
                await client.aclose()

        assert asyncio.run(conversation()) == (b"one", b"two")


def test_a_catalogue_of_a_newer_release_is_refused_in_words(settings, catalogue):
    chosen = settings.model_copy(update={"catalogue": SecretStr(catalogue)})
    with connect(chosen) as connection:
        connection.execute("INSERT INTO broadsheet.steps VALUES ('9999_wings.sql')")
    with pytest.raises(CatalogueUnusable, match=r"made by a newer Broadsheet: it has 9999_wings\.sql"):
        connect(chosen)
