"""Content codings: taken off with a bound, and never half."""

from __future__ import annotations

import gzip
import zlib

import brotli
import hypothesis
import pytest
from hypothesis import strategies as st

from tasks.web.encodings import TooLarge, Truncated, Undecodable, decoded, gunzipped

PAGE = b"<html><p>The harbour reopens on Tuesday.</p></html>" * 50
LIMIT = 1_000_000
ZEROS = bytes(20_000_000)


def raw_deflate(content: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(content) + stream.flush()


SQUEEZED = {
    None: PAGE,
    "": PAGE,
    "identity": PAGE,
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    " GZip ": gzip.compress(PAGE),
    "br": brotli.compress(PAGE),
    "deflate": zlib.compress(PAGE),
}


@pytest.mark.parametrize("coding", SQUEEZED)
def test_each_coding_that_is_asked_for_is_taken_off(coding):
    assert decoded(SQUEEZED[coding], coding, LIMIT) == PAGE


def test_deflate_is_read_without_its_wrapper_too():
    assert decoded(raw_deflate(PAGE), "deflate", LIMIT) == PAGE


@hypothesis.settings(deadline=None, derandomize=True, max_examples=100)
@hypothesis.given(content=st.binary(max_size=2000), coding=st.sampled_from(["gzip", "br", "deflate"]))
def test_any_content_comes_back_as_it_was(content, coding):
    squeeze = {"gzip": gzip.compress, "br": brotli.compress, "deflate": raw_deflate}[coding]
    assert decoded(squeeze(content), coding, 2000) == content


@pytest.mark.parametrize("coding", ["gzip, br", "gzip,gzip", "zstd", "compress", "utf-8", "none"])
def test_chained_and_other_codings_are_refused(coding):
    with pytest.raises(Undecodable, match="was not asked for"):
        decoded(PAGE, coding, LIMIT)


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(ZEROS)),
        ("gzip", gzip.compress(bytes(400_000)) * 3),
        ("br", brotli.compress(ZEROS, quality=5)),
        ("deflate", zlib.compress(ZEROS)),
        ("deflate", raw_deflate(ZEROS)),
        (None, ZEROS),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bomb_is_too_large(coding, bomb):
    with pytest.raises(TooLarge):
        decoded(bomb, coding, LIMIT)


def test_the_limit_itself_is_allowed_in_every_coding():
    assert [len(decoded(squeeze(bytes(1000)), coding, 1000)) for coding, squeeze in (
        ("gzip", gzip.compress), ("br", brotli.compress), ("deflate", zlib.compress), (None, bytes)
    )] == [1000, 1000, 1000, 1000]  # fmt: skip
    with pytest.raises(TooLarge):
        decoded(gzip.compress(bytes(1000)) + gzip.compress(b"x"), "gzip", 1000)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
@pytest.mark.parametrize("cut", [1, 4, 9])
def test_data_that_ends_early_is_truncated(coding, cut):
    with pytest.raises(Truncated):
        decoded(SQUEEZED[coding][:-cut], coding, LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_data_that_is_something_else_is_undecodable(coding):
    with pytest.raises(Undecodable):
        decoded(b"<html>" + PAGE, coding, LIMIT)


def test_gzip_members_are_joined_an_empty_one_first_too():
    assert gunzipped(gzip.compress(b"") + gzip.compress(b"one ") + gzip.compress(b"two"), LIMIT) == b"one two"


@pytest.mark.parametrize("padding", [b"\x00", b"\x00" * 512, b"rubbish"])
def test_padding_behind_gzip_data_is_ignored(padding):
    assert gunzipped(gzip.compress(PAGE) + padding, LIMIT) == PAGE


def test_a_second_member_that_ends_early_is_truncated():
    second = gzip.compress(PAGE)
    for length in (1, 5, len(second) - 1):
        with pytest.raises(Truncated):
            gunzipped(gzip.compress(b"one") + second[:length], LIMIT)


def test_broken_gzip_data_is_undecodable():
    broken = bytearray(gzip.compress(bytes(range(256)) * 20))
    broken[20:40] = b"\xff" * 20
    with pytest.raises(Undecodable):
        gunzipped(bytes(broken), LIMIT)
