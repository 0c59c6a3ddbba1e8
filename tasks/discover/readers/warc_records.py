"""The records of one WARC file (ISO 28500), WACZ or ARC file, by their places.

Where the file is damaged, reading goes on behind the damage.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecord
from warcio import archiveiterator as warcio
from warcio.exceptions import ArchiveLoadFailed

from tasks.web.encodings import first_bytes

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
_ZSTD_BLOCK_BYTES = 140_000
"""What holds a whole block: before its end nothing can be unpacked (RFC 8878, section 3.1.1.2.4)."""
_ZIP = b"PK\x03\x04"
_STEP = 1 << 20


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


def records_in(path: Path) -> Iterator[Listed | Damage]:
    """Every record in order, and every damaged place, of a WARC, ARC or WACZ file.

    Raises NoWarc, and OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        if _bytes_at(file, 0, 4) == _ZIP:
            yield from _in_wacz(file)
        elif _holds_arc(file):
            yield from _in_arc(file)
        else:
            yield from _in_warc(file)


def _in_wacz(file: BinaryIO) -> Iterator[Listed | Damage]:
    """The records of the WARC files in a WACZ (version 1.1.1), which holds them uncompressed: places are in it."""
    try:
        members = [entry for entry in zipfile.ZipFile(file).infolist() if _is_warc(entry.filename)]
    except zipfile.BadZipFile as error:
        raise NoWarc(f"this WACZ cannot be opened: {error}") from error
    if not members:
        raise NoWarc("this is a ZIP file without a WARC file in it, so no WACZ")
    for entry in members:
        if entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & 1:
            yield Damage(
                entry.header_offset, f"{entry.filename} is compressed or encrypted within the WACZ: unpack it first"
            )
            continue
        # A local header has lengths of its own (APPNOTE of PKWARE, section 4.3.7).
        head = _bytes_at(file, entry.header_offset, 30)
        begin = entry.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        try:
            for found in _in_warc(cast(BinaryIO, Window(file, begin, entry.file_size))):
                yield replace(found, offset=begin + found.offset)
        except NoWarc as error:
            yield Damage(begin, f"{entry.filename}: {error}")


def _is_warc(name: str) -> bool:
    return name.lower().endswith((".warc", ".warc.gz", ".warc.zst"))


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


def _holds_arc(file: BinaryIO) -> bool:
    head = _bytes_at(file, 0, 512)
    return _unpacked_begin(head, 9).startswith(b"filedesc:")


def _in_arc(file: BinaryIO) -> Iterator[Listed | Damage]:
    """The records of an ARC file (version 1 or 2, the format before WARC), each with the address in its head."""
    file.seek(0)
    records = warcio.ArchiveIterator(file, arc2warc=True)
    at = 0
    try:
        for record in records:
            at = records.get_record_offset()
            http = record.http_headers
            status = http.get_statuscode() if http is not None else ""
            label = http.get_header("Content-Type") if http is not None else None
            records.read_to_end(record)
            yield Listed(
                offset=at,
                length=records.get_record_length(),
                kind=record.rec_type,
                uri=record.rec_headers.get_header("WARC-Target-URI"),
                captured_at=_moment(record.rec_headers.get_header("WARC-Date")),
                content_length=int(record.rec_headers.get_header("Content-Length") or 0),
                content_type=(label or "").partition(";")[0].strip().lower() or None,
                is_http=http is not None,
                http_status=int(status) if status.isdigit() else None,
            )
    except (ArchiveLoadFailed, EOFError, ValueError, OSError, zlib.error) as error:
        yield Damage(at, f"the rest of this ARC file cannot be read: {error}")


