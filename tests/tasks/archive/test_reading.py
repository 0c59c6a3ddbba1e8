"""The archive read back by place: byte for byte, or damage that names the place."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import hypothesis
import pytest
from hypothesis import strategies as st

from tasks.archive import ArchiveDamaged, Place, Writer, read

AT = datetime(2026, 4, 2, 9, 30, 0, 123456, tzinfo=UTC)
EVERY_BYTE = bytes(range(256)) * 40
PAGE = b"<html>\r\n\r\nWARC/1.1\r\n\r\n</html>"
SQUEEZED = gzip.compress(PAGE)


@pytest.fixture
def written(tmp_path):
    """An archive with a file's record, a response and an empty file, and their places."""
    with Writer(tmp_path, "2026/04/run-00001.warc.gz") as writer:
        places = [
            writer.add_resource("file:///news/caf%C3%A9.html", EVERY_BYTE, "text/html; charset=utf-8", AT),
            writer.add_response(
                "https://a.example/böse?q=1",
                "200 OK",
                [
                    ("Content-Type", "text/html"),
                    ("content-encoding", "gzip"),
                    ("Transfer-Encoding", "chunked"),
                    ("X", "é"),
                ],
                SQUEEZED,
                "192.0.2.7",
                AT,
            ),
            writer.add_resource("file:///empty.txt", b"", "text/plain", AT),
        ]
    return tmp_path, places


def test_a_payload_is_read_back_byte_for_byte_with_what_was_said_of_it(written):
    archive, places = written
    found = [read(archive, place) for place in places]
    assert [(stored.payload, stored.content_type, stored.content_encoding) for stored in found] == [
        (EVERY_BYTE, "text/html; charset=utf-8", None),
        (SQUEEZED, "text/html", "gzip"),
        (b"", "text/plain", None),
    ]


@hypothesis.settings(
    deadline=None,
    derandomize=True,
    max_examples=60,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(payloads=st.lists(st.binary(max_size=5000), min_size=1, max_size=4))
def test_any_bytes_are_read_back_as_they_were(tmp_path, payloads):
    with Writer(tmp_path, "any.warc.gz") as writer:
        places = [writer.add_resource("file:///x", payload, "text/html", AT) for payload in payloads]
    assert [read(tmp_path, place).payload for place in places] == payloads


def test_places_follow_one_another_to_the_end_of_the_file(written):
    archive, places = written
    assert {place.warc_file for place in places} == {"2026/04/run-00001.warc.gz"}
    ends = [place.offset + place.length for place in places]
    assert ends[:-1] == [place.offset for place in places[1:]]
    assert ends[-1] == (archive / "2026/04/run-00001.warc.gz").stat().st_size


def test_a_record_of_which_any_bit_is_flipped_is_damaged_or_still_the_same(written):
    # The gzip checksum covers what counts; some bits of a gzip header (its time) mean nothing.
    archive, [place, *_] = written
    whole = (archive / place.warc_file).read_bytes()
    broken = archive / "broken.warc.gz"
    ends: set[bytes | str] = set()
    for at in range(place.offset, place.offset + place.length):
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        try:
            ends.add(read(archive, Place("broken.warc.gz", place.offset, place.length)).payload)
        except ArchiveDamaged:
            ends.add("damaged")
    assert ends == {"damaged", EVERY_BYTE}


@pytest.mark.parametrize(
    "place",
    [
        Place("2026/04/run-00001.warc.gz", 0, 0),
        Place("2026/04/run-00001.warc.gz", 1, 200),
        Place("2026/04/run-00001.warc.gz", 0, 100),
        Place("2026/04/run-00001.warc.gz", 10**9, 100),
        Place("missing.warc.gz", 0, 100),
        Place("2026", 0, 100),
    ],
)
def test_a_place_where_no_record_is_is_damage_that_names_the_place(written, place):
    archive, _ = written
    with pytest.raises(ArchiveDamaged, match=f"{archive}/{place.warc_file} at {place.offset}\\+{place.length}: "):
        read(archive, place)


def test_a_file_cut_short_loses_its_last_record_only(written):
    archive, places = written
    path = archive / places[0].warc_file
    path.write_bytes(path.read_bytes()[:-1])
    assert [len(read(archive, place).payload) for place in places[:2]] == [len(EVERY_BYTE), len(SQUEEZED)]
    with pytest.raises(ArchiveDamaged):
        read(archive, places[2])
