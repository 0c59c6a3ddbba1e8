"""What sites say against keeping their pages, in the forms that are met."""

from __future__ import annotations

import gzip

import brotli
import pytest

from tasks.web.opt_outs import opt_outs, robots_signals


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ([], []),
        ([("Content-Type", "text/html; noai")], []),
        ([("X-Robots-Tag", "noai")], ["noai"]),
        ([("x-robots-tag", " NoAI , noimageai")], ["noai", "noimageai"]),
        ([("X-Robots-Tag", "noindex, nofollow, noarchive, nosnippet")], ["noarchive", "nosnippet"]),
        ([("X-Robots-Tag", "noarchive"), ("X-Robots-Tag", "noai, noarchive")], ["noarchive", "noai"]),
        ([("X-Robots-Tag", "otherbot: noai, noarchive")], []),
        ([("X-Robots-Tag", "broadsheet: noai, noarchive")], ["noai", "noarchive"]),
        ([("X-Robots-Tag", "otherbot: noai, broadsheet: noarchive")], ["noarchive"]),
        ([("X-Robots-Tag", "*: noai")], ["noai"]),
        ([("X-Robots-Tag", "max-snippet: 20, noai")], ["noai"]),
        ([("X-Robots-Tag", "unavailable_after: 25 Jun 2026 15:00:00 PST, noarchive")], ["noarchive"]),
        ([("X-Robots-Tag", "noai-but-longer, notranslate")], []),
        ([("TDM-Reservation", "1")], ["tdm-reservation=1"]),
        ([("tdm-reservation", "0")], []),
        ([("TDM-Policy", "https://news.example/policy.json")], []),
        ([("Content-Signal", "search=yes, ai-train=no")], ["ai-train=no"]),
        ([("content-signal", "AI-Train = NO,ai-input=no, search=yes")], ["ai-train=no", "ai-input=no"]),
        ([("Content-Signal", "ai-train=notyet, search=no-thanks")], []),
    ],
)
def test_headers_are_read_for_us_and_for_everyone(headers, found):
    assert opt_outs(headers, b"", "Broadsheet") == found


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (b"<head><title>noai</title></head>", []),
        (b'<meta name="robots" content="noai, noimageai">', ["noai", "noimageai"]),
        (b"<META content='NOARCHIVE,follow' name=Robots />", ["noarchive"]),
        (b"<meta name=robots content=noai><meta name=robots content=noai>", ["noai"]),
        (b'<meta name="broadsheet" content="noarchive">', ["noarchive"]),
        (b'<meta name="otherbot" content="noarchive">', []),
        (b'<meta name="tdm-reservation" content="1">', ["tdm-reservation=1"]),
        (b'<meta name="tdm-reservation" content="0">', []),
        (b'<meta property="og:title" content="robots noai">', []),
        (b"<meta " + b"x" * 100_000 + b' name="robots" content="noai">', []),
        ('<meta name="robots" content="noai">'.encode("utf-16"), []),
    ],
)
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_a_page_says_it_in_its_meta_elements(page, found, coding):
    packed = {"identity": bytes, "gzip": gzip.compress, "br": brotli.compress}[coding](page)
    assert opt_outs([("Content-Encoding", coding)], packed, "Broadsheet") == found


def test_a_page_that_cannot_be_unpacked_says_nothing():
    assert opt_outs([("Content-Encoding", "gzip")], b"no gzip", "Broadsheet") == []
    assert opt_outs([("Content-Encoding", "br")], b"no brotli", "Broadsheet") == []


def test_what_the_host_says_is_added_once():
    assert opt_outs([("Content-Signal", "ai-train=no")], b"", "Broadsheet", ["ai-train=no", "ai-input=no"]) == [
        "ai-train=no",
        "ai-input=no",
    ]


@pytest.mark.parametrize(
    ("robots", "found"),
    [
        ("", []),
        ("User-agent: *\nAllow: /\n", []),
        ("User-agent: *\nContent-Signal: search=yes, ai-train=no\nAllow: /\n", ["ai-train=no"]),
        ("Content-Signal: ai-train=no\n\nUser-agent: *\nAllow: /\n", ["ai-train=no"]),
        ("user-agent: *\ncontent-signal: ai-train=no # not for models\n", ["ai-train=no"]),
        ("# Content-Signal: ai-train=no\nUser-agent: *\nAllow: /\n", []),
        ("User-agent: other\nContent-Signal: ai-train=no\n", []),
        ("User-agent: other\nUser-agent: broadsheet\nContent-Signal: ai-train=no\n", ["ai-train=no"]),
        ("User-agent: *\nContent-Signal: ai-train=no\n\nUser-agent: Broadsheet\nAllow: /\n", []),
        ("User-agent: *\nDisallow: /a\nUser-agent: other\nContent-Signal: ai-train=no\n", []),
    ],
)
def test_the_lines_of_a_robots_file_count_for_their_group(robots, found):
    assert robots_signals(robots, "Broadsheet") == found


@pytest.mark.parametrize("value", ["a" * 512_000, "a-" * 256_000, "a=" + " " * 512_000, "a =" * 170_000])
def test_a_header_made_to_be_slow_is_read_as_quickly_as_any(value):
    assert opt_outs([("Content-Signal", f"{value}, ai-train=no")], b"", "Broadsheet") in ([], ["ai-train=no"])
    assert robots_signals(f"User-agent: *\nContent-Signal: {value}", "Broadsheet") == []
    page = b"".join(b"<meta " + value[:1990].encode() + b">" for _ in range(32))
    assert opt_outs([], page + b'<meta name="robots" content="noai">', "Broadsheet") == ["noai"]
