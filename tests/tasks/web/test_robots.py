"""robots.txt over real sockets: what it allows is fetched, what it forbids is never asked for."""

from __future__ import annotations

import asyncio
import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from tasks.web.answers import Page
from tasks.web.client import Client

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def visit(open_to):
    """Fetch some addresses with one client; what came of each: `page` or the reason's code, and the details."""

    def go(server, *urls, at=NOW, is_declared=False, **given):
        settings = open_to(server, **{"respect_robots": True} | given)

        async def conversation():
            client = Client(settings, lambda: at)
            try:
                return await asyncio.gather(*(client.get(url, is_declared=is_declared) for url in urls))
            finally:
                await client.aclose()

        answers = asyncio.run(conversation())
        ends = ["page" if isinstance(answer, Page) else answer.outcome.reason.code for answer in answers]
        return ends, [None if isinstance(answer, Page) else answer.outcome.detail for answer in answers]

    return go


def _asked(server):
    return [request.path for request in server.requests]


def _site(http, robots, *fields, status="200 OK", **pages):
    return {"/robots.txt": http(robots, *fields, status=status), "/a": http(b"news"), "/b/c": http(b"news")} | pages


@pytest.mark.parametrize(
    ("robots", "ends"),
    [
        (b"User-agent: *\nDisallow: /\n", ["robots", "robots"]),
        (b"User-agent: *\nDisallow:\n", ["page", "page"]),
        (b"User-agent: *\nDisallow: /b\n", ["page", "robots"]),
        (b"User-agent: *\nDisallow: /*/c$\n", ["page", "robots"]),
        (b"User-agent: *\nDisallow: /\nAllow: /b/\n", ["robots", "page"]),
        (b"User-agent: other\nDisallow: /\n", ["page", "page"]),
        (b"User-agent: *\nDisallow: /\n\nUser-agent: BROADSHEET\nAllow: /\n", ["page", "page"]),
        (b"User-agent: *\nAllow: /\n\nUser-agent: broadsheet\nDisallow: /a\n", ["robots", "page"]),
        (b"\xef\xbb\xbfUser-agent: *\nDisallow: /a\n", ["robots", "page"]),
        ("User-agent: *\nDisallow: /a\n".encode("utf-16"), ["robots", "page"]),
        (b"User-agent: Broadsheet/0.1\nDisallow: /a\n", ["robots", "page"]),
        (b"User-agent: broadsheet (news) # us\nDisallow: /a\n", ["robots", "page"]),
        (b"User-agent: x\nUser-agent: Broadsheet*\nDisallow: /a\n\nUser-agent: *\nDisallow: /\n", ["robots", "page"]),
        (b"User-agent: b\nDisallow: /\n", ["page", "page"]),
        (b"User-agent: Broad\nDisallow: /\n", ["page", "page"]),
        (b"User-agent: sheet\nUser-agent: broadsheets\nDisallow: /\n", ["page", "page"]),
        (b"user agent : * \nDisallow: /a\n", ["robots", "page"]),
        (b"User-agent: *\r\nDisallow: /a\r\n", ["robots", "page"]),
        (b"<!doctype html><title>Not here</title>", ["page", "page"]),
        ("User-agent: *\nDisallow: /a\n".encode("utf-16-le"), ["robots", "page"]),
        (b"User-agent: *\0\nDisallow: /a\0\n", ["robots", "page"]),
        (b"User-agent: Otherbot, Broadsheet\nDisallow: /a\n", ["robots", "page"]),
        (b'User-agent: "Broadsheet"\nDisallow: /a\n', ["robots", "page"]),
        (b"User-agent: Otherbot, Broadsheets\nDisallow: /a\n", ["page", "page"]),
        (b"\xff\xfe\x00 noise", ["page", "page"]),
    ],
)
def test_the_rules_of_a_host_decide_what_is_fetched(serve, http, visit, robots, ends):
    server = serve(_site(http, robots))

    assert visit(server, server.url("/a"), server.url("/b/c"))[0] == ends
    allowed = [path for path, end in zip(["/a", "/b/c"], ends, strict=True) if end == "page"]
    assert _asked(server)[0] == "/robots.txt"
    assert sorted(_asked(server)[1:]) == allowed


