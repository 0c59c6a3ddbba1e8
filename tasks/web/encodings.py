"""Content codings (gzip, br, deflate, zstd) taken off with a limit: a bomb costs its limit, not the memory.

The bytes decide, not the label. Servers label plain text as gzip, name a charset as a coding, or pack a page twice;
archives hold bodies that were decoded on the way while their heads still say gzip (CC-NEWS before May 2019).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

import brotli

from tasks.files.zstandard import SIGN, ZSTD_BLOCK_BYTES, begin_of_zstd, unpacked_zstd

_STEP = 65_536
_FIRST_STEP = 512
_MOST_CODINGS = 2
"""Codings on top of each other. More have no use and multiply the work."""
_GZIP = b"\x1f\x8b"
_SPELLINGS = {"x-gzip": "gzip", "zlib": "deflate", "x-deflate": "deflate", "brotli": "br", "zst": "zstd"}
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Control characters that no text has. Compressed data of a hundred bytes almost always has one."""
_SAMPLE_BYTES = 512
_SURE_BYTES = 64
"""From this length on, bytes without control characters count as text even where they are not UTF-8."""


class TooLarge(Exception):
    """More than the limit after decompression."""


class Truncated(Exception):
    """The compressed data ends before its end mark."""


class Undecodable(Exception):
    """Broken, more codings on top of each other than are read, or neither text nor what the label says."""


def decoded(payload: bytes, label: str | None, limit: int) -> bytes:
    """The payload without its content codings (RFC 9110, section 8.4.1).

    `label` is the value of Content-Encoding; tokens that are no coding are left out. So is a coding that the bytes do
    not have: see `false_label`. `limit` is in bytes. Raises TooLarge, Truncated, Undecodable.
    """
    codings = _codings(label)
    if len(codings) > _MOST_CODINGS:
        raise Undecodable(f"{len(codings)} content encodings on top of each other: {label!r}")
    for coding in reversed(codings):
        payload = _without(payload, coding, limit)
    if len(payload) > limit:
        raise TooLarge
    return payload


def false_label(payload: bytes, label: str | None) -> bool:
    """Whether the label names a coding and the bytes begin as plain text: it is then left out."""
    return bool(_codings(label)) and not payload.startswith((_GZIP, SIGN)) and _is_text(payload)


def first_bytes(payload: bytes, label: str | None, count: int) -> bytes:
    """At most the first `count` bytes of the content, whatever is wrong with the rest; none where none can be read."""
    codings = _codings(label)
    if len(codings) > _MOST_CODINGS:
        return b""
    for coding in reversed(codings):
        if _is_text(payload):
            break
        begun = b""
        for candidate in _worth_trying(payload, coding):
            # More than the count: what is below another coding takes more bytes than it gives.
            if begun := _BEGIN[candidate](payload, count + _STEP):
                break
        payload = begun
    return payload[:count]


def gunzipped(payload: bytes, limit: int) -> bytes:
    """Gzip of one or more members (RFC 1952)."""
    parts = bytearray()
    at = 0
    while at < len(payload):
        if at and payload[at : at + 2] not in (_GZIP, _GZIP[:1]):
            break  # padding behind the last member: gzip(1) ignores it too
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        step = _FIRST_STEP  # what is left behind a member is copied: of many small ones that must be little
        while not stream.eof:
            piece = payload[at : at + step]
            if not piece:
                raise Truncated("the gzip data ends before its end mark")
            try:
                parts += stream.decompress(piece, limit + 1 - len(parts))
            except zlib.error as error:
                raise Undecodable(f"gzip: {error}") from error
            if len(parts) > limit:
                raise TooLarge
            at += len(piece) - len(stream.unused_data)
            step = min(2 * step, _STEP)
    return bytes(parts)


def _codings(label: str | None) -> list[str]:
    """The codings of a label in the order in which they were applied, without tokens that are none."""
    tokens = (token.strip(" \t\"'").lower() for token in (label or "").split(","))
    return [coding for token in tokens if (coding := _SPELLINGS.get(token, token)) in _WHOLE]


