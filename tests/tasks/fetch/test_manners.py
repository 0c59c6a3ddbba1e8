"""A batch and its manners: one host at its pace, the others meanwhile; who asks is said; a no is a no.

How far requests lie apart is read from the server's own log, as a lower bound: a slow machine only makes it more.
What came on its way late would seem too near to the next, so all are counted from the begin of the test.
"""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from schemas.errors import UsageError
from schemas.records import Candidate
from schemas.settings import Settings
from tasks.fetch import check_contact
from tasks.runs.handover import write_rows


def _ends(captures):
    return [capture.reason for capture in captures]


def _asked(server, host="127.0.0.1"):
    return [request.path for request in server.requests if request.host == host]


def _is_paced(server, since, interval, host="127.0.0.1"):
    """No request came earlier than its interval allows, counted from a moment before the first."""
    times = [request.at for request in server.requests if request.host == host]
    return all(at - since >= number * interval - 0.005 for number, at in enumerate(times))


# pace


def test_a_host_is_asked_in_order_and_never_faster_than_its_interval(serve, http, open_to, candidate, fetch_all):
    since = time.monotonic()
    server = serve({f"/{number}": http(b"news") for number in range(5)})

    captures = fetch_all(
        [candidate(number, url=server.url(f"/{number}")) for number in range(5)],
        open_to(server, host_interval_seconds=0.2),
    )

    assert _ends(captures) == [None] * 5
    assert _asked(server) == ["/0", "/1", "/2", "/3", "/4"]
    assert _is_paced(server, since, 0.2)


def test_redirects_and_the_robots_file_are_requests_too(serve, http, redirect, open_to, candidate, fetch_all):
    since = time.monotonic()
    server = serve({"/robots.txt": http(b""), "/old": redirect("/new"), "/new": http(b"news")})

    fetch_all([candidate(0, url=server.url("/old"))], open_to(server, host_interval_seconds=0.2, respect_robots=True))

    assert _asked(server) == ["/robots.txt", "/old", "/new"]
    assert _is_paced(server, since, 0.2)


def test_a_redirect_to_another_host_waits_for_that_hosts_turn(serve, http, redirect, open_to, candidate, fetch_all):
    """The wait is longer than the time a fetch may take, which does not run meanwhile."""
    since = time.monotonic()
    server = serve({"/page": http(b"news"), "/target": http(b"news")})
    server.routes["/old"] = redirect(server.url("/target", "127.0.0.2"))

    captures = fetch_all(
        [candidate(0, url=server.url("/page", "127.0.0.2")), candidate(1, url=server.url("/old"))],
        open_to(server, host_interval_seconds=1, fetch_seconds=0.8),
    )

    assert _ends(captures) == [None, None]
    assert sorted(_asked(server, "127.0.0.2")) == ["/page", "/target"]
    assert _is_paced(server, since, 1, "127.0.0.2")


def test_the_time_of_a_fetch_does_not_run_while_it_waits(serve, http, open_to, candidate, fetch_all):
    server = serve({f"/{number}": http(b"news") for number in range(4)})

    captures = fetch_all(
        [candidate(number, url=server.url(f"/{number}")) for number in range(4)],
        open_to(server, host_interval_seconds=0.4, fetch_seconds=0.6),
    )

    assert _ends(captures) == [None] * 4


def test_a_host_that_waits_holds_no_place_of_another(serve, http, open_to, candidate, fetch_all):
    """One place in all: five hosts with four pages each are still done side by side, host by host in order."""
    since = time.monotonic()
    server = serve({f"/{number}": http(b"news") for number in range(4)})
    hosts = [f"127.0.0.{number}" for number in range(1, 6)]
    urls = [server.url(f"/{number}", host) for host in hosts for number in range(4)]

    captures = fetch_all(
        [candidate(position, url=url) for position, url in enumerate(urls)],
        open_to(server, host_interval_seconds=0.2, fetch_concurrency=1),
    )

    assert _ends(captures) == [None] * 20
    for host in hosts:
        assert _asked(server, host) == ["/0", "/1", "/2", "/3"]
        assert _is_paced(server, since, 0.2, host)
    # All first pages came before any last one: nobody waited for another host to be through.
    order = [request.path for request in server.requests]
    assert max(i for i, path in enumerate(order) if path == "/0") < order.index("/3")