def test_a_refusal_says_whose_wish_it_is(serve, http, visit):
    server = serve(_site(http, b"User-agent: *\nDisallow: /\n"))

    assert visit(server, server.url("/a")) == (["robots"], ["robots.txt disallows it for Broadsheet"])


def test_we_are_known_by_the_first_word_of_our_name(serve, http, visit):
    server = serve(_site(http, b"User-agent: gazette\nDisallow: /a\n"))

    assert visit(server, server.url("/a"), user_agent="Gazette/3.1 (+https://gazette.example)")[0] == ["robots"]
    assert [request.fields["user-agent"] for request in server.requests] == ["Gazette/3.1 (+https://gazette.example)"]


@pytest.mark.parametrize("status", ["400 Bad", "401 Unauthorized", "403 Forbidden", "404 Not Found", "410 Gone"])
def test_a_robots_file_that_cannot_be_had_forbids_nothing(serve, http, visit, status):
    server = serve(_site(http, b"User-agent: *\nDisallow: /\n", status=status))

    assert visit(server, server.url("/a"))[0] == ["page"]


def test_an_empty_robots_file_forbids_nothing(serve, http, visit):
    server = serve(_site(http, b""))

    assert visit(server, server.url("/a"))[0] == ["page"]


@pytest.mark.parametrize(
    ("status", "detail"),
    [
        ("429 Slow Down", "http_429: HTTP 429"),
        ("500 Fault", "http_5xx: HTTP 500"),
        ("503 Busy", "http_5xx: HTTP 503"),
    ],
)
def test_a_robots_file_that_cannot_be_read_now_forbids_everything(serve, http, visit, status, detail):
    server = serve(_site(http, b"", status=status))

    assert visit(server, server.url("/a"), server.url("/b/c")) == (
        ["robots_unreachable", "robots_unreachable"],
        [f"robots.txt could not be read ({detail}): until it can be, nothing is fetched from this host"] * 2,
    )
    assert _asked(server) == ["/robots.txt"]


def test_a_host_that_cannot_be_reached_forbids_everything(serve, http, visit):
    server = serve(_site(http, b""))
    server.close()

    ends, [detail] = visit(server, server.url("/a"))

    assert ends == ["connect"]  # what any page of it would end as
    assert detail.startswith("robots.txt could not be read (connect: ")


