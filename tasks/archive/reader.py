"""Read one record of a WARC file by its place. The file may be from another crawler."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from isal import igzip, isal_zlib
from isal.igzip_lib import IsalError
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from schemas.records import Place
from tasks.files.zstandard import SIGN, unpacked_zstd

RECORD_HEAD_BYTES = 100_000
"""Bytes that the WARC and HTTP headers of a record may add to its payload."""


_MOST_ZSTD_BYTES = 1_000_000_000
"""A record of Zstandard tells its size to nobody before it is unpacked."""
_RECORD_TYPE = re.compile(rb"^(WARC-Type:[ \t]*)([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_BLOCK_TYPE = re.compile(rb"^(Content-Type:[ \t]*)([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_ARC_HEAD = re.compile(rb"[a-z]{1,10}:\S{1,8000} \S{1,60} \d{12,14} ")
"""The first line of a record of an ARC file: address, IP address, moment, type, length."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A payload as it was received, and its headers."""

    payload: bytes
    content_type: str | None
    content_encoding: str | None
    headers: list[tuple[str, str]] = field(default_factory=list)
    """Of a response."""
    http_status: int | None = None
    ip: str | None = None


class ArchiveDamaged(Exception):
    """A record is not where it should be, or cannot be read; the message says which."""


def read(archive: Path, place: Place, most_bytes: int | None = None) -> Stored:
    """The payload of one record, as a gzip member of its own or plain; a chunked transfer coding is taken off.

    Raises ArchiveDamaged, also for a record of more than `most_bytes` when unpacked.
    """
    path = archive / place.warc_file
    try:
        with path.open("rb") as file:
            file.seek(place.offset)
            # Never more than the limit: the length that a foreign file states may be wrong.
            member = file.read(place.length if most_bytes is None else min(place.length, most_bytes))
        plain = _as_response(_unpacked(member, most_bytes))
        record = next(iter(ArchiveIterator(io.BytesIO(plain), arc2warc=True)))
        payload = _without_chunks(record)
        while record.raw_stream.read(1 << 16):
            pass  # what follows the last chunk
        if record.raw_stream.limit > 0:
            missing = record.raw_stream.limit
            raise EOFError(f"the record ends too early: its Content-Length asks for {missing} more bytes")
    except (
        OSError,
        EOFError,
        igzip.BadGzipFile,
        IsalError,  # type: ignore[misc]
        isal_zlib.error,
        ArchiveLoadFailed,
        StopIteration,
        ValueError,
    ) as error:
        where = f"{path} at {place.offset}+{place.length}"
        raise ArchiveDamaged(f"{where}: {error or type(error).__name__}") from error
    headers = record.http_headers
    if record.rec_type == "response" and headers is not None:
        status = headers.get_statuscode()
        return Stored(
            payload,
            headers.get_header("Content-Type"),
            headers.get_header("Content-Encoding"),
            headers.headers,
            int(status) if status.isdigit() else None,
            record.rec_headers.get_header("WARC-IP-Address"),
        )
    return Stored(payload, record.rec_headers.get_header("Content-Type"), None)


def _as_response(plain: bytes) -> bytes:
    """A record that holds an answer of HTTP, with the type that says so where its writer wrote another spelling of it.

    Otherwise its HTTP head would be taken for the begin of the page.
    """
    end = plain.find(b"\r\n\r\n")
    if not plain.startswith(b"WARC/") or not 0 < end < RECORD_HEAD_BYTES or not plain.startswith(b"HTTP/", end + 4):
        return plain
    head = plain[:end]
    kind, label = _RECORD_TYPE.search(head), _BLOCK_TYPE.search(head)
    if kind is None or kind[2].strip().lower() not in {b"response", b"resource"}:
        return plain
    said = label[2].strip().lower() if label else b""
    if said and not said.startswith(b"application/http"):
        return plain
    head = _RECORD_TYPE.sub(rb"\1response", head, count=1)
    head = _BLOCK_TYPE.sub(rb"\1application/http; msgtype=response", head, count=1)
    added = b"" if label else b"\r\nContent-Type: application/http; msgtype=response"
    return head + added + plain[end:]


def _unpacked(member: bytes, most_bytes: int | None) -> bytes:
    """The record as plain bytes: without the gzip member around it, where there is one (RFC 1952)."""
    if member.startswith(SIGN):
        return _unpacked_zstd(member, _MOST_ZSTD_BYTES if most_bytes is None else most_bytes)
    if not member.startswith(b"\x1f\x8b"):
        if not (member.startswith(b"WARC/") or _ARC_HEAD.match(member)):
            raise ValueError("no record begins here")
        return member
    if most_bytes is None:
        return bytes(igzip.decompress(member))  # type: ignore[no-untyped-call]
    stream = isal_zlib.decompressobj(wbits=31)
    plain = bytes(stream.decompress(member, most_bytes))
    if not stream.eof:
        larger = bool(stream.unconsumed_tail) or len(plain) >= most_bytes
        raise EOFError(f"more than {most_bytes} bytes when unpacked" if larger else "the record ends too early")
    return plain


def _unpacked_zstd(member: bytes, most_bytes: int) -> bytes:
    plain = unpacked_zstd(member, most_bytes)
    if len(plain) > most_bytes:
        raise EOFError(f"more than {most_bytes} bytes when unpacked")
    return plain


def _without_chunks(record: Any) -> bytes:
    """The payload; archives of some crawlers hold the chunks of the connection, others only still say so in the
    head.
    """
    headers = record.http_headers
    coding = (headers.get_header("Transfer-Encoding") or "") if headers is not None else ""
    if coding.strip().lower() != "chunked":
        return bytes(record.raw_stream.read())
    # warcio's reader looks whether there are chunks at all, and hands on what has none as it is.
    parts = ChunkedDataReader(record.raw_stream)
    payload = bytearray()
    while part := parts.read(1 << 16):
        payload += part
    return bytes(payload)


_PLACE = "SELECT warc_file, warc_offset, warc_length, removed_at FROM capture_places WHERE capture_id = ?"


class CaptureRemoved(ArchiveDamaged):
    """Retention has removed the file; the message says when."""


def stored_capture(database: duckdb.DuckDBPyConnection, archive: Path, capture_id: str) -> Stored:
    """The bytes of a capture, found through the warehouse or a snapshot.

    Raises KeyError for an id that is not known, CaptureRemoved, ArchiveDamaged.
    """
    row = database.execute(_PLACE, [capture_id]).fetchone()
    if row is None:
        raise KeyError(capture_id)
    warc_file, offset, length, removed_at = row
    if removed_at is not None:
        raise CaptureRemoved(
            f"{archive / warc_file}: removed by retention on {removed_at:%Y-%m-%d} (setting archive_days)"
        )
    return read(archive, Place(warc_file, offset, length))


_SUFFIX = ".warc.gz"


def warc_name(run_id: str, batch: str, at: datetime) -> str:
    """Name of the file for one batch of a run: the same again when a cut-off run is resumed."""
    return f"{at:%Y}/{at:%m}/{run_id}-{batch}{_SUFFIX}"


def further_name(warc_file: str, number: int) -> str:
    """Name of the second, third … file of a batch whose first has become too large: `…-00001-2.warc.gz`."""
    return warc_file if number == 1 else f"{warc_file.removesuffix(_SUFFIX)}-{number}{_SUFFIX}"
