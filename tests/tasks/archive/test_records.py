"""What stands in the records: WARC/1.1 as other people's tools read it."""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator

from tasks.archive import Facts, Original, Profile, Writer, read

AT = datetime(2026, 4, 2, 9, 30, 0, 123456, tzinfo=UTC)
TOLD_AT = "2026-04-02T09:30:00.123456Z"
PAGE = b"<html>\r\n\r\nWARC/1.1\r\n\r\n</html>"
SQUEEZED = gzip.compress(PAGE, mtime=0)
SHA256 = hashlib.sha256(SQUEEZED).hexdigest()
FIRST = "0d4f0a5e-8f0c-5b0e-9a53-6f2f4b0f7d11"
AGAIN = "1e5f0a5e-8f0c-5b0e-9a53-6f2f4b0f7d12"
URL = "https://a.example/news?id=1"
HEAD = [("Content-Type", "text/html"), ("content-encoding", "gzip"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
ORIGINAL = Original(SHA256, URL, AT, FIRST)
LATER = AT + timedelta(days=1)


@pytest.fixture
def written(tmp_path):
    """An answer, the same again, the same by the server's word, and a file."""
    with Writer(tmp_path, "a.warc.gz") as writer:
        writer.add_response(
            URL,
            "200 OK",
            HEAD,
            SQUEEZED,
            "192.0.2.7",
            AT,
            facts=Facts(412, 1, "http://a.example/old", "https://a.example/feed.xml"),
            payload_sha256=SHA256,
            capture_id=FIRST,
        )
        writer.add_revisit(
            URL,
            "200 OK",
            HEAD,
            "192.0.2.8",
            LATER,
            original=ORIGINAL,
            profile=Profile.SAME_PAYLOAD,
            facts=Facts(30),
            capture_id=AGAIN,
        )
        writer.add_revisit(
            URL,
            "304 Not Modified",
            [("ETag", '"x"')],
            "192.0.2.8",
            LATER,
            original=ORIGINAL,
            profile=Profile.NOT_MODIFIED,
        )
        writer.add_resource("file:///news/caf%C3%A9.html", b"words", "text/html; charset=utf-8", AT)
    return tmp_path / "a.warc.gz"


def test_every_tool_finds_the_same_records_in_the_same_order(written, told):
    kinds = ["warcinfo", "response", "metadata", "revisit", "metadata", "revisit", "resource"]
    assert [record.kind for record in told(written)] == kinds


def test_a_response_holds_the_head_and_the_bytes_as_received(written, told):
    response = told(written)[1]
    digest = response.fields.pop("warc-block-digest")
    assert response.fields == {
        "warc-type": "response",
        "warc-record-id": f"<urn:uuid:{FIRST}>",
        "warc-date": TOLD_AT,
        "warc-target-uri": URL,
        "warc-ip-address": "192.0.2.7",
        "warc-payload-digest": f"sha256:{SHA256}",
        "warc-identified-payload-type": "text/html",
        "content-type": "application/http;msgtype=response",
        "content-length": str(len(SQUEEZED) + 102),
    }
    assert response.http == HEAD
    assert response.content == SQUEEZED
    head = b"HTTP/1.1 200 OK\r\n" + b"".join(f"{name}: {value}\r\n".encode() for name, value in HEAD) + b"\r\n"
    assert digest == f"sha256:{hashlib.sha256(head + SQUEEZED).hexdigest()}"


def test_the_metadata_beside_a_response_say_how_it_was_fetched(written, told):
    metadata = told(written)[2]
    assert metadata.fields["warc-concurrent-to"] == f"<urn:uuid:{FIRST}>"
    assert (metadata.fields["warc-target-uri"], metadata.fields["warc-date"]) == (URL, TOLD_AT)
    assert metadata.fields["content-type"] == "application/warc-fields"
    assert metadata.content.decode().splitlines() == [
        "via: https://a.example/feed.xml",
        "fetchTimeMs: 412",
        "requestedUrl: http://a.example/old",
        "redirects: 1",
        f"finalUrl: {URL}",
    ]


def test_a_revisit_of_the_same_bytes_leads_to_the_record_that_has_them(written, told):
    response, revisit = told(written)[1], told(written)[3]
    del revisit.fields["warc-block-digest"]
    assert revisit.fields == {
        "warc-type": "revisit",
        "warc-record-id": f"<urn:uuid:{AGAIN}>",
        "warc-date": "2026-04-03T09:30:00.123456Z",
        "warc-target-uri": URL,
        "warc-ip-address": "192.0.2.8",
        "warc-profile": "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        "warc-refers-to": response.fields["warc-record-id"],
        "warc-refers-to-target-uri": response.fields["warc-target-uri"],
        "warc-refers-to-date": response.fields["warc-date"],
        "warc-payload-digest": response.fields["warc-payload-digest"],
        "warc-truncated": "length",
        "content-type": "application/http;msgtype=response",
        "content-length": "102",
    }
    assert (revisit.http, revisit.content) == (HEAD, b"")


def test_an_answer_of_not_modified_is_a_revisit_of_its_own_profile(written, told):
    revisit = told(written)[5]
    assert revisit.fields["warc-profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit.fields["warc-refers-to-date"] == TOLD_AT
    assert revisit.fields["warc-payload-digest"] == f"sha256:{SHA256}"
    assert "warc-truncated" not in revisit.fields
    assert (revisit.http, revisit.content) == ([("ETag", '"x"')], b"")


def test_the_digests_in_the_file_are_right_for_fastwarc(written):
    """Warcio checks them wherever `told` reads. Of payloads fastwarc checks those of answers only."""
    with written.open("rb") as file:
        assert [record.verify_block_digest() for record in FastIterator(file, parse_http=False)] == [True] * 7
    with written.open("rb") as file:
        [response] = [r.verify_payload_digest() for r in FastIterator(file) if r.headers["WARC-Type"] == "response"]
    assert response


def test_a_digest_that_is_not_given_is_the_same_as_one_that_is(tmp_path, told):
    with Writer(tmp_path, "a.warc.gz") as writer:
        writer.add_response(URL, "200 OK", HEAD, SQUEEZED, None, AT)
        writer.add_resource("file:///x", SQUEEZED, "text/html", AT)
        writer.add_resource("file:///x", SQUEEZED, "text/html", AT, payload_sha256=SHA256)
    assert [record.fields.get("warc-payload-digest") for record in told(tmp_path / "a.warc.gz")] == [
        None,
        *[f"sha256:{SHA256}"] * 3,
    ]


def test_a_transfer_coding_that_is_taken_off_is_told_under_another_name(tmp_path, told):
    with Writer(tmp_path, "a.warc.gz") as writer:
        writer.add_response(URL, "200 OK", [("Transfer-Encoding", "chunked")], b"words", None, AT)
    assert told(tmp_path / "a.warc.gz")[1].http == [("X-Archive-Orig-Transfer-Encoding", "chunked")]


def test_a_header_in_latin_1_is_kept_as_the_bytes_that_came(tmp_path):
    with Writer(tmp_path, "a.warc.gz") as writer:
        writer.add_response(URL, "200 Très bien", [("X-Place", "Málaga"), ("X-Beyond", "Łódź")], b"words", None, AT)
        latin = writer.add_response(URL, "200 Très bien", [("X-Place", "Málaga")], b"words", None, AT)
    records = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    assert b"HTTP/1.1 200 Tr\xe8s bien\r\nX-Place: M\xe1laga\r\n" in records
    assert "X-Beyond: Łódź".encode() in records
    assert read(tmp_path, latin).payload == b"words"


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://a.example/böse?q=1", "https://a.example/b%C3%B6se?q=1"),
        ("https://a.example/%C3%B6?a=[1]|2", "https://a.example/%C3%B6?a=[1]|2"),
        ("https://a.example/x\r\nWARC-Type: forged", "https://a.example/x%0D%0AWARC-Type:%20forged"),
        ("https://a.example/\udc80", "https://a.example/?"),
    ],
)
def test_an_address_is_written_as_a_uri(tmp_path, told, address, written):
    with Writer(tmp_path, "a.warc.gz") as writer:
        writer.add_response(address, "200 OK", [], b"words", None, AT, facts=Facts(1, via="a list\nforged: yes"))
    _, response, metadata = told(tmp_path / "a.warc.gz")
    assert response.fields["warc-target-uri"] == written
    assert metadata.content.decode().splitlines()[0] == "via: a list forged: yes"


def test_a_time_of_another_zone_is_told_in_utc(tmp_path, told):
    with Writer(tmp_path, "a.warc.gz") as writer:
        writer.add_resource("file:///x", b"words", "text/html", AT.astimezone(timezone(timedelta(hours=-7))))
    assert {record.fields["warc-date"] for record in told(tmp_path / "a.warc.gz")} == {TOLD_AT}


def test_ids_that_are_not_given_are_never_the_same(tmp_path, told):
    with Writer(tmp_path, "a.warc.gz") as writer:
        for _ in range(3):
            writer.add_response(URL, "200 OK", [], b"words", None, AT, facts=Facts(1))
    ids = [record.fields["warc-record-id"] for record in told(tmp_path / "a.warc.gz")]
    assert len(set(ids)) == 7