def test_a_broken_answer_forbids_everything(serve, http, visit):
    server = serve({"/robots.txt": b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nUser-agent: *", "/a": http(b"news")})

    assert visit(server, server.url("/a"))[0] == ["robots_unreachable"]


def test_a_host_that_the_guard_closes_is_still_blocked(serve, http, visit):
    server = serve(_site(http, b""))

    assert visit(server, server.url("/a"), allow_cidrs=())[0] == ["blocked_address"]
    assert server.connections == 0


def test_a_compressed_robots_file_is_read_though_it_was_not_asked_for(serve, http, visit):
    robots = gzip.compress(b"User-agent: *\nDisallow: /a\n", mtime=0)
    server = serve(_site(http, robots, "Content-Encoding: gzip"))

    assert visit(server, server.url("/a"), server.url("/b/c"))[0] == ["robots", "page"]
    assert server.requests[0].fields["accept-encoding"] == "identity"


def test_of_a_large_robots_file_the_first_500_kib_are_read(serve, http, visit):
    head = b"User-agent: *\nDisallow: /a\n"
    # The limit falls between "/" and "b" of the last rule: the cut line must not become "Disallow: /".
    filler = b"#" * (512_000 - len(head) - len(b"\nDisallow: /")) + b"\n"
    robots = head + filler + b"Disallow: /b\n" + b"#" * 500_000
    assert robots[:512_000].endswith(b"\nDisallow: /")
    server = serve(_site(http, robots))

    assert visit(server, server.url("/a"), server.url("/b/c"))[0] == ["robots", "page"]


def test_a_large_robots_file_is_not_read_to_its_end(serve, http, visit):
    def endless(server, connection, _):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /a\n")
        server.pour(connection, b"# news\n" * 10_000)

    server = serve({"/robots.txt": endless, "/b/c": http(b"news")})

    assert visit(server, server.url("/a"), server.url("/b/c"))[0] == ["robots", "page"]


# redirects


def test_a_robots_file_is_followed_over_five_redirects(serve, http, redirect, visit):
    hops = {f"/{left}": redirect(f"/{left - 1}") for left in range(1, 5)}
    rules = http(b"User-agent: *\nDisallow: /a\n")
    server = serve(_site(http, b"") | hops | {"/robots.txt": redirect("/4"), "/0": rules})

    assert visit(server, server.url("/a"))[0] == ["robots"]
    assert _asked(server) == ["/robots.txt", "/4", "/3", "/2", "/1", "/0"]


def test_a_robots_file_behind_more_redirects_counts_as_none(serve, http, redirect, visit):
    server = serve(_site(http, b"") | {"/robots.txt": redirect("/robots.txt")})

    assert visit(server, server.url("/a"))[0] == ["page"]
    assert _asked(server) == ["/robots.txt"] * 6 + ["/a"]


def test_a_robots_file_that_leads_inside_forbids_everything(serve, http, redirect, visit):
    server = serve(_site(http, b"") | {"/robots.txt": redirect("http://10.0.0.1/robots.txt")})

    assert visit(server, server.url("/a"))[0] == ["robots_unreachable"]
    assert _asked(server) == ["/robots.txt"]


def test_a_redirect_within_a_host_is_checked_again(serve, http, redirect, visit):
    server = serve(_site(http, b"User-agent: *\nDisallow: /a\n") | {"/old": redirect("/a")})

    assert visit(server, server.url("/old"), fetch_per_host=1)[0] == ["robots"]
    assert _asked(server) == ["/robots.txt", "/old"]


@pytest.mark.parametrize(("robots", "end"), [(b"Disallow: /a", "robots"), (b"Allow: /", "page")])
def test_a_redirect_to_another_host_asks_that_host_first(serve, http, redirect, visit, robots, end):
    other = serve(_site(http, b"User-agent: *\n" + robots))
    server = serve(_site(http, b"User-agent: *\nDisallow: /b\n") | {"/old": redirect(other.url("/a", "127.0.0.2"))})

    ends, _ = visit(server, server.url("/old"), allow_ports=(server.port, other.port), fetch_per_host=1)

    assert ends == [end]
    assert _asked(server) == ["/robots.txt", "/old"]
    assert _asked(other) == ["/robots.txt", "/a"][: 1 + (end == "page")]


def test_another_port_of_the_same_host_has_its_own_rules(serve, http, redirect, visit):
    """And is asked for them without the place that the fetch had at this host: there is only one."""
    other = serve(_site(http, b"User-agent: *\nDisallow: /a\n"))
    server = serve(_site(http, b"") | {"/old": redirect(other.url("/a"))})

    ends, _ = visit(server, server.url("/old"), allow_ports=(server.port, other.port), fetch_per_host=1)

    assert ends == ["robots"]
    assert _asked(other) == ["/robots.txt"]


# kept


def test_many_addresses_of_a_host_ask_for_its_rules_once(serve, http, visit):
    server = serve({"/robots.txt": http(b"User-agent: *\nAllow: /\n")} | {f"/{n}": http(b"news") for n in range(20)})

    ends, _ = visit(server, *(server.url(f"/{number}") for number in range(20)))

    assert ends == ["page"] * 20
    assert _asked(server).count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("status", "age", "times"),
    [
        ("200 OK", timedelta(hours=23, minutes=59), 1),
        ("200 OK", timedelta(hours=24), 2),
        ("200 OK", timedelta(minutes=-1), 2),
        ("404 Not Found", timedelta(hours=23, minutes=59), 1),
        ("404 Not Found", timedelta(hours=24), 2),
        ("500 Fault", timedelta(minutes=59), 1),
        ("500 Fault", timedelta(hours=1), 2),
        ("429 Slow Down", timedelta(hours=1), 2),
    ],
)
def test_the_next_run_asks_again_only_when_the_answer_is_old(serve, http, visit, status, age, times):
    server = serve(_site(http, b"User-agent: *\nDisallow: /a\n", "Retry-After: 0", status=status))

    first, _ = visit(server, server.url("/a"))
    second, _ = visit(server, server.url("/a"), at=NOW + age)

    assert first == second
    assert _asked(server).count("/robots.txt") == times


def _kept(settings):
    [file] = (settings.private / "robots").iterdir()
    return file


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"origin": 1}',
        b'{"origin": "http://127.0.0.1:1", "asked_at": "2026-04-02T09:30:00+00:00", "text": "", "problem": null}',
        b'{"origin": "ORIGIN", "asked_at": "2026-04-02T09:30:00", "text": "", "problem": null}',
        b'{"origin": "ORIGIN", "asked_at": 5, "text": "", "problem": null}',
        b'{"origin": "ORIGIN", "asked_at": "2026-04-02T09:30:00+00:00", "text": 5, "problem": null}',
    ],
)
def test_a_damaged_file_is_no_rules_and_is_asked_for_again(serve, http, open_to, visit, damage):
    server = serve(_site(http, b"User-agent: *\nDisallow: /a\n"))
    visit(server, server.url("/a"))
    _kept(open_to()).write_bytes(damage.replace(b"ORIGIN", f"http://127.0.0.1:{server.port}".encode()))

    assert visit(server, server.url("/a"))[0] == ["robots"]
    assert _asked(server) == ["/robots.txt"] * 2
    assert json.loads(_kept(open_to()).read_bytes()) == {
        "origin": f"http://127.0.0.1:{server.port}",
        "asked_at": "2026-04-02T09:30:00+00:00",
        "text": "User-agent: *\nDisallow: /a\n",
        "problem": None,
        "code": "robots_unreachable",
    }