def test_a_crawl_delay_is_kept(serve, http, open_to, candidate, fetch_all):
    robots = http(b"User-agent: *\nCrawl-delay: 0.3\n")
    since = time.monotonic()
    server = serve({"/robots.txt": robots, "/0": http(b"news"), "/1": http(b"news")})

    fetch_all([candidate(n, url=server.url(f"/{n}")) for n in range(2)], open_to(server, respect_robots=True))

    assert _asked(server) == ["/robots.txt", "/0", "/1"]
    assert _is_paced(server, since, 0.3)


def test_batches_side_by_side_keep_one_pace(serve, http, open_to, candidate, fetch_all):
    since = time.monotonic()
    server = serve({f"/{number}": http(b"news") for number in range(9)})
    settings = open_to(server, host_interval_seconds=0.2)

    def batch(number):
        numbers = range(number * 3, number * 3 + 3)
        return fetch_all([candidate(n, url=server.url(f"/{n}")) for n in numbers], settings, batch=f"0000{number}")

    with ThreadPoolExecutor(3) as threads:
        captures = [capture for batch_of in threads.map(batch, range(3)) for capture in batch_of]

    assert _ends(captures) == [None] * 9
    assert sorted(_asked(server)) == [f"/{number}" for number in range(9)]
    assert _is_paced(server, since, 0.2)


def test_the_next_batch_keeps_the_pace_of_the_last(serve, http, open_to, candidate, fetch_all):
    since = time.monotonic()
    server = serve({"/0": http(b"news"), "/1": http(b"news")})
    settings = open_to(server, host_interval_seconds=1)

    for number in range(2):
        fetch_all([candidate(number, url=server.url(f"/{number}"))], settings, batch=f"0000{number}")

    assert _is_paced(server, since, 1)


def test_the_next_batch_knows_that_the_host_asked_to_wait(serve, http, open_to, candidate, fetch_all):
    server = serve({"/0": http(b"", "Retry-After: 3600", status="429 Slow Down"), "/1": http(b"news")})
    settings = open_to(server)

    captures = fetch_all([candidate(0, url=server.url("/0"))], settings, batch="00001")
    captures += fetch_all(
        [candidate(1, url=server.url("/1")), candidate(2, url=server.url("/1", "127.0.0.2"))], settings, batch="00002"
    )

    assert _ends(captures) == ["http_429", "http_429", None]
    assert captures[1].detail.startswith("HTTP 429: the host asked to wait 3")
    assert _asked(server) == ["/0"]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"asked_at": 99999999999, "paused_until": 99999999999, "paused_by": 429}']
)
def test_a_damaged_note_of_a_hosts_pace_is_as_none(serve, http, open_to, candidate, fetch_all, damage):
    server = serve(http(b"news"))
    settings = open_to(server, host_interval_seconds=60)
    fetch_all([candidate(0, url=server.url())], settings, batch="00001")
    [note] = (settings.private / "pace").iterdir()
    note.write_bytes(damage)

    assert _ends(fetch_all([candidate(0, url=server.url())], settings, batch="00002")) == [None]


# 429 and 503


@pytest.mark.parametrize(("status", "reason"), [("429 Slow Down", "http_429"), ("503 Busy", "http_5xx")])
def test_a_busy_host_is_asked_again_when_it_said(serve, http, open_to, candidate, fetch_all, status, reason):
    server = serve({"/0": http(b"", "Retry-After: 1", status=status), "/1": http(b"news"), "/2": http(b"news")})

    captures = fetch_all([candidate(n, url=server.url(f"/{n}")) for n in range(3)], open_to(server, fetch_per_host=1))

    assert _ends(captures) == [reason, None, None]
    assert _asked(server) == ["/0", "/1", "/2"]
    # The pause counts from the answer on, and that came after the request.
    assert server.requests[1].at - server.requests[0].at >= 0.995


