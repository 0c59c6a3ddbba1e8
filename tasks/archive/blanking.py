"""Records of a WARC file overwritten in place: every other record keeps its place, which many tables name."""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from tasks.files.atomic import atomic_write

_BLOCK = 65_535
"""Bytes of a stored block (RFC 1951, 3.2.4)."""
_HEAD = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff"
"""RFC 1952: deflate, with extra field, no time."""
_RECORD = (
    "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
    "WARC-Date: 1970-01-01T00:00:00Z\r\nContent-Type: application/warc-fields\r\nContent-Length: {:012d}\r\n\r\n"
)
_MOST_OF_METADATA = 100_000


def records_with(path: Path, is_in: Callable[[str], bool]) -> list[tuple[int, int]]:
    """Offset and length of every record that says something of itself, or in its metadata, that `is_in`.

    Raises OSError; a file that is no WARC has none.
    """
    found, starts = [], []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=False):
            said = " ".join(record.headers.asdict().values())
            if record.record_type == WarcRecordType.metadata:
                said += " " + record.reader.read(_MOST_OF_METADATA).decode("utf-8", "replace")
            starts.append(record.stream_pos)
            if is_in(said.replace("<", " ").replace(">", " ")):
                found.append(record.stream_pos)
    ends = dict(zip(starts, [*starts[1:], path.stat().st_size], strict=True))
    return [(start, ends[start] - start) for start in found]


def blank_records(path: Path, places: Iterable[tuple[int, int]]) -> None:
    """Overwrite these records (offset, length) by empty ones of the same length. The file is replaced as a whole.

    Raises OSError.
    """
    with atomic_write(path) as draft:
        shutil.copyfile(path, draft)
        shutil.copymode(path, draft)
        with draft.open("r+b") as file:
            for offset, length in places:
                file.seek(offset)
                file.write(blank_member(length))


def blank_member(length: int) -> bytes:
    """A gzip member of exactly this length with a record that holds blanks; where that is too short, with nothing."""
    room = length - len(_HEAD) - 2 - 8
    if room < 2:  # no gzip member is so short: none of ours is
        return b"\0" * length
    size = room
    while size > 0 and _stored_size(size) > room:
        size -= 5
    fixed = len(_RECORD.format(0)) + 4
    plain = b""
    if size >= fixed:
        plain = (_RECORD.format(size - fixed)).encode() + b" " * (size - fixed) + b"\r\n\r\n"
    body = _stored(plain)
    extra = room - len(body)
    if extra > _BLOCK:  # too short for a record, and too long for the field: cannot be, records are longer
        raise ValueError(f"a record of {length} bytes cannot be blanked")
    end = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
    return b"".join([_HEAD, struct.pack("<H", extra), b"\0" * extra, body, end])


def _stored_size(size: int) -> int:
    return size + 5 * max(1, -(-size // _BLOCK))


def _stored(plain: bytes) -> bytes:
    blocks = [plain[start : start + _BLOCK] for start in range(0, len(plain), _BLOCK)] or [b""]
    return b"".join(
        struct.pack("<BHH", number == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for number, block in enumerate(blocks)
    )
