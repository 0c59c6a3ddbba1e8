"""Zstandard (RFC 8878), unpacked with a limit of bytes and of frames."""

from __future__ import annotations

import io
from contextlib import suppress

from fastwarc.stream_io import ZstdReader

SIGN = b"\x28\xb5\x2f\xfd"
"""How a frame begins."""
ZSTD_BLOCK_BYTES = 140_000
"""What holds a whole block: before its end nothing can be unpacked (section 3.1.1.2.4)."""
_SKIPPABLE = b"\x2a\x4d\x18"
"""The second to fourth byte of a frame that holds nothing to unpack."""
_MOST_FRAMES = 10_000
"""A frame costs 8 µs however small it is: megabytes of empty ones would cost minutes, and unpack to nothing."""
_STEP = 65_536
_SMALL_STEPS = (512, 1)
"""A step that meets damage, or the end of cut data, gives nothing of what stands before it."""


def unpacked_zstd(payload: bytes, most: int) -> bytes:
    """At most `most` + 1 bytes of one or more frames. Raises OSError: broken, cut off, more than 10,000 frames."""
    if _frames(payload) > _MOST_FRAMES:
        raise OSError(f"more than {_MOST_FRAMES:,} frames")
    stream = ZstdReader(io.BytesIO(payload))
    parts = bytearray()
    while len(parts) <= most and (part := stream.read(min(_STEP, most + 1 - len(parts)))):
        parts += part
    return bytes(parts)


def begin_of_zstd(payload: bytes, count: int) -> bytes:
    """At most the first `count` bytes, whatever is wrong behind them."""
    while _frames(payload) > _MOST_FRAMES:
        payload = payload[: len(payload) // 2]
    parts = bytearray()
    for step in _SMALL_STEPS:
        parts.clear()
        stream = ZstdReader(io.BytesIO(payload))
        with suppress(OSError):
            while len(parts) < count and (part := stream.read(min(step, count - len(parts)))):
                parts += part
            break
    return bytes(parts)


def _frames(payload: bytes) -> int:
    """At least as many as there are."""
    return payload.count(SIGN) + payload.count(_SKIPPABLE)