def _moment(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


def _in_warc(file: BinaryIO) -> Iterator[Listed | Damage]:
    size = file.seek(0, 2)
    sign = next((sign for sign in (_GZIP, _ZSTD) if _bytes_at(file, 0, 4).startswith(sign)), b"")
    zipped = bool(sign)
    if not _begins(file, 0):
        raise NoWarc("this is no WARC file, it does not begin with a record")
    start: int | None = 0
    while start is not None:
        last: Listed | None = None
        fault = None
        try:
            for record in _read_on(file, start):
                if last is not None:
                    if zipped and last.offset == 0 and not _begins(file, record.offset):
                        raise NoWarc("it is compressed as a whole, not record by record: compress it anew")
                    yield replace(last, length=record.offset - last.offset)
                last = record
        except OSError as error:
            fault = str(error)
        end = _end_of(file, last, sign) if last else start
        if fault is None:
            # The reader takes a member that was cut off in its first bytes for the end of the file.
            cut = zipped and end is not None and end < size and _bytes_at(file, end, len(sign)) == sign[: size - end]
            if last is not None and end is None and last.http_status is None:
                yield Damage(last.offset, f"the file ends within a record, {last.uri or 'in its head'}")
            elif last is not None:
                yield replace(last, length=(end if cut and end else size) - last.offset)
            if cut and end:
                yield Damage(end, "the file ends within a record")
            return
        start = _next_start(file, (last.offset if last and end is None else end or 0) + 1, sign)
        if last is not None:
            yield replace(last, length=(end or start or size) - last.offset)
        if end is not None:
            # Where the last whole record ends there must be another: that is the damaged one.
            yield Damage(end, fault)


def _read_on(file: BinaryIO, start: int) -> Iterator[Listed]:
    file.seek(start)
    for record in ArchiveIterator(file):
        yield _listed(record)


def _listed(record: WarcRecord) -> Listed:
    uri = record.headers.get("WARC-Target-URI")
    http = record.http_headers if record.is_http else None
    label = http.get("Content-Type") if http is not None else record.headers.get("Content-Type")
    return Listed(
        offset=record.stream_pos,
        length=0,
        kind=str(record.record_type),
        # WARC 1.0 was read by some as wanting angle brackets (wget).
        uri=uri.strip().removeprefix("<").removesuffix(">") if uri else None,
        captured_at=record.record_date,
        content_length=int(record.headers.get("Content-Length") or 0),
        content_type=(label or "").partition(";")[0].strip().lower() or None,
        is_http=record.is_http,
        http_status=http.status_code if http is not None else None,
    )


def _bytes_at(file: BinaryIO, offset: int, count: int) -> bytes:
    here = file.tell()
    try:
        file.seek(offset)
        return file.read(count)
    finally:
        # The reader of records stands on the same file.
        file.seek(here)


def _begins(file: BinaryIO, offset: int) -> bool:
    head = _bytes_at(file, offset, 512)
    if head.startswith(_ZSTD):
        head = _bytes_at(file, offset, _ZSTD_BLOCK_BYTES)
    return _unpacked_begin(head, 5).startswith(b"WARC/")


def _unpacked_begin(head: bytes, count: int) -> bytes:
    """The first bytes of a record, whatever it is packed with; none where it is damaged."""
    coding = "gzip" if head.startswith(_GZIP) else "zstd" if head.startswith(_ZSTD) else None
    return first_bytes(head, coding, count)


def _end_of(file: BinaryIO, record: Listed, sign: bytes) -> int | None:
    """Where a record ends, None where it is damaged itself. Needed only before damage: the reader does not say it."""
    file.seek(record.offset)
    if sign == _ZSTD:
        return _next_start(file, record.offset + 1, sign)
    if not sign:
        head = file.read(1 << 16)
        blank = head.find(b"\r\n\r\n")
        end = record.offset + blank + 4 + record.content_length
        # Two line ends follow a record; some writers leave them out behind the last.
        return end + 4 if blank >= 0 and end <= file.seek(0, 2) else None
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    end = record.offset
    while part := file.read(_STEP):
        end += len(part)
        while part and not stream.eof:
            try:
                stream.decompress(part, _STEP)
            except zlib.error:
                return None
            part = stream.unconsumed_tail
        if stream.eof:
            return end - len(stream.unused_data)
    return None


def _next_start(file: BinaryIO, after: int, packed: bytes) -> int | None:
    """The next place where a record begins."""
    sign = packed or b"\r\nWARC/"
    skip = 0 if packed else 2
    base, tail = after, b""
    while True:
        file.seek(base + len(tail))
        part = file.read(_STEP)
        block = tail + part
        at = block.find(sign)
        while at >= 0:
            if _begins(file, base + at + skip):
                return base + at + skip
            at = block.find(sign, at + 1)
        if not part:
            return None
        keep = min(len(block), len(sign) - 1)
        base, tail = base + len(block) - keep, block[len(block) - keep :]
