"""What is said of a record of a WARC file, and where in the file records begin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from fastwarc.warc import WarcRecord

from schemas.contents import media_type_of
from tasks.web.encodings import first_bytes

GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_BLOCK_BYTES = 140_000
"""What holds a whole block: before its end nothing can be unpacked (RFC 8878, section 3.1.1.2.4)."""
STEP = 1 << 20
_HTTP_HEAD_BYTES = 1 << 15
_STATUS = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})")
_SAID_TYPE = re.compile(rb"^Content-Type:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_MOST_DIGITS = 18
"""Of a length: more than any file has, and less than what overflows."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A record: from `offset`, `length` bytes of the file, compressed where the file is."""

    offset: int
    length: int
    kind: str
    uri: str | None
    captured_at: datetime | None
    content_length: int
    content_type: str | None
    """Of a response that of its HTTP head; without parameters, in small letters."""
    is_http: bool
    http_status: int | None
    """None also where the HTTP head cannot be read."""


@dataclass(frozen=True, slots=True)
class Damage:
    offset: int
    words: str


class NoWarc(Exception):
    """The file as a whole cannot be used; the message says why."""


def listed(record: WarcRecord) -> Listed:
    uri = record.headers.get("WARC-Target-URI")
    http = record.http_headers if record.is_http else None
    answer = _answer_in(record)
    label = http.get("Content-Type") if http is not None else record.headers.get("Content-Type")
    label = answer[1] if answer else label
    return Listed(
        offset=record.stream_pos,
        length=0,
        kind=str(record.record_type),
        # WARC 1.0 was read by some as wanting angle brackets (wget).
        uri=uri.strip().removeprefix("<").removesuffix(">") if uri else None,
        captured_at=record.record_date,
        content_length=_stated_length(record.headers.get("Content-Length")),
        content_type=media_type_of(label) or None,
        is_http=record.is_http or answer is not None,
        http_status=answer[0] if answer else http.status_code if http is not None else None,
    )


def _answer_in(record: WarcRecord) -> tuple[int, str] | None:
    """Status and Content-Type of an answer of HTTP whose record's type its writer left out, or wrote in capitals."""
    is_response = str(record.record_type) == "response"
    label = (record.headers.get("Content-Type") or ("application/http" if is_response else "")).strip().lower()
    if record.is_http or not label.startswith("application/http"):
        return None
    try:
        head = record.reader.read(_HTTP_HEAD_BYTES).partition(b"\r\n\r\n")[0]
    except (ValueError, OSError):
        return None
    status, said = _STATUS.match(head), _SAID_TYPE.search(head)
    return (int(status[1]), said[1].decode("latin-1") if said else "") if status else None


def _stated_length(text: str | None) -> int:
    """The value of Content-Length in bytes; 0 where it is no number, as the reader of records takes it."""
    digits = (text or "").strip()
    return int(digits[:_MOST_DIGITS]) if digits.isascii() and digits.isdecimal() else 0


def bytes_at(file: BinaryIO, offset: int, count: int) -> bytes:
    here = file.tell()
    try:
        file.seek(offset)
        return file.read(count)
    finally:
        # The reader of records stands on the same file.
        file.seek(here)


def begins(file: BinaryIO, offset: int) -> bool:
    head = bytes_at(file, offset, 512)
    if head.startswith(ZSTD):
        head = bytes_at(file, offset, _ZSTD_BLOCK_BYTES)
    return unpacked_begin(head, 5).startswith(b"WARC/")


def unpacked_begin(head: bytes, count: int) -> bytes:
    """The first bytes of a record, whatever it is packed with; none where it is damaged."""
    coding = "gzip" if head.startswith(GZIP) else "zstd" if head.startswith(ZSTD) else None
    return first_bytes(head, coding, count)


def zstd_frame_end(file: BinaryIO, start: int, size: int) -> int | None:
    """Where the frame of Zstandard that begins at `start` ends (RFC 8878, section 3.1.1); None where it is cut off.

    Its blocks say their lengths, so nothing is unpacked for it.
    """
    described = bytes_at(file, start + 4, 1)
    if not described:
        return None
    sign = described[0]
    is_single = bool(sign >> 5 & 1)
    at = start + 5 + (not is_single) + (0, 1, 2, 4)[sign & 3] + (int(is_single), 2, 4, 8)[sign >> 6]
    while len(head := bytes_at(file, at, 3)) == 3:
        block = int.from_bytes(head, "little")
        # A block of one repeated byte says how often it comes.
        at += 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
        if block & 1:
            at += 4 * (sign >> 2 & 1)  # a checksum
            return at if at <= size else None
    return None


def next_start(file: BinaryIO, after: int, sign: bytes, skip: int = 0, until: int | None = None) -> int | None:
    """The next place where a record begins, `skip` bytes behind the begin of the sign; only before `until`."""
    base, tail = after, b""
    while until is None or base < until:
        file.seek(base + len(tail))
        part = file.read(STEP)
        block = tail + part
        at = block.find(sign)
        while at >= 0:
            if until is not None and base + at + skip >= until:
                return None
            if begins(file, base + at + skip):
                return base + at + skip
            at = block.find(sign, at + 1)
        if not part:
            return None
        keep = min(len(block), len(sign) - 1)
        base, tail = base + len(block) - keep, block[len(block) - keep :]
    return None
