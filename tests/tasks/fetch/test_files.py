"""A file's bytes or a reason: whatever may lie among article files."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tasks.fetch.files import read_file

needs_proc = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="only Linux has such files")


def _read(path, max_megabytes=1):
    """The bytes, or the reason's code and its detail without the path."""
    content = read_file(path.as_uri(), max_megabytes)
    if isinstance(content, bytes):
        return content
    return content.reason.code, content.detail.removeprefix(f"{path}: ")


def test_a_file_is_read_as_it_is(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"\xef\xbb\xbf<p>\r\nnews\0")

    assert _read(path) == b"\xef\xbb\xbf<p>\r\nnews\0"


@pytest.mark.parametrize("name", [b"a b?c#d%41&[e].html", "ä\u2028.html".encode(), b"\xff\xfe.html", b"a\nb.html"])
def test_a_file_is_found_by_its_uri_whatever_its_name(tmp_path, name):
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(b"news")

    assert _read(path) == b"news"


def test_a_link_is_followed(tmp_path):
    (tmp_path / "a.html").write_bytes(b"news")
    (tmp_path / "b.html").symlink_to("a.html")

    assert _read(tmp_path / "b.html") == b"news"


def test_a_folder_named_like_a_page_is_no_page(tmp_path):
    (tmp_path / "a.html").mkdir()

    assert _read(tmp_path / "a.html") == ("unsupported_type", "not a regular file")


def test_a_named_pipe_is_no_page_and_holds_nothing_up(tmp_path):
    os.mkfifo(tmp_path / "a.html")

    assert _read(tmp_path / "a.html") == ("unsupported_type", "not a regular file")


def test_a_socket_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # a socket's path may have 108 characters
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind("a.html")

        assert _read(tmp_path / "a.html") == ("unreadable", "No such device or address")


def test_a_file_that_is_not_there_is_not_found(tmp_path):
    (tmp_path / "a.html").write_bytes(b"news")

    assert _read(tmp_path / "b.html") == ("not_found", f"there is no {tmp_path}/b.html")
    assert _read(tmp_path / "a.html" / "b.html")[0] == "not_found"
    assert read_file(f"{tmp_path.as_uri()}/a%00b.html", 1).reason.code == "not_found"


def test_a_circle_of_links_is_unreadable(tmp_path):
    (tmp_path / "a.html").symlink_to("b.html")
    (tmp_path / "b.html").symlink_to("a.html")

    assert _read(tmp_path / "a.html") == ("unreadable", "Too many levels of symbolic links")


def test_a_name_longer_than_the_system_allows_is_unreadable(tmp_path):
    assert _read(tmp_path / ("a" * 300)) == ("unreadable", "File name too long")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file: permissions mean nothing to it")
def test_a_file_without_permission_is_unreadable(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"news")
    path.chmod(0)

    assert _read(path) == ("unreadable", "Permission denied")


def test_a_file_without_bytes_is_empty(tmp_path):
    (tmp_path / "a.html").write_bytes(b"")

    assert _read(tmp_path / "a.html") == ("empty", "no bytes")


def test_a_file_of_the_limit_is_read_and_a_byte_more_is_too_large(tmp_path):
    (tmp_path / "fits.html").write_bytes(b"x" * 100_000)
    (tmp_path / "not.html").write_bytes(b"x" * 100_001)

    assert _read(tmp_path / "fits.html", 0.1) == b"x" * 100_000
    assert _read(tmp_path / "not.html", 0.1) == ("too_large", "0.1 MB, the limit is 0.1 (setting max_file_mb)")


def test_a_huge_file_is_too_large_without_being_read(tmp_path):
    with (tmp_path / "a.html").open("wb") as file:
        file.truncate(100_000_000_000)

    assert _read(tmp_path / "a.html") == ("too_large", "100000.0 MB, the limit is 1 (setting max_file_mb)")


@needs_proc
def test_a_file_that_tells_no_size_is_read_no_further_than_the_limit(tmp_path):
    """Those below /proc say that they have 0 bytes."""
    path = tmp_path / "a.html"
    path.symlink_to("/proc/self/status")

    assert _read(path, 0.000_1) == ("too_large", "more than 0.0001 MB (setting max_file_mb)")


@needs_proc
def test_a_file_that_fails_under_way_is_a_read_error(tmp_path):
    path = tmp_path / "a.html"
    path.symlink_to("/proc/self/mem")

    assert _read(path) == ("read_error", "Input/output error")


@needs_proc
def test_no_file_stays_open(tmp_path):
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "page.html").write_bytes(b"news")
    (tmp_path / "large.html").write_bytes(b"x" * 1_000_001)
    before = len([*Path("/proc/self/fd").iterdir()])

    for _ in range(10):
        for path in tmp_path.iterdir():
            _read(path)

    assert len([*Path("/proc/self/fd").iterdir()]) == before
