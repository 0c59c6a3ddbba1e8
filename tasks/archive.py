"""captures <-> WARC: the one door that fetching and cleaning share.

WARC/1.1 (ISO 28500:2017). A `resource` record for a file or inline content, a `response` record for the web; the
payload always as received, whatever its encoding. Each record is a gzip member of its own, so that
file, offset and length are enough to read it back.
"""

from __future__ import annotations

import io
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from isal import igzip, isal_zlib
from isal.igzip_lib import IsalError
from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tasks.handover import whole_file

RECORD_HEAD_BYTES = 100_000
"""What the heads of a record, WARC's and HTTP's, may add to its payload."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record is: the file relative to the archive (somebody else's: absolute), and bytes in it."""

    warc_file: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A payload as it was received, and what was said about it."""

    payload: bytes
    content_type: str | None
    content_encoding: str | None


class ArchiveDamaged(Exception):
    """A record is not where it should be, or cannot be read; the message says which."""


class Writer:
    """Appends records to one new WARC file below the archive, to be used in a `with` statement, by one thread.

    The file gets its name when it is whole and on disk; without a record there is no file.
    """

    def __init__(self, archive: Path, warc_file: str) -> None:
        self._path = archive / warc_file
        self._warc_file = warc_file
        self._stack = ExitStack()
        self._out: BinaryIO | None = None
        self._offset = 0
        self._memory = io.BytesIO()
        # warcio lays the record out; compressing it is left to ISA-L, at a tenth of zlib's cost.
        self._warcio = WARCWriter(self._memory, gzip=False, warc_version="WARC/1.1")

    def __enter__(self) -> Writer:
        self._stack.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add_resource(self, uri: str, payload: bytes, content_type: str, at: datetime) -> Place:
        record = self._warcio.create_warc_record(
            uri,
            "resource",
            payload=io.BytesIO(payload),
            length=len(payload),
            warc_content_type=content_type,
            warc_headers_dict={"WARC-Date": _warc_date(at)},
        )
        return self._add(record)

    def add_response(
        self, url: str, status_line: str, headers: list[tuple[str, str]], payload: bytes, ip: str | None, at: datetime
    ) -> Place:
        """`headers` as received; transfer codings are already taken off the payload, and so off the headers' names."""
        told = [
            (f"X-Archive-Orig-{name}" if name.lower() == "transfer-encoding" else name, value)
            for name, value in headers
        ]
        record = self._warcio.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(payload),
            length=len(payload),
            http_headers=StatusAndHeaders(status_line, told, protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": _warc_date(at)} | ({"WARC-IP-Address": ip} if ip else {}),
        )
        return self._add(record)

    def _add(self, record: object) -> Place:
        if self._out is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            draft = self._stack.enter_context(whole_file(self._path))
            self._out = self._stack.enter_context(draft.open("wb"))
            self._write(
                self._warcio.create_warcinfo_record(self._path.name, {"software": "broadsheet", "format": "WARC/1.1"})
            )
        return self._write(record)

    def _write(self, record: object) -> Place:
        assert self._out is not None
        self._memory.seek(0)
        self._memory.truncate()
        self._warcio.write_record(record)
        member = igzip.compress(self._memory.getbuffer(), compresslevel=1)
        self._out.write(member)
        place = Place(self._warc_file, self._offset, len(member))
        self._offset += len(member)
        return place


def read(archive: Path, place: Place, most_bytes: int | None = None) -> Stored:
    """The payload of one record, as a gzip member of its own or plain; a chunked transfer coding is taken off.

    Raises ArchiveDamaged, also for a record of more than `most_bytes` when unpacked.
    """
    path = archive / place.warc_file
    try:
        with path.open("rb") as file:
            file.seek(place.offset)
            # Never more than could be of use: what a foreign file says of itself may be anything.
            member = file.read(place.length if most_bytes is None else min(place.length, most_bytes))
        plain = _unpacked(member, most_bytes)
        record = next(iter(ArchiveIterator(io.BytesIO(plain))))
        payload = _without_chunks(record)
        while record.raw_stream.read(1 << 16):
            pass  # what stands behind the last chunk
        if record.raw_stream.limit > 0:
            raise EOFError("the record ends too early")
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
        return Stored(payload, headers.get_header("Content-Type"), headers.get_header("Content-Encoding"))
    return Stored(payload, record.rec_headers.get_header("Content-Type"), None)


def _unpacked(member: bytes, most_bytes: int | None) -> bytes:
    """The record as plain bytes: without the gzip member around it, where there is one (RFC 1952)."""
    if not member.startswith(b"\x1f\x8b"):
        if not member.startswith(b"WARC/"):
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


def _without_chunks(record: Any) -> bytes:
    """The payload; archives of some crawlers hold the chunks of the connection, others only still say so in the head."""
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


def warc_name(run_id: str, batch: str, at: datetime) -> str:
    """Name of the file for one batch of a run: the same again when a cut-off run is resumed."""
    return f"{at:%Y}/{at:%m}/{run_id}-{batch}.warc.gz"


def _warc_date(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