def test_a_disk_that_takes_no_file_costs_no_page(serve, http, open_to, visit):
    server = serve(_site(http, b""))
    open_to().home.mkdir()
    open_to().private.write_bytes(b"in the way")

    assert visit(server, server.url("/a"))[0] == ["page"]


# what else it says


@pytest.mark.parametrize(("delay", "end"), [("120.5", "robots"), ("1e9", "robots"), ("soon", "page"), ("-1", "page")])
def test_a_longer_delay_than_we_wait_is_a_no(serve, http, visit, delay, end):
    server = serve(_site(http, f"User-agent: *\nCrawl-delay: {delay}\n".encode()))

    assert visit(server, server.url("/a"))[0] == [end]
    assert _asked(server) == ["/robots.txt", "/a"][: 1 + (end == "page")]


def test_the_delay_that_is_too_long_is_named(serve, http, visit):
    server = serve(_site(http, b"User-agent: *\nCrawl-delay: 300\n"))

    assert visit(server, server.url("/a"))[1] == [
        "robots.txt asks for 300 s between requests, longer than the 120 s we wait"
    ]


def test_a_declared_address_is_fetched_without_asking(serve, http, visit):
    server = serve(_site(http, b"User-agent: *\nDisallow: /\n"))

    assert visit(server, server.url("/a"), is_declared=True)[0] == ["page"]
    assert _asked(server) == ["/a"]


def test_whoever_turns_it_off_is_not_asked(serve, http, visit):
    server = serve(_site(http, b"User-agent: *\nDisallow: /\n"))

    assert visit(server, server.url("/a"), respect_robots=False)[0] == ["page"]
    assert _asked(server) == ["/a"]
