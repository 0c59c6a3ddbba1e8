"""The records of one WARC file (ISO 28500), by their places; where the file is damaged, reading goes on behind the
damage.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from fastwarc.warc import ArchiveIterator, WarcRecord

_GZIP = b"\x1f\x8b\x08"
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
    """Every record in order, and every damaged place. Raises NoWarc, and OSError where the file cannot be read."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        zipped = _bytes_at(file, 0, 3) == _GZIP
        if not _begins(file, 0, zipped):
            raise NoWarc("this is no WARC file, it does not begin with a record")
        start: int | None = 0
        while start is not None:
            last: Listed | None = None
            fault = None
            try:
                for record in _read_on(file, start):
                    if last is not None:
                        if zipped and last.offset == 0 and not _begins(file, record.offset, zipped):
                            raise NoWarc("it is compressed as a whole, not record by record: compress it anew")
                        yield replace(last, length=record.offset - last.offset)
                    last = record
            except OSError as error:
                fault = str(error)
            end = _end_of(file, last, zipped) if last else start
            if fault is None:
                # The reader takes a member that was cut off in its first bytes for the end of the file.
                cut = zipped and end is not None and end < size and _bytes_at(file, end, 3) == _GZIP[: size - end]
                if last is not None and end is None and last.http_status is None:
                    yield Damage(last.offset, f"the file ends within a record, {last.uri or 'in its head'}")
                elif last is not None:
                    yield replace(last, length=(end if cut and end else size) - last.offset)
                if cut and end:
                    yield Damage(end, "the file ends within a record")
                return
            start = _next_start(file, (last.offset if last and end is None else end or 0) + 1, zipped)
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


def _begins(file: BinaryIO, offset: int, zipped: bool) -> bool:
    head = _bytes_at(file, offset, 512)
    if zipped:
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 8)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def _end_of(file: BinaryIO, record: Listed, zipped: bool) -> int | None:
    """Where a record ends, None where it is damaged itself. Needed only before damage: the reader does not say it."""
    file.seek(record.offset)
    if not zipped:
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


def _next_start(file: BinaryIO, after: int, zipped: bool) -> int | None:
    """The next place where a record begins."""
    sign = _GZIP if zipped else b"\r\nWARC/"
    skip = 0 if zipped else 2
    base, tail = after, b""
    while True:
        file.seek(base + len(tail))
        part = file.read(_STEP)
        block = tail + part
        at = block.find(sign)
        while at >= 0:
            if _begins(file, base + at + skip, zipped):
                return base + at + skip
            at = block.find(sign, at + 1)
        if not part:
            return None
        keep = min(len(block), len(sign) - 1)
        base, tail = base + len(block) - keep, block[len(block) - keep :]