def _worth_trying(payload: bytes, coding: str) -> list[str]:
    """The coding that the label says, unless its first bytes are missing, and the one that the first bytes say."""
    by_sign = "gzip" if payload.startswith(_GZIP) else "zstd" if payload.startswith(SIGN) else None
    said = None if coding in {"gzip", "zstd"} and coding != by_sign else coding
    return list(dict.fromkeys(name for name in (said, by_sign) if name))


def _without(payload: bytes, coding: str, limit: int) -> bytes:
    """The payload without one coding, or as it is where it is plain text."""
    if not payload:
        return payload
    fault: Exception = Undecodable(f"{coding}: the data does not begin as {coding}")
    for number, candidate in enumerate(_worth_trying(payload, coding)):
        try:
            return _WHOLE[candidate](payload, limit)
        except (Truncated, Undecodable) as error:
            fault = fault if number else error
    if _is_text(payload):
        return payload
    raise fault


def _is_text(payload: bytes) -> bool:
    """Whether the bytes begin as text: UTF-8, UTF-16 with a byte order mark, or a legacy charset."""
    if payload.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    sample = payload[:_SAMPLE_BYTES]
    if not sample or _CONTROL.search(sample):
        return False
    if len(sample) >= _SURE_BYTES:
        return True
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _deflated(payload: bytes, limit: int) -> bytes:
    """Both forms are in use: wrapped in zlib as the standard says, and raw."""
    return _inflated(payload, _window(payload), limit)


def _window(payload: bytes) -> int:
    is_wrapped = len(payload) < 2 or (payload[0] & 0x0F == 8 and int.from_bytes(payload[:2], "big") % 31 == 0)
    return zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS


def _inflated(payload: bytes, window: int, limit: int) -> bytes:
    stream = zlib.decompressobj(window)
    try:
        plain = stream.decompress(payload, limit + 1)
    except zlib.error as error:
        raise Undecodable(f"deflate: {error}") from error
    if len(plain) > limit:
        raise TooLarge
    if not stream.eof:
        raise Truncated("the deflate data ends before its end mark")
    return plain


def _brotli(payload: bytes, limit: int) -> bytes:
    stream = brotli.Decompressor()
    parts = bytearray()
    feed = payload
    try:
        while not stream.is_finished():
            part = stream.process(feed, output_buffer_limit=_STEP)
            feed = b""
            parts += part
            if len(parts) > limit:
                raise TooLarge
            if not part and stream.can_accept_more_data():
                break
    except brotli.error as error:
        raise Undecodable(f"brotli: {error}") from error
    if not stream.is_finished():
        raise Truncated("the brotli data ends before its end mark")
    return bytes(parts)


def _zstd(payload: bytes, limit: int) -> bytes:
    try:
        plain = unpacked_zstd(payload, limit)
    except OSError as error:
        if "incomplete" in str(error):
            raise Truncated("the zstd data ends before its end mark") from error
        raise Undecodable(f"zstd: {error}") from error
    if len(plain) > limit:
        raise TooLarge
    return plain


def _begin_inflated(payload: bytes, window: int, count: int) -> bytes:
    try:
        return zlib.decompressobj(window).decompress(payload, count)
    except zlib.error:
        return b""


def _begin_brotli(payload: bytes, count: int) -> bytes:
    try:
        return bytes(brotli.Decompressor().process(payload, output_buffer_limit=count)[:count])
    except brotli.error:
        return b""


_WHOLE: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": gunzipped,
    "deflate": _deflated,
    "br": _brotli,
    "zstd": _zstd,
}
_BEGIN: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": lambda payload, count: _begin_inflated(payload, zlib.MAX_WBITS | 16, count),
    "deflate": lambda payload, count: _begin_inflated(payload, _window(payload), count),
    "br": _begin_brotli,
    "zstd": lambda payload, count: begin_of_zstd(payload[: count + ZSTD_BLOCK_BYTES], count),
}