@pytest.mark.parametrize(
    ("status", "field", "reason", "detail"),
    [
        ("429 Slow Down", "Retry-After: 3600", "http_429", "HTTP 429: the host asked to wait 3600 s"),
        ("503 Busy", "Retry-After: 3600", "http_5xx", "HTTP 503: the host asked to wait 3600 s"),
        ("429 Slow Down", "Retry-After: Thu, 02 Apr 2026 10:30:00 GMT", "http_429", ("HTTP 429: the host asked to "
            "wait 3600 s")),
        ("429 Slow Down", "Retry-After: 999999", "http_429", "HTTP 429: the host asked to wait 86400 s"),
    ],
)  # fmt: skip
def test_a_host_that_asks_for_too_much_patience_is_left_and_the_others_are_not(
    serve, http, open_to, candidate, fetch_all, status, field, reason, detail
):
    server = serve({"/0": http(b"", field, status=status)} | {f"/{number}": http(b"news") for number in range(1, 6)})
    urls = [server.url(f"/{number}") for number in range(5)] + [server.url("/5", "127.0.0.2")]

    captures = fetch_all(
        [candidate(position, url=url) for position, url in enumerate(urls)], open_to(server, fetch_per_host=1)
    )

    assert _ends(captures) == [reason] * 5 + [None]
    assert {capture.detail for capture in captures[1:5]} == {
        f"{detail}, longer than we wait (setting host_patience_seconds)"
    }
    assert [capture.http_status for capture in captures] == [int(status[:3]), None, None, None, None, 200]
    assert _asked(server) == ["/0"]


def test_without_a_word_of_the_host_the_first_wait_is_30_seconds(serve, http, open_to, candidate, fetch_all):
    server = serve({"/0": http(b"", status="429 Slow Down"), "/1": http(b"news")})

    captures = fetch_all(
        [candidate(n, url=server.url(f"/{n}")) for n in range(2)],
        open_to(server, fetch_per_host=1, host_patience_seconds=29),
    )

    assert captures[1].detail == (
        "HTTP 429: the host is too busy: the next wait would be 30 s, longer than we wait"
        " (setting host_patience_seconds)"
    )
    assert _asked(server) == ["/0"]


# robots.txt


def test_what_robots_forbids_is_refused_and_never_asked_for(serve, http, open_to, candidate, fetch_all):
    server = serve({"/robots.txt": http(b"User-agent: *\nDisallow: /private/\n"), "/news": http(b"news")})
    settings = open_to(server, respect_robots=True)

    captures = fetch_all([candidate(0, url=server.url("/private/1")), candidate(1, url=server.url("/news"))], settings)

    assert _ends(captures) == ["robots", None]
    assert captures[0].detail == "robots.txt disallows it for Broadsheet"
    assert (captures[0].http_status, captures[0].final_url) == (None, server.url("/private/1"))
    assert _asked(server) == ["/robots.txt", "/news"]


def test_the_next_batch_does_not_ask_for_the_rules_again(serve, http, open_to, candidate, fetch_all):
    server = serve({"/robots.txt": http(b""), "/0": http(b"news"), "/1": http(b"news")})
    settings = open_to(server, respect_robots=True)

    for number in range(2):
        fetch_all([candidate(number, url=server.url(f"/{number}"))], settings, batch=f"0000{number}")

    assert _asked(server) == ["/robots.txt", "/0", "/1"]


# who asks


@pytest.mark.parametrize(
    "url", ["https://news.example/1", "http://localhost:1/", "http://8.8.8.8/", "https://[2606:4700::1111]/"]
)
def test_no_site_is_asked_without_a_contact(serve, http, open_to, candidate, fetch_all, url):
    server = serve(http(b"news"))
    settings = open_to(server, allow_cidrs=("127.0.0.0/8",))

    with pytest.raises(UsageError) as error:
        fetch_all([candidate(0, url=server.url()), candidate(1, url=url)], settings)

    assert error.value.exit_code == 2
    assert error.value.cure == (
        "Set BROADSHEET_CONTACT to an e-mail address or a page about you: sites want to know whom to ask."
    )
    assert server.connections == 0
    assert not settings.archive.exists()


def test_a_run_is_checked_before_its_first_batch(open_to, candidate, tmp_path):
    for number, url in [(1, "http://127.0.0.1:1/"), (2, "https://news.example/1")]:
        folder = tmp_path / f"0000{number}"
        folder.mkdir()
        write_rows(folder / "candidates.parquet", Candidate, [candidate(number, url=url)])

    with pytest.raises(UsageError, match=r"news.example is to be fetched from"):
        check_contact(tmp_path, open_to())
    check_contact(tmp_path, open_to(contact="desk@news.example"))
    shutil.rmtree(tmp_path / "00002")
    check_contact(tmp_path, open_to())


