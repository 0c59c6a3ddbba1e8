"""A batch of candidates through its files: a row each, the bytes in the archive, whatever happens to the others."""

from __future__ import annotations

import os
from collections import Counter

from schemas.identity import payload_hash
from schemas.records import Candidate, Capture
from tasks.fetch import fetch_batch
from tasks.runs.handover import read_rows, write_rows
from tests.tasks.fetch.in_archive import archived
from tests.tasks.web import plays


def _ends(captures):
    return [capture.reason for capture in captures]


def test_a_refusal_tells_what_is_known_of_it(serve, http, redirect, open_to, candidate, fetch_all, now):
    server = serve({"/old": redirect("/new"), "/new": http(b"", status="404 Not Found")})

    [capture] = fetch_all([candidate(3, url=server.url("/old"))], open_to(server))

    assert capture == Capture(
        position=3,
        reason="gone",
        detail="HTTP 404",
        fetched_at=now,
        elapsed_ms=capture.elapsed_ms,
        final_url=server.url("/new"),
        http_status=404,
        ip="127.0.0.1",
        redirects=1,
        is_conditional=False,
    )


def test_a_file_is_read_even_where_its_web_address_is_known(serve, http, open_to, candidate, fetch_all, tmp_path):
    server = serve(http(b"from the web"))
    path = tmp_path / "a.html"
    path.write_bytes(b"from the file")
    settings = open_to(server)

    [capture] = fetch_all([candidate(0, url=server.url(), file=path.as_uri())], settings)

    assert archived(capture, settings).payload == b"from the file"
    assert server.connections == 0


def test_inline_content_without_bytes_is_empty(open_to, candidate, fetch_all):
    [capture] = fetch_all([candidate(0, inline=b"", inline_type="text/plain")], open_to())

    assert (capture.reason, capture.detail) == ("empty", "the row's content is empty")


def test_inline_content_over_the_limit_is_too_large(open_to, candidate, fetch_all):
    captures = fetch_all(
        [candidate(0, inline=b"x" * 100_000), candidate(1, inline=b"x" * 100_001)], open_to(max_file_mb=0.1)
    )

    assert _ends(captures) == [None, "too_large"]


def test_a_settled_candidate_keeps_its_reason_and_nothing_is_asked(
    serve, http, open_to, candidate, fetch_all, tmp_path, now
):
    server = serve(http(b"news"))
    settings = open_to(server)

    captures = fetch_all([candidate(0, url=server.url(), reason="repeated", detail="offered by A")], settings)

    assert captures == [Capture(position=0, reason="repeated", detail="offered by A", fetched_at=now)]
    assert server.connections == 0
    assert not settings.archive.exists()


def test_the_same_bytes_as_last_time_are_not_archived_again(serve, http, open_to, candidate, fetch_all, tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"news")
    server = serve(http(b"news"))
    settings = open_to(server)
    last = [payload_hash(b"older news"), payload_hash(b"news")]

    captures = fetch_all(
        [
            candidate(0, url=server.url(), last_payloads=last),
            candidate(1, file=path.as_uri(), last_payloads=last),
            candidate(2, inline=b"news", last_payloads=last),
        ],
        settings,
    )

    assert _ends(captures) == ["same_payload"] * 3
    assert {(capture.payload_sha256, capture.payload_bytes) for capture in captures} == {(payload_hash(b"news"), 4)}
    assert {capture.warc_file for capture in captures} == {None}
    assert (captures[0].http_status, captures[0].ip) == (200, "127.0.0.1")
    assert not settings.archive.exists()


def test_other_bytes_than_last_time_go_on(serve, http, open_to, candidate, fetch_all):
    server = serve(http(b"news"))

    captures = fetch_all(
        [
            candidate(0, url=server.url(), last_payloads=[payload_hash(b"older news")]),
            candidate(1, inline=b"news", last_payloads=[]),
        ],
        open_to(server),
    )

    assert _ends(captures) == [None, None]


