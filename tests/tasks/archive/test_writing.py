"""The files of a batch: whole or absent, and not larger than the limit."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest

from tasks.archive import Facts, Writer, read, warc_name

AT = datetime(2026, 4, 2, 9, 30, 0, 123456, tzinfo=UTC)


def test_without_a_record_there_is_no_file_and_no_folder(tmp_path):
    with Writer(tmp_path, "2026/04/x.warc.gz"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_failing_block_leaves_no_file(tmp_path):
    with pytest.raises(RuntimeError), Writer(tmp_path, "x.warc.gz") as writer:
        writer.add_resource("file:///x", b"words", "text/plain", AT)
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_a_failing_block_leaves_the_file_of_before_as_it_was(tmp_path):
    with Writer(tmp_path, "x.warc.gz") as writer:
        place = writer.add_resource("file:///x", b"before", "text/plain", AT)
    with pytest.raises(RuntimeError), Writer(tmp_path, "x.warc.gz") as writer:
        writer.add_resource("file:///x", b"after", "text/plain", AT)
        raise RuntimeError
    assert read(tmp_path, place).payload == b"before"


def test_until_the_block_ends_there_is_no_file_of_that_name(tmp_path):
    with Writer(tmp_path, "x.warc.gz") as writer:
        writer.add_resource("file:///x", b"words", "text/plain", AT)
        assert not (tmp_path / "x.warc.gz").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["x.warc.gz"]


def test_a_batch_of_a_run_always_has_the_same_name_by_the_month_it_began():
    assert warc_name("20260402T093000-1f2e3d", "00007", AT) == "2026/04/20260402T093000-1f2e3d-00007.warc.gz"


def names(archive):
    return sorted(str(path.relative_to(archive)) for path in archive.rglob("*") if path.is_file())


def test_a_file_that_has_reached_the_limit_is_followed_by_a_numbered_one(tmp_path):
    payloads = [os.urandom(1000) for _ in range(5)]
    with Writer(tmp_path, "2026/04/run-00001.warc.gz", most_file_bytes=3000) as writer:
        places = [writer.add_resource("file:///x", payload, "text/html", AT) for payload in payloads]
    first, second = "2026/04/run-00001.warc.gz", "2026/04/run-00001-2.warc.gz"
    assert [place.warc_file for place in places] == [first, first, second, second, "2026/04/run-00001-3.warc.gz"]
    assert [read(tmp_path, place).payload for place in places] == payloads
    assert names(tmp_path) == sorted({place.warc_file for place in places})


def test_a_response_and_its_metadata_are_in_one_file_and_each_file_says_what_it_is(tmp_path, told):
    with Writer(tmp_path, "a.warc.gz", most_file_bytes=1) as writer:
        for number in (1, 2):
            writer.add_response(f"https://a.example/{number}", "200 OK", [], b"words", None, AT, facts=Facts(1))
    for name, number in (("a.warc.gz", 1), ("a-2.warc.gz", 2)):
        info, response, metadata = told(tmp_path / name)
        assert (info.kind, info.fields["warc-filename"]) == ("warcinfo", name)
        assert b"software: broadsheet\r\nformat: WARC/1.1\r\n" in info.content
        assert response.fields["warc-target-uri"] == f"https://a.example/{number}"
        assert metadata.fields["warc-concurrent-to"] == response.fields["warc-record-id"]


def test_none_of_the_files_of_a_failing_block_is_left(tmp_path):
    with pytest.raises(RuntimeError), Writer(tmp_path, "x.warc.gz", most_file_bytes=1) as writer:
        for _ in range(3):
            writer.add_resource("file:///x", b"words", "text/plain", AT)
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_written_again_the_files_have_the_same_names(tmp_path):
    """A run that was cut off rewrites its batch: the places of before then are those of the new files."""
    for text in (b"before", b"after."):
        with Writer(tmp_path, "x.warc.gz", most_file_bytes=1) as writer:
            places = [writer.add_resource("file:///x", text, "text/plain", AT) for _ in range(2)]
    assert names(tmp_path) == ["x-2.warc.gz", "x.warc.gz"]
    assert [read(tmp_path, place).payload for place in places] == [b"after."] * 2
