"""The records of one WARC file (ISO 28500), WACZ or ARC file, by their places.

Where the file is damaged, reading continues after the damage.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from fastwarc.stream_io import ZstdReader
from fastwarc.warc import ArchiveIterator
from isal import isal_zlib
from warcio import archiveiterator as warcio
from warcio.exceptions import ArchiveLoadFailed

from schemas.contents import media_type_of
from tasks.discover.readers.warc_places import (
    GZIP,
    STEP,
    Damage,
    Effort,
    Listed,
    NoWarc,
    TooMuchEffort,
    Window,
    begins,
    bytes_at,
    listed,
    next_start,
    unpacked_begin,
    zstd_frame_end,
)
from tasks.files.zstandard import SIGN as ZSTD

_ZIP = b"PK\x03\x04"
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
"""How the frame begins that holds a dictionary (RFC 8878, section 3.1.2; draft of .warc.zst of the IIPC)."""
_MEMBER_STEP = 1 << 14
"""Compressed bytes read at once. What is left behind a member is copied, so a large step makes small members slow."""
_CUT_STEP = 512
_MOST_HEAD_BYTES = 1 << 17
"""Unpacked bytes of a member that are kept to read the heads of WARC and HTTP."""
_DAMAGE_EFFORT = 200_000
_WALKED_EFFORT = 20
"""Of a packed byte, whose block is looked for before it is unpacked."""
_HEAD_END = b"\r\n\r\n"
"""Ends the head of a record (ISO 28500:2017, section 4); the same bytes follow the content of a record."""
_NEXT_RECORD = re.compile(rb"[\r\n]*WARC/")
_PLAIN_HEAD_BYTES = 1 << 14
_BEHIND_BYTES = 16
"""Bytes read behind a record: its two line ends, and the first word of the next."""


def records_in(path: Path) -> Iterator[Listed | Damage]:
    """Every record in order, and every damaged place, of a WARC, ARC or WACZ file.

    Raises NoWarc, and OSError where the file cannot be read.
    """
    with path.open("rb") as file:
        if bytes_at(file, 0, 4) == _ZIP:
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
        head = bytes_at(file, entry.header_offset, 30)
        begin = entry.header_offset + 30 + int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little")
        try:
            for found in _in_warc(cast(BinaryIO, Window(file, begin, entry.file_size))):
                yield replace(found, offset=begin + found.offset)
        except NoWarc as error:
            yield Damage(begin, f"{entry.filename}: {error}")


def _is_warc(name: str) -> bool:
    return name.lower().endswith((".warc", ".warc.gz", ".warc.zst"))


def _holds_arc(file: BinaryIO) -> bool:
    head = bytes_at(file, 0, 512)
    return unpacked_begin(head, 9).startswith(b"filedesc:")


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
                content_type=media_type_of(label) or None,
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
    head = bytes_at(file, 0, 4)
    if _SKIPPABLE.match(head):
        raise NoWarc("its records are compressed with a dictionary of their own: unpack it with zstd, then use gzip")
    sign = next((sign for sign in (GZIP, ZSTD) if head.startswith(sign)), b"")
    if not begins(file, 0):
        raise NoWarc("this is no WARC file, it does not begin with a record")
    effort, at = Effort.for_file(size), 0
    try:
        for found in _in_members(file, size, sign, effort) if sign else _in_plain(file, size, effort):
            yield found
            at = found.offset
            if isinstance(found, Damage):
                effort.spend(_DAMAGE_EFFORT)
    except TooMuchEffort:
        yield Damage(at, "the rest of this file is not read: it costs more than any file of its size should")


def _in_plain(file: BinaryIO, size: int, effort: Effort) -> Iterator[Listed | Damage]:
    """The records of a file that is not compressed: only their Content-Length says where they end."""
    start: int | None = 0
    while start is not None:
        last: Listed | None = None
        fault = None
        inside = None
        try:
            for record in _read_on(file, start):
                if last is not None:
                    yield replace(last, length=record.offset - last.offset)
                last = record
                # Before the reader goes on: it would skip what lies within a length that is too long.
                inside = _record_inside(file, record, size, effort)
                if inside is not None:
                    break
        except OSError as error:
            fault = str(error)
        if last is not None and inside is not None:
            yield replace(last, length=inside - last.offset)
            start = inside
            continue
        end = _end_of(file, last) if last else start
        if fault is None:
            if last is not None and end is None and last.http_status is None:
                yield Damage(last.offset, f"the file ends within a record, {last.uri or 'in its head'}")
            elif last is not None:
                yield replace(last, length=size - last.offset)
            return
        if last is not None and end is not None and begins(file, end):
            start = end  # the length is wrong by a few bytes, or the line ends before the next record are damaged
        else:
            after = start if last is None else last.offset if end is None else max(last.offset, end - len(_HEAD_END))
            start = next_start(file, after + 1, b"\r\nWARC/", effort, 2)
        if last is not None:
            yield replace(last, length=(end or start or size) - last.offset)
        if end is not None and start != end:
            # Where the last whole record ends there must be another: that is the damaged one.
            yield Damage(end, fault)


@dataclass(frozen=True, slots=True)
class _Member:
    end: int
    fault: str | None
    record: Listed | None
    is_blank: bool
    behind: bytes
    """The first unpacked bytes behind the end that the record states."""
    is_short: bool
    """Whether it ends before the record does."""


def _in_members(file: BinaryIO, size: int, sign: bytes, effort: Effort) -> Iterator[Listed | Damage]:
    """The records of a gzip file, a member each (ISO 28500:2017, annex D.2), or of Zstandard, a frame each.

    The members say where records end, so a wrong Content-Length touches its own record only: where it is too long,
    reading that record fails later; where it is too short, a Damage follows the record.
    """
    unit = "gzip member" if sign == GZIP else "zstd frame"
    start: int | None = 0
    while start is not None and start < size:
        if sign == ZSTD and _SKIPPABLE.match(head := bytes_at(file, start, 8)):
            end = start + 8 + int.from_bytes(head[4:], "little")  # such as the table of places of the seekable format
            if end > size:
                yield Damage(start, "the file ends within a frame that holds no record")
            start = end if end <= size else next_start(file, start + 1, sign, effort)
            continue
        member = _member_at(file, start, size, sign, effort)
        record = member.record
        if member.fault:
            following = next_start(file, start + 1, sign, effort)
            if record is not None and record.http_status is not None:
                # The record is named: reading it says what is wrong.
                yield replace(record, length=(following or size) - start)
            else:
                yield Damage(start, f"{member.fault}, {record.uri or 'in its head'}" if record else member.fault)
            start = following
            continue
        holds_more = _NEXT_RECORD.match(member.behind)
        if holds_more and start == 0:
            raise NoWarc("it is compressed as a whole, not record by record: compress it anew")
        if record is not None and member.is_short and sign == ZSTD and not begins(file, member.end):
            # Its content goes on in further frames: some programs begin one anew after so many bytes.
            following = next_start(file, member.end, sign, effort)
            yield replace(record, length=(following or size) - start)
            start = following
            continue
        if record is not None:
            yield replace(record, length=member.end - start)
        elif not member.is_blank:
            yield Damage(start, f"no record begins in this {unit}")
        if holds_more:
            yield Damage(start, f"only the first of several records in a {unit} is read: compress them one by one")
        elif member.behind.strip(b"\r\n"):
            yield Damage(start, "the Content-Length of this record is too short: the bytes behind it are not read")
        start = member.end


@dataclass(slots=True)
class _Unpacking:
    """Where a member ends, as far as it was read, and what is wrong with it."""

    end: int
    fault: str | None = None


def _member_at(file: BinaryIO, start: int, size: int, sign: bytes, effort: Effort) -> _Member:
    """The gzip member, or frame of Zstandard, that begins at `start`, unpacked to its end in bounded memory."""
    head = bytearray()
    record: Listed | None = None
    stated_end: int | None = None
    behind = b""
    unpacked = 0
    state = _Unpacking(start)
    for part in _gzip_parts(file, state) if sign == GZIP else _zstd_parts(file, size, state):
        head += part[: _MOST_HEAD_BYTES - len(head)]
        if stated_end is None and len(head) == _MOST_HEAD_BYTES:
            record, stated_end = _first_record(bytes(head), start)
            behind = bytes(head[stated_end : stated_end + _BEHIND_BYTES])
        if stated_end is not None and len(behind) < _BEHIND_BYTES:
            at = stated_end + len(behind) - unpacked
            behind += part[at : at + _BEHIND_BYTES - len(behind)]
            if start == 0 and _NEXT_RECORD.match(behind):
                break  # the file is compressed as a whole: its end is far away
        unpacked += len(part)
        effort.spend(len(part))
    effort.spend(_WALKED_EFFORT * (state.end - start))
    if stated_end is None:
        record, stated_end = _first_record(bytes(head), start)
        behind = bytes(head[stated_end : stated_end + _BEHIND_BYTES])
    return _Member(state.end, state.fault, record, not head.strip(), behind, unpacked < stated_end)


def _gzip_parts(file: BinaryIO, state: _Unpacking) -> Iterator[bytes]:
    file.seek(state.end)
    stream = isal_zlib.decompressobj(wbits=31)
    packed = b""
    while not stream.eof:
        if not packed:
            packed = file.read(_MEMBER_STEP)
            state.end += len(packed)
        if not packed:
            state.fault = "the file ends within a record"
            return
        try:
            part = stream.decompress(packed, STEP)
        except (isal_zlib.error, ValueError) as error:  # type: ignore[misc]
            state.fault = f"damaged gzip data: {error}"
            return
        packed = stream.unconsumed_tail
        yield part
    state.end -= len(stream.unused_data)


def _zstd_parts(file: BinaryIO, size: int, state: _Unpacking) -> Iterator[bytes]:
    start, end = state.end, zstd_frame_end(file, state.end, size)
    if end is None:
        state.end, state.fault = size, "the file ends within a record"
        end = size
    else:
        state.end = end
    stream = ZstdReader(io.BufferedReader(Window(file, start, end - start)))
    try:
        # In small steps where the end is missing: a step that meets it gives nothing at all.
        while part := stream.read(_CUT_STEP if state.fault else STEP):
            yield part
    except OSError as error:
        state.fault = state.fault or f"damaged zstd data: {error}"


def _first_record(head: bytes, offset: int) -> tuple[Listed | None, int]:
    """The record that the unpacked bytes begin with, and where it ends by its Content-Length.

    Without a record that is the end of the bytes.
    """
    blank = head.find(_HEAD_END)
    try:
        record = next(iter(ArchiveIterator(io.BytesIO(head))), None) if blank >= 0 else None
        found = replace(listed(record), offset=offset) if record is not None else None
    except (OSError, ValueError):
        found = None
    if found is None:
        return None, len(head)
    return found, blank + len(_HEAD_END) + found.content_length


def _record_inside(file: BinaryIO, record: Listed, size: int, effort: Effort) -> int | None:
    """Where another record begins within the stated length of a plain one, None where that length is right.

    A record that is followed by another, or by the end of the file, is not searched: its content may be a WARC file.
    """
    head = bytes_at(file, record.offset, _PLAIN_HEAD_BYTES)
    blank = head.find(_HEAD_END)
    if blank < 0:
        return None
    end = record.offset + blank + len(_HEAD_END) + record.content_length
    behind = bytes_at(file, end, _BEHIND_BYTES) if end <= size else b""
    if _NEXT_RECORD.match(behind) or (end <= size and end + len(behind) == size and not behind.strip(b"\r\n")):
        return None
    here = file.tell()
    try:
        return next_start(file, record.offset + 1, _HEAD_END + b"WARC/1.", effort, len(_HEAD_END), end)
    finally:
        file.seek(here)


def _read_on(file: BinaryIO, start: int) -> Iterator[Listed]:
    file.seek(start)
    for record in ArchiveIterator(file):
        yield listed(record)


def _end_of(file: BinaryIO, record: Listed) -> int | None:
    """Where a record ends, None where it is damaged itself. Needed only before damage: the reader does not say it."""
    file.seek(record.offset)
    head = file.read(_PLAIN_HEAD_BYTES)
    blank = head.find(_HEAD_END)
    end = record.offset + blank + len(_HEAD_END) + record.content_length
    # Two line ends follow a record; some writers leave them out behind the last.
    return end + 4 if blank >= 0 and end <= file.seek(0, 2) else None
