"""What is said of a record of a WARC file, and where in the file records begin."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Self

from fastwarc.warc import WarcRecord

from schemas.contents import media_type_of
from tasks.files.zstandard import SIGN as ZSTD
from tasks.files.zstandard import ZSTD_BLOCK_BYTES, begin_of_zstd
from tasks.web.encodings import first_bytes

GZIP = b"\x1f\x8b\x08"
STEP = 1 << 20
_HTTP_HEAD_BYTES = 1 << 15
_STATUS = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})")
_SAID_TYPE = re.compile(rb"^Content-Type:[ \t]*([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_FALSE_START_EFFORT = 10_000
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


class TooMuchEffort(Exception):
    """A file costs more than its size allows."""


@dataclass(slots=True)
class Effort:
    """What may still be spent on one file, in bytes unpacked (about a nanosecond each): 200 MB, and 100 times its size.

    Nobody's pages compress so well. Bombs, records within records and thousands of places that only look like the begin
    of one would cost hours.
    """

    left: int

    @classmethod
    def for_file(cls, size: int) -> Self:
        return cls(200_000_000 + 100 * size)

    def spend(self, amount: int) -> None:
        """Raises TooMuchEffort where nothing is left."""
        self.left -= amount
        if self.left < 0:
            raise TooMuchEffort


class Window(io.RawIOBase):
    """A part of a file, as a file."""

    def __init__(self, file: BinaryIO, begin: int, size: int) -> None:
        self._file, self._begin, self._size, self._at = file, begin, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._size - self._at)
        self._file.seek(self._begin + self._at)
        part = self._file.read(left if size is None or size < 0 else min(size, left))
        self._at += len(part)
        return part

    def readinto(self, buffer: Any) -> int:
        part = self.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


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
        head = bytes_at(file, offset, ZSTD_BLOCK_BYTES)
    return unpacked_begin(head, 5).startswith(b"WARC/")


def unpacked_begin(head: bytes, count: int) -> bytes:
    """The first bytes of a record, whatever it is packed with; none where it is damaged."""
    if head.startswith(ZSTD):
        return begin_of_zstd(head, count)
    return first_bytes(head, "gzip" if head.startswith(GZIP) else None, count)


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
    read, read_from = b"", at
    while at < size:
        if not 0 <= at - read_from <= len(read) - 3:
            read, read_from = bytes_at(file, at, ZSTD_BLOCK_BYTES), at
        head = read[at - read_from : at - read_from + 3]
        if len(head) < 3:
            return None
        block = int.from_bytes(head, "little")
        # A block of one repeated byte says how often it comes.
        at += 3 + (1 if block >> 1 & 3 == 1 else block >> 3)
        if block & 1:
            at += 4 * (sign >> 2 & 1)  # a checksum
            return at if at <= size else None
    return None


def next_start(
    file: BinaryIO, after: int, sign: bytes, effort: Effort, skip: int = 0, until: int | None = None
) -> int | None:
    """The next place where a record begins, `skip` bytes behind the begin of the sign; only before `until`.

    Raises TooMuchEffort.
    """
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
            effort.spend(_FALSE_START_EFFORT + (ZSTD_BLOCK_BYTES if sign == ZSTD else 0))
            at = block.find(sign, at + 1)
        if not part:
            return None
        keep = min(len(block), len(sign) - 1)
        base, tail = base + len(block) - keep, block[len(block) - keep :]
    return None
