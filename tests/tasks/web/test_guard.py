"""Which networks are closed, one address at a time, and for whom."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_network

import pytest

from schemas.records import Candidate
from schemas.settings import Settings
from tasks.discover import discover
from tasks.runs.handover import batch_folders, read_rows
from tasks.web.transport import AddressBlocked, check


def candidates_of(names: list[str], settings: Settings, now: datetime) -> list[Candidate]:
    """What discovering these sources finds."""
    folder = settings.runs / "run-1"
    folder.mkdir(parents=True)
    discover(folder, names, None, settings, now)
    return [row for batch in batch_folders(folder) for row in read_rows(batch / "candidates.parquet", Candidate)]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.0.170",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456:789a::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_private_reserved_and_tunnel_addresses_are_closed(address):
    with pytest.raises(AddressBlocked):
        check("example.com", 443, [address], [], [443])


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700::1111",
        "2a00:1450:4001:81b::200e",
    ],
)
def test_public_addresses_are_open(address):
    assert check("example.com", 443, [address], [], [443]) is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("bad", ["10.0.0.1", "::1"])
def test_one_bad_address_among_good_ones_condemns_the_host(bad):
    with pytest.raises(AddressBlocked) as refusal:
        check("example.com", 443, ["8.8.8.8", "2606:4700::1111", bad, "1.1.1.1"], [], [443])

    assert str(refusal.value) == (
        f"example.com is {bad}, which is in a private or reserved network; if it is yours, broadsheet.toml opens it: "
        f'allow_cidrs = ["{ip_network(bad)}"]'
    )


@pytest.mark.parametrize("address", ["127.0.0.2", "10.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_allow_cidrs_opens_what_it_names_and_nothing_beside_it(address):
    check("example.com", 443, ["127.0.0.1"], ["127.0.0.1/32"], [443])
    with pytest.raises(AddressBlocked):
        check("example.com", 443, [address], ["127.0.0.1/32"], [443])


def test_a_port_that_is_not_named_is_closed():
    check("example.com", 443, [], (), (80, 443))
    with pytest.raises(AddressBlocked) as refusal:
        check("example.com", 22, [], (), (80, 443))

    assert str(refusal.value) == (
        "example.com:22: this port is closed; if it is yours, broadsheet.toml opens it: allow_ports = [22, 80, 443]"
    )


def test_all_that_is_closed_is_said_at_once_with_lines_that_open_it_and_close_nothing_else():
    with pytest.raises(AddressBlocked) as refusal:
        check("127.0.0.1", 8123, ["127.0.0.1"], ["10.1.0.0/16"], (80, 443))

    assert str(refusal.value) == (
        "127.0.0.1 is in a private or reserved network, and port 8123 is closed; if it is yours,"
        ' broadsheet.toml opens it: allow_cidrs = ["10.1.0.0/16", "127.0.0.1/32"] and allow_ports = [80, 443, 8123]'
    )
    check("127.0.0.1", 8123, ["127.0.0.1"], ["10.1.0.0/16", "127.0.0.1/32"], (80, 443, 8123))


def test_what_is_open_for_one_source_is_closed_for_others(serve, http, redirect, open_to, candidate, fetch_all):
    inside = serve({"/1": http(b"<p>one</p>"), "/2": http(b"<p>two</p>"), "/3": http(b"<p>three</p>")}, keep_alive=True)
    outside = serve({"/": redirect(inside.url("/3", host="127.0.0.2"))})
    settings = open_to(outside, allow_cidrs=("127.0.0.1/32",))
    opened = {"source_cidrs": ["127.0.0.2/32"], "source_ports": [inside.port]}
    captures = fetch_all(
        [
            candidate(0, url=inside.url("/1", host="127.0.0.2"), **opened),
            candidate(1, url=inside.url("/2", host="127.0.0.2")),
            candidate(2, url=outside.url(), **opened),
            candidate(3, url=outside.url("/"), **opened | {"source_cidrs": None}),
        ],
        settings,
    )
    assert [capture.reason for capture in captures] == [None, "blocked_address", None, "blocked_address"]
    assert sorted(request.path for request in inside.requests) == ["/1", "/3"]


def test_a_feed_opens_its_own_network_and_its_items_come_with_it(serve, http, open_to, now, tmp_path):
    feed = serve({})
    feed.routes["/feed"] = http(
        b"<rss version='2.0'><channel><title>x</title><item><link>%s</link></item></channel></rss>"
        % feed.url("/1").encode()
    )
    line = f"{{name: %s, kind: feed, location: '{feed.url('/feed')}'%s}}"
    opens = f", allow_cidrs: ['127.0.0.1/32'], allow_ports: [{feed.port}]"
    (tmp_path / "sources.yaml").write_text(f"sources:\n- {line % ('ours', opens)}\n- {line % ('others', '')}\n")
    settings = open_to(allow_cidrs=(), allow_ports=(80,), sources_file=tmp_path / "sources.yaml")
    rows = candidates_of(["ours", "others"], settings, now)
    ends = {row.source_name: (row.reason, row.source_cidrs, row.source_ports) for row in rows}
    assert ends == {"ours": (None, ["127.0.0.1/32"], [feed.port]), "others": ("blocked_address", None, None)}


def test_a_row_that_names_a_source_does_not_reach_what_is_open_for_it(serve, http, open_to, now, tmp_path):
    inside = serve({"/1": http(b"<p>one</p>")})
    opens = f", allow_cidrs: ['127.0.0.1/32'], allow_ports: [{inside.port}]"
    (tmp_path / "sources.yaml").write_text(
        f"sources:\n- {{name: inner, kind: feed, location: '{inside.url('/feed')}'{opens}}}\n"
        "- {name: guest, kind: manifest, location: guest.csv}\n"
        f"- {{name: own, kind: manifest, location: own.csv{opens}}}\n"
    )
    (tmp_path / "guest.csv").write_text(f"url,source\n{inside.url('/1')},inner\n")
    (tmp_path / "own.csv").write_text(f"url,source\n{inside.url('/2')},inner\n{inside.url('/3')},\n")
    settings = open_to(allow_cidrs=(), allow_ports=(80,), sources_file=tmp_path / "sources.yaml")
    rows = candidates_of(["guest", "own"], settings, now)
    ends = sorted((row.url, row.source_name, row.known_outlet, row.source_cidrs, row.source_ports) for row in rows)
    reached = (["127.0.0.1/32"], [inside.port])
    assert ends == [
        (inside.url("/1"), "guest", "inner", None, None),
        (inside.url("/2"), "inner", None, *reached),
        (inside.url("/3"), "own", None, *reached),
    ]
