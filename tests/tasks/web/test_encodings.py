"""Content codings: taken off with a bound, and never half."""

from __future__ import annotations

import gzip
import io
import time
import zlib
from contextlib import suppress
from functools import partial

import brotli
import hypothesis
import pytest
from fastwarc.stream_io import ZstdWriter
from hypothesis import strategies as st

from tasks.web.encodings import TooLarge, Truncated, Undecodable, decoded, false_label, first_bytes, gunzipped

packed = partial(gzip.compress, mtime=0)
"""Gzip without the time: parallel test processes must name these tests alike."""
PAGE = b"<html><p>The harbour reopens on Tuesday.</p></html>" * 50
LIMIT = 1_000_000
ZEROS = bytes(20_000_000)


def raw_deflate(content: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(content) + stream.flush()


def zstd(content: bytes) -> bytes:
    sink = io.BytesIO()
    stream = ZstdWriter(sink)
    stream.write(content)
    stream.close()
    return sink.getvalue()


SQUEEZED = {
    None: PAGE,
    "": PAGE,
    "identity": PAGE,
    "gzip": packed(PAGE),
    "x-gzip": packed(PAGE),
    " GZip ": packed(PAGE),
    "br": brotli.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "zstd": zstd(PAGE),
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


@pytest.mark.parametrize("label", ["utf-8", "none", "UTF-8, none", "text/html", "compress", "binary", "*"])
def test_a_label_that_names_no_coding_says_nothing(label):
    assert decoded(PAGE, label, LIMIT) == PAGE


@pytest.mark.parametrize(
    ("label", "content"),
    [
        ("gzip, gzip", packed(packed(PAGE))),
        ("gzip, br", brotli.compress(packed(PAGE))),
        ("br, gzip", packed(brotli.compress(PAGE))),
        ("UTF-8, gzip", packed(PAGE)),
        ("gzip, gzip", packed(PAGE)),
        ("zstd", zstd(PAGE)),
        ("br", packed(PAGE)),
        ("gzip", zstd(PAGE)),
        ("deflate", zstd(PAGE)),
    ],
)
def test_the_bytes_decide_which_codings_are_taken_off(label, content):
    assert decoded(content, label, LIMIT) == PAGE
    assert first_bytes(content, label, 40) == PAGE[:40]


TEXTS = [
    PAGE,
    b"\xef\xbb\xbf<?xml version='1.0'?><rss/>",
    b"User-agent: *\nDisallow: /\n",
    "Мост закрыт до весны".encode("cp1251") * 9,
    "橋は春まで閉鎖".encode("shift_jis") * 9,
    "<p>Café".encode("utf-16"),
    b"n",
]


@pytest.mark.parametrize("label", ["gzip", "br", "deflate", "zstd", "gzip, br", "x-gzip, none"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_label_on_plain_text_is_dropped(label, text):
    assert decoded(text, label, LIMIT) == text
    assert first_bytes(text, label, LIMIT) == text
    assert false_label(text, label)


@hypothesis.settings(deadline=None, derandomize=True, max_examples=300)
@hypothesis.given(text=st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S", "Zs"]), min_size=2))
def test_any_printable_text_under_a_false_label_comes_back(text):
    for label in ("gzip", "zstd", "deflate", "br"):
        assert decoded(text.encode(), label, LIMIT) == text.encode()


def test_more_than_two_codings_are_refused():
    with pytest.raises(Undecodable, match="3 content encodings"):
        decoded(PAGE, "gzip, gzip, br", LIMIT)


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", packed(ZEROS)),
        ("gzip", packed(bytes(400_000)) * 3),
        ("br", brotli.compress(ZEROS, quality=5)),
        ("zstd", zstd(ZEROS)),
        ("gzip, gzip", packed(packed(ZEROS))),
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
        decoded(packed(bytes(1000)) + packed(b"x"), "gzip", 1000)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd"])
@pytest.mark.parametrize("cut", [1, 4, 9])
def test_data_that_ends_early_is_truncated(coding, cut):
    with pytest.raises(Truncated):
        decoded(SQUEEZED[coding][:-cut], coding, LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate"])
def test_data_that_is_something_else_is_undecodable(coding):
    with pytest.raises(Undecodable):
        decoded(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), coding, LIMIT)


def test_gzip_members_are_joined_an_empty_one_first_too():
    assert gunzipped(packed(b"") + packed(b"one ") + packed(b"two"), LIMIT) == b"one two"


@pytest.mark.parametrize("padding", [b"\x00", b"\x00" * 512, b"rubbish"])
def test_padding_behind_gzip_data_is_ignored(padding):
    assert gunzipped(packed(PAGE) + padding, LIMIT) == PAGE


def test_a_second_member_that_ends_early_is_truncated():
    second = packed(PAGE)
    for length in (1, 5, len(second) - 1):
        with pytest.raises(Truncated):
            gunzipped(packed(b"one") + second[:length], LIMIT)


def test_broken_gzip_data_is_undecodable():
    broken = bytearray(packed(bytes(range(256)) * 20))
    broken[20:40] = b"\xff" * 20
    with pytest.raises(Undecodable):
        gunzipped(bytes(broken), LIMIT)


_SMALL = {
    "empty members of gzip": ("gzip", packed(b"") * 400_000),
    "small members of gzip": ("gzip", packed(b"a") * 400_000),
    "empty frames of zstd": ("zstd", b"\x28\xb5\x2f\xfd\x00\x38\x01\x00\x00" * 1_000_000),
    "small frames of zstd": ("zstd", b"\x28\xb5\x2f\xfd\x00\x38\x09\x00\x00a" * 1_000_000),
    "frames of zstd to be skipped": ("zstd", zstd(b"words") + b"\x50\x2a\x4d\x18\0\0\0\0" * 1_000_000),
    "empty blocks of zstd": ("zstd", b"\x28\xb5\x2f\xfd\x00\x38" + b"\0\0\0" * 3_000_000 + b"\x01\0\0"),
    "empty blocks of deflate": ("deflate", b"\x78\x9c" + b"\0\0\0\xff\xff" * 2_000_000),
    "empty blocks of brotli": ("br", b"\x0c" + b"\x06" * 5_000_000),
}


@pytest.mark.parametrize("what", _SMALL)
def test_megabytes_of_parts_that_hold_nothing_cost_little_and_their_begin_less(what):
    coding, body = _SMALL[what]
    begun = time.process_time()
    with suppress(TooLarge, Truncated, Undecodable):
        assert len(decoded(body, coding, LIMIT)) <= LIMIT
    first_bytes(body, coding, 65_536)  # what the event loop looks at
    assert time.process_time() - begun < 8  # a copy of the rest for each part takes minutes


def test_many_members_of_gzip_are_joined_and_too_many_frames_of_zstd_are_refused():
    assert decoded(packed(b"ab") * 30_000, "gzip", LIMIT) == b"ab" * 30_000
    assert decoded(zstd(b"ab") * 5_000, "zstd", LIMIT) == b"ab" * 5_000
    with pytest.raises(Undecodable, match="more than 10,000 frames"):
        decoded(zstd(b"ab") * 30_000, "zstd", LIMIT)


def test_the_first_bytes_of_zstd_are_those_before_damage():
    broken = zstd(b"The rope was cut.") + b"\x28\xb5\x2f\xfd\x00\xf8\xff\xff\xff"
    assert first_bytes(broken, "zstd", 5) == b"The r"
    assert first_bytes(broken, "zstd", 100) == b"The rope was cut."
