"""WARC files that somebody made to be read for hours: what they cost is bounded, and what is whole is still offered."""

from __future__ import annotations

import gzip
import time
from functools import partial

import pytest

from tests.tasks.discover.readers.test_containers import TWO, records, zstd

packed = partial(gzip.compress, mtime=0)
ONE = records(TWO[0], zipped=False)[0]
_TOO_MUCH = "the rest of this file is not read: it costs more than any file of its size should"
_HEADER = b"\x28\xb5\x2f\xfd\x00\x38"
"""Of a frame with a window of 128 kB."""
_ZEROS = b"\x02\x00\x10\x00"
"""A block of 131,072 zeros (RFC 8878, section 3.1.1.2)."""


def raw(content: bytes, *, is_last: bool = False) -> bytes:
    return (len(content) << 3 | is_last).to_bytes(3, "little") + content


def with_length(length: int) -> bytes:
    """The head of a record that says it is so long."""
    head, _, _ = ONE.partition(b"\r\n\r\n")
    stated = next(line for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
    return head.replace(stated, b"Content-Length: %d" % length) + b"\r\n\r\n"


def nested() -> bytes:
    """Frames within frames: each begins in the first block of the one around it, and all share a tail of zeros that is
    cut off at its end.
    """
    inner = b""
    while len(inner) < 130_000:
        inner = _HEADER + raw(with_length(10**12) + inner)
    return inner + _ZEROS * 20_000


HOSTILE = {
    "bomb.warc.gz": packed(ONE) + packed(with_length(10**9) + bytes(400_000_000), 1),
    "starts.warc.gz": packed(ONE) + b"x" + b"\x1f\x8b\x08" * 300_000,
    "bomb.warc.zst": zstd(ONE) + _HEADER + raw(with_length(10**12)) + _ZEROS * 20_000 + raw(b"", is_last=True),
    "nested.warc.zst": zstd(ONE) + nested(),
    "starts.warc.zst": zstd(ONE) + zstd(b"x") + b"x" + b"\x28\xb5\x2f\xfd" * 300_000,
    "heads.warc": ONE + b"x" + b"WARC/1.1\r\n" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_costs_too_much_is_left_with_a_reason_behind_what_was_whole(tmp_path, ask, name):
    (tmp_path / name).write_bytes(HOSTILE[name])
    begun = time.process_time()
    found = ask("warc", tmp_path / name)
    assert time.process_time() - begun < 20  # without a bound: minutes to days
    assert found.offers[0].url == TWO[0]
    assert found.ends[-1] == (
        "read_error",
        f"{tmp_path / name}, at byte {found.ends[-1][1].split()[3][:-1]}: {_TOO_MUCH}",
    )


BROKEN = {
    "a window of two terabytes": b"\x28\xb5\x2f\xfd\x00\xf8" + raw(ONE, is_last=True),
    "a dictionary": b"\x28\xb5\x2f\xfd\x03\x38\x05\0\0\0" + raw(ONE, is_last=True),
    "a content size that is too small": b"\x28\xb5\x2f\xfd\x20\x03" + raw(ONE, is_last=True),
    "a content size of exabytes": b"\x28\xb5\x2f\xfd\xe0" + b"\xff" * 7 + b"\x3f" + raw(ONE, is_last=True),
    "a skippable frame of four gigabytes": b"\x50\x2a\x4d\x18\xff\xff\xff\xffx",
}


@pytest.mark.parametrize("what", BROKEN)
def test_one_broken_frame_costs_itself_and_not_the_small_records_around_it(tmp_path, ask, what):
    around = [zstd(one) for one in records(*TWO, zipped=False)]
    (tmp_path / "crawl.warc.zst").write_bytes(around[0] + BROKEN[what] + around[1])
    found = ask("warc", tmp_path / "crawl.warc.zst")
    assert [offer.url for offer in found.offers if offer.reason is None] == [*TWO]
    assert [reason for reason, _ in found.ends if reason] == ["read_error"]


def test_frames_without_content_between_records_and_behind_them_are_passed_over(tmp_path, ask):
    around = [zstd(one) for one in records(*TWO, zipped=False)]
    table = b"\x5e\x2a\x4d\x18\x09\0\0\0" + b"\0\0\0\0\0\xb1\xea\x92\x8f"  # the places of the seekable format
    (tmp_path / "crawl.warc.zst").write_bytes(around[0] + table + around[1] + table)
    assert [offer.url for offer in ask("warc", tmp_path / "crawl.warc.zst").offers] == [*TWO]
