"""What a batch leaves in the archive: a record each, which other people's tools read."""

from __future__ import annotations

import gzip

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from schemas.identity import payload_hash
from schemas.records import Capture
from tests.tasks.fetch.in_archive import archived


def test_a_page_has_a_capture_and_a_response_record(serve, http, open_to, candidate, fetch_all, now):
    body = gzip.compress(b"<p>news</p>", mtime=0)
    server = serve(http(body, "Content-Type: text/html", "Content-Encoding: gzip", "X-Odd-CASE: a  b"))
    settings = open_to(server)

    [capture] = fetch_all([candidate(7, url=server.url())], settings)

    assert capture == Capture(
        position=7,
        capture_id="e6649558-1706-57e4-a74c-77c4e8688a84",
        warc_file="2026/04/run-1-00001.warc.gz",
        warc_offset=capture.warc_offset,
        warc_length=capture.warc_length,
        payload_sha256=payload_hash(body),
        payload_bytes=len(body),
        content_type="text/html",
        fetched_at=now,
        elapsed_ms=capture.elapsed_ms,
        final_url=server.url(),
        http_status=200,
        ip="127.0.0.1",
        redirects=0,
        is_conditional=False,
    )
    stored = archived(capture, settings)
    assert (stored.payload, stored.content_type, stored.content_encoding) == (body, "text/html", "gzip")


def _with_warcio(path):
    with path.open("rb") as file:
        return [
            (
                record.rec_type,
                record.rec_headers.get_header("WARC-Target-URI"),
                record.rec_headers.get_header("WARC-IP-Address"),
                record.rec_headers.get_header("WARC-Date"),
                record.http_headers.headers if record.http_headers else None,
                record.raw_stream.read(),
            )
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type not in {"warcinfo", "metadata"}
        ]


def _with_fastwarc(path):
    with path.open("rb") as file:
        return [
            (
                record.headers.get("WARC-Type"),
                record.headers.get("WARC-Target-URI"),
                record.headers.get("WARC-IP-Address"),
                record.headers.get("WARC-Date"),
                list(record.http_headers.items()) if record.http_headers else None,
                record.reader.read(),
            )
            for record in FastIterator(file, parse_http=True, auto_decode="none")
            if record.headers.get("WARC-Type") not in {"warcinfo", "metadata"}
        ]


@pytest.mark.parametrize("reader", [_with_warcio, _with_fastwarc])
def test_the_archive_is_read_by_other_peoples_tools(serve, http, open_to, candidate, fetch_all, reader):
    """Headers as received; only Transfer-Encoding is renamed, as the chunks are taken off the body."""
    body = gzip.compress(b"<p>news</p>", mtime=0)
    chunks = b"5\r\n<p>ne\r\n6\r\nws</p>\r\n0\r\n\r\n"
    server = serve(
        {
            "/gzip": http(body, "Content-Type: text/html", "Content-Encoding: gzip", "Set-Cookie: a=1"),
            "/chunked": b"HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks,
        }
    )
    settings = open_to(server, fetch_per_host=1)

    [first, _] = fetch_all([candidate(0, url=server.url("/gzip")), candidate(1, url=server.url("/chunked"))], settings)

    assert reader(settings.archive / first.warc_file) == [
        (
            "response",
            server.url("/gzip"),
            "127.0.0.1",
            "2026-04-02T09:30:00.000000Z",
            [
                ("Content-Type", "text/html"),
                ("Content-Encoding", "gzip"),
                ("Set-Cookie", "a=1"),
                ("Content-Length", str(len(body))),
            ],
            body,
        ),
        (
            "response",
            server.url("/chunked"),
            "127.0.0.1",
            "2026-04-02T09:30:00.000000Z",
            [("X-Archive-Orig-Transfer-Encoding", "chunked")],
            b"<p>news</p>",
        ),
    ]


def test_the_archive_names_the_address_that_answered_and_no_user_part(
    serve, http, redirect, open_to, candidate, fetch_all
):
    server = serve({"/old": redirect("/new"), "/new": http(b"news")})
    settings = open_to(server)
    url = f"http://name:secret@127.0.0.1:{server.port}/old#top"

    [capture] = fetch_all([candidate(0, url=url)], settings)

    assert (capture.final_url, capture.redirects) == (server.url("/new"), 1)
    [record] = _with_warcio(settings.archive / capture.warc_file)
    assert record[1] == server.url("/new")
    assert b"secret" not in gzip.decompress((settings.archive / capture.warc_file).read_bytes())


def test_a_file_has_a_capture_and_a_resource_record(open_to, candidate, fetch_all, tmp_path, now):
    path = tmp_path / "näws.html"
    path.write_bytes(b"<p>news</p>")
    settings = open_to()

    [capture] = fetch_all([candidate(0, file=path.as_uri())], settings)

    assert capture == Capture(
        position=0,
        capture_id="ca5f6aa4-7dee-585b-92f8-71ed34af655b",
        warc_file="2026/04/run-1-00001.warc.gz",
        warc_offset=capture.warc_offset,
        warc_length=capture.warc_length,
        payload_sha256=payload_hash(b"<p>news</p>"),
        payload_bytes=11,
        content_type="text/html",
        fetched_at=now,
        elapsed_ms=capture.elapsed_ms,
    )
    assert _with_warcio(settings.archive / capture.warc_file) == [
        ("resource", path.as_uri(), None, "2026-04-02T09:30:00.000000Z", None, b"<p>news</p>")
    ]


def test_inline_content_is_archived_with_its_type(open_to, candidate, fetch_all):
    settings = open_to()

    [capture] = fetch_all([candidate(0, inline=b"\0\xffnews\r\n", inline_type="text/plain")], settings)

    assert capture.content_type == "text/plain"
    stored = archived(capture, settings)
    assert (stored.payload, stored.content_type) == (b"\0\xffnews\r\n", "text/plain")


@pytest.mark.parametrize(
    ("row", "uri"),
    [
        (
            "file:///rows.jsonl#a\r\nContent-Length: 3\r\n\r\nabc",
            "file:///rows.jsonl#a%0D%0AContent-Length:%203%0D%0A%0D%0Aabc",
        ),
        ("file:///rows.jsonl#ä b", "file:///rows.jsonl#%C3%A4%20b"),
        ("file:///rows%20of%20news.jsonl#1", "file:///rows%20of%20news.jsonl#1"),
    ],
)
def test_an_id_cannot_forge_the_head_of_its_record(open_to, candidate, fetch_all, row, uri):
    settings = open_to()

    [capture] = fetch_all([candidate(0, address=row, inline=b"news", inline_type="text/plain")], settings)

    assert archived(capture, settings).payload == b"news"
    [record] = _with_warcio(settings.archive / capture.warc_file)
    assert record[1] == uri