@pytest.mark.parametrize(
    "offer",
    [
        {"inline": b"news", "inline_type": "text/plain", "url": "https://news.example/1"},
        {"url": "https://news.example/1", "reason": "repeated"},
        {"url": "http://10.0.0.1/"},
        {"url": "http://[::1]/"},
        {"url": "http://[::1"},
        {"url": "ftp://news.example/"},
    ],
)
def test_what_is_never_asked_of_a_site_needs_no_contact(open_to, candidate, fetch_all, offer):
    assert len(fetch_all([candidate(0, **offer)], open_to())) == 1


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, "Broadsheet/0.1 (news ingestion)"),
        ({"contact": "desk@news.example"}, "Broadsheet/0.1 (+desk@news.example)"),
        ({"contact": "https://news.example/bot"}, "Broadsheet/0.1 (+https://news.example/bot)"),
        ({"user_agent": "Gazette/3 (desk@news.example)"}, "Gazette/3 (desk@news.example)"),
        ({"user_agent": "Gazette/3", "contact": "desk@news.example"}, "Gazette/3 (+desk@news.example)"),
        (
            {"user_agent": "Gazette/3 (desk@news.example)", "contact": "desk@news.example"},
            "Gazette/3 (desk@news.example)",
        ),
    ],
)
def test_the_contact_is_sent_with_every_request(serve, http, open_to, candidate, fetch_all, given, sent):
    server = serve({"/robots.txt": http(b""), "/0": http(b"news")})

    fetch_all([candidate(0, url=server.url("/0"))], open_to(server, respect_robots=True, **given))

    assert [request.fields["user-agent"] for request in server.requests] == [sent, sent]


@pytest.mark.parametrize(
    "given", [{"contact": "desk@news.example"}, {"user_agent": "Gazette/3 (+http://news.example)"}]
)
def test_with_a_contact_sites_are_asked(open_to, candidate, fetch_all, given):
    assert _ends(fetch_all([candidate(0, url="http://nosuch.invalid/")], open_to(**given))) == ["blocked_address"]


@pytest.mark.parametrize("contact", ["somebody", "desk@news.example\r\nX-Forged: b", "a@b (c)", "desk@näws.example"])
def test_a_contact_leads_to_somebody_and_fits_a_header(contact):
    with pytest.raises(ValueError, match="contact"):
        Settings(contact=contact)


# opt-outs


def test_what_a_site_says_against_keeping_is_recorded_with_the_capture(serve, http, open_to, candidate, fetch_all):
    server = serve(
        {
            "/robots.txt": http(b"User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n"),
            "/0": http(b"news", "X-Robots-Tag: noai, noarchive", "TDM-Reservation: 1"),
            "/1": http(b"news"),
        }
    )

    captures = fetch_all(
        [candidate(n, url=server.url(f"/{n}")) for n in range(2)], open_to(server, respect_robots=True)
    )

    assert _ends(captures) == [None, None]
    assert [capture.opt_outs for capture in captures] == [
        ["noai", "noarchive", "tdm-reservation=1", "ai-train=no"],
        ["ai-train=no"],
    ]


@pytest.mark.parametrize(
    ("field", "end"),
    [
        ("X-Robots-Tag: noai", ("opted_out", "noai")),
        ("X-Robots-Tag: noarchive, noai", ("opted_out", "noai, noarchive")),
        ("TDM-Reservation: 1", ("opted_out", "tdm-reservation=1")),
        ("Content-Signal: ai-train=no", ("opted_out", "ai-train=no")),
        ("X-Robots-Tag: nosnippet, noimageai", (None, None)),
        ("Content-Signal: ai-train=yes, ai-input=no", (None, None)),
    ],
)
def test_whoever_wants_so_keeps_nothing_that_must_not_be_kept(serve, http, open_to, candidate, fetch_all, field, end):
    server = serve(http(b"news", field))
    settings = open_to(server, respect_opt_outs=True)

    [capture] = fetch_all([candidate(0, url=server.url())], settings)

    assert (capture.reason, capture.detail) == end
    assert settings.archive.exists() is (end == (None, None))
    assert (capture.payload_sha256 is None) is (end != (None, None))
