"""Content codings (gzip, br, deflate) taken off with a bound: a bomb costs its limit, not the memory."""

from __future__ import annotations

import zlib

import brotli

_STEP = 65_536


class TooLarge(Exception):
    """More than the limit after decompression."""


class Truncated(Exception):
    """The compressed data ends before its end mark."""


class Undecodable(Exception):
    """Broken, chained, or a coding that was not asked for."""


def decoded(payload: bytes, coding: str | None, limit: int) -> bytes:
    """The payload without its content coding (RFC 9110, section 8.4.1). Raises TooLarge, Truncated, Undecodable."""
    match (coding or "identity").strip().lower():
        case "identity" | "":
            plain = payload
        case "gzip" | "x-gzip":
            plain = gunzipped(payload, limit)
        case "deflate":
            # Both forms are met in the wild: zlib-wrapped as the standard says, and raw.
            raw = payload[:1] and payload[0] & 0x0F != 8
            plain = _inflated(payload, -zlib.MAX_WBITS if raw else zlib.MAX_WBITS, limit)
        case "br":
            plain = _brotli(payload, limit)
        case other:
            raise Undecodable(f"content encoding {other!r} was not asked for")
    if len(plain) > limit:
        raise TooLarge
    return plain


def first_bytes(payload: bytes, coding: str | None, count: int) -> bytes:
    """At most so many bytes from the beginning of the content, whatever is wrong with the rest; none where nothing can
    be had.
    """
    try:
        match (coding or "identity").strip().lower():
            case "identity" | "":
                return payload[:count]
            case "gzip" | "x-gzip":
                return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(payload, count)
            case "br":
                return bytes(brotli.Decompressor().process(payload, output_buffer_limit=count)[:count])
    except (zlib.error, brotli.error):
        pass
    return b""


def gunzipped(payload: bytes, limit: int) -> bytes:
    """Gzip of one or more members (RFC 1952)."""
    parts = bytearray()
    first = True
    while payload:
        if not first and payload[:2] not in (b"\x1f\x8b", b"\x1f"):
            break  # padding behind the last member: gzip(1) ignores it too
        first = False
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            parts += stream.decompress(payload, limit + 1 - len(parts))
        except zlib.error as error:
            raise Undecodable(f"gzip: {error}") from error
        if len(parts) > limit:
            raise TooLarge
        if not stream.eof:
            raise Truncated("the gzip data ends before its end mark")
        payload = stream.unused_data
    return bytes(parts)


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