def test_each_candidate_has_a_row_whatever_happens_to_the_others(
    serve, http, redirect, open_to, candidate, fetch_all, tmp_path
):
    server = serve(
        {
            "/good": http(b"news"),
            "/endless": plays.endless,
            "/slow": plays.slow_body,
            "/reset": plays.reset_at_once,
            "/short": b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnews",
            "/nul": b"HTTP/1.1 200 OK\r\nX: \0\r\n\r\nnews",
            "/circle": redirect("/circle"),
            "/inside": redirect("http://10.0.0.1/"),
            "/nowhere": redirect("http://[::1"),
        }
    )
    (tmp_path / "folder.html").mkdir()
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "page.html").write_bytes(b"news of a file")
    offers = [
        {"url": server.url("/slow")},
        {"url": server.url("/endless")},
        {"file": (tmp_path / "folder.html").as_uri()},
        {"url": server.url("/reset")},
        {"file": (tmp_path / "pipe.html").as_uri()},
        {"url": server.url("/short")},
        {"url": server.url("/nul")},
        {"file": tmp_path.as_uri() + "/a%00b.html"},
        {"url": server.url("/circle")},
        {"url": server.url("/inside")},
        {"url": server.url("/nowhere")},
        {"url": server.url(host="nosuch.invalid")},
        {"url": "http://xn--/"},
        {"url": "http://[::1"},
        {"inline": b""},
        {"url": server.url("/good"), "reason": "repeated"},
        {"url": server.url("/good")},
        {"file": (tmp_path / "page.html").as_uri()},
        {"inline": b"news of a row", "inline_type": "text/plain"},
    ]
    settings = open_to(server, fetch_seconds=1, max_file_mb=1, contact="desk@example.com")

    captures = fetch_all([candidate(position, **offer) for position, offer in enumerate(offers)], settings)

    assert _ends(captures) == [
        "deadline",
        "too_large",
        "unsupported_type",
        "reset",
        "unsupported_type",
        "truncated",
        "protocol_error",
        "not_found",
        "redirect_limit",
        "blocked_address",
        "bad_redirect",
        "dns_nx",
        "bad_url",
        "bad_url",
        "empty",
        "repeated",
        None,
        None,
        None,
    ]
    assert [capture.position for capture in captures] == list(range(19))
    assert [archived(capture, settings).payload for capture in captures[16:]] == [
        b"news",
        b"news of a file",
        b"news of a row",
    ]


def test_hundreds_of_pages_are_each_archived_at_their_place(serve, http, open_to, candidate, fetch_all):
    server = serve({f"/{number}": http(f"news {number}".encode()) for number in range(300)})
    settings = open_to(server, fetch_per_host=8)

    captures = fetch_all([candidate(number, url=server.url(f"/{number}")) for number in range(300)], settings)

    assert Counter(_ends(captures)) == {None: 300}
    assert [archived(capture, settings).payload for capture in captures] == [
        f"news {number}".encode() for number in range(300)
    ]
    assert server.most_in_flight["127.0.0.1"] <= 8


def test_a_batch_without_candidates_has_no_rows_and_no_archive(open_to, fetch_all):
    settings = open_to()

    assert fetch_all([], settings) == []
    assert not settings.archive.exists()


def test_a_batch_that_is_done_is_not_asked_for_again(serve, http, open_to, candidate, tmp_path, now):
    server = serve(http(b"news"))
    write_rows(tmp_path / "candidates.parquet", Candidate, [candidate(0, url=server.url())])

    first = fetch_batch(tmp_path, "run-1", open_to(server), lambda: now)
    rows = read_rows(first, Capture)
    again = fetch_batch(tmp_path, "run-1", open_to(server), lambda: now)

    assert again == first == tmp_path / "captures.parquet"
    assert read_rows(again, Capture) == rows
    assert len(server.requests) == 1


def test_a_batch_that_was_cut_off_is_fetched_anew(serve, http, open_to, candidate, tmp_path, now):
    """The archive's file may be there already: it is named before captures.parquet is."""
    server = serve(http(b"news"))
    settings = open_to(server)
    write_rows(tmp_path / "candidates.parquet", Candidate, [candidate(0, url=server.url())])
    (settings.archive / "2026" / "04").mkdir(parents=True)
    (settings.archive / "2026" / "04" / f"run-1-{tmp_path.name}.warc.gz").write_bytes(b"left behind")

    [capture] = read_rows(fetch_batch(tmp_path, "run-1", settings, lambda: now), Capture)

    assert archived(capture, settings).payload == b"news"
    assert [path.name for path in (settings.archive / "2026" / "04").iterdir()] == [f"run-1-{tmp_path.name}.warc.gz"]
