"""Write captures as records of WARC/1.1 (ISO 28500:2017) into new files, which are renamed when they are complete."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import quote
from uuid import uuid4

import brotli
from isal import igzip

from schemas.records import Place
from tasks.archive.reader import further_name
from tasks.files.atomic import atomic_write

_SOFTWARE = "broadsheet"
_BUFFER_BYTES = 1 << 20
_MOST_FILE_BYTES = 1_000_000_000
"""A file of at least this size gets no further capture: the next begins another file (ISO 28500, annex C)."""


class Writer:
    """Appends records to new WARC files below the archive, to be used in a `with` statement, by one thread.

    The files are renamed together when all are complete and on disk; without a record there is no file.
    """

    def __init__(self, archive: Path, warc_file: str, most_file_bytes: int = _MOST_FILE_BYTES) -> None:
        self._archive = archive
        self._first = warc_file
        self._most = most_file_bytes
        self._stack = ExitStack()
        self._files = 0
        self._out: BinaryIO | None = None
        self._warc_file = warc_file
        self._offset = 0

    def __enter__(self) -> Self:
        self._stack.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add_resource(
        self,
        uri: str,
        payload: bytes,
        content_type: str,
        at: datetime,
        *,
        payload_sha256: str | None = None,
        capture_id: str | None = None,
    ) -> Place:
        """A file or inline content. `capture_id`, a UUID, becomes the record's id; `payload_sha256` saves hashing
        again.
        """
        record_id = capture_id or str(uuid4())
        return self._add(resource(uri, payload, content_type, at, payload_sha256, record_id), at)

    def add_response(
        self,
        url: str,
        status_line: str,
        headers: list[tuple[str, str]],
        payload: bytes,
        ip: str | None,
        at: datetime,
        *,
        facts: Facts | None = None,
        payload_sha256: str | None = None,
        capture_id: str | None = None,
    ) -> Place:
        """An answer with new content, and its facts behind it. Headers as received, the payload without transfer
        coding.

        `url` is the address that answered. The place is that of the response.
        """
        record_id = capture_id or str(uuid4())
        record = response(url, status_line, headers, payload, ip, at, payload_sha256, record_id)
        return self._add(record, at, metadata(url, facts, at, record_id) if facts else None)

    def add_revisit(
        self,
        url: str,
        status_line: str,
        headers: list[tuple[str, str]],
        ip: str | None,
        at: datetime,
        *,
        original: Original,
        profile: Profile,
        facts: Facts | None = None,
        capture_id: str | None = None,
    ) -> Place:
        """An answer that brought nothing new: its head, and where the payload is. The place is that of the revisit."""
        record_id = capture_id or str(uuid4())
        record = revisit(url, status_line, headers, ip, at, original, profile, record_id)
        return self._add(record, at, metadata(url, facts, at, record_id) if facts else None)

    def _add(self, record: bytes, at: datetime, beside: bytes | None = None) -> Place:
        """Both records go to one file."""
        if self._out is None or self._offset >= self._most:
            self._begin_file(at)
        place = self._write(record)
        if beside is not None:
            self._write(beside)
        return place

    def _begin_file(self, at: datetime) -> None:
        if self._out is not None:
            self._out.close()
        self._files += 1
        self._warc_file = further_name(self._first, self._files)
        self._offset = 0
        path = self._archive / self._warc_file
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._stack.enter_context(atomic_write(path))
        self._out = self._stack.enter_context(draft.open("wb", buffering=_BUFFER_BYTES))
        self._write(warcinfo(path.name, _SOFTWARE, at))

    def _write(self, record: bytes) -> Place:
        assert self._out is not None
        # ISA-L compresses at a tenth of zlib's cost.
        member = igzip.compress(record, compresslevel=1)
        self._out.write(member)
        place = Place(self._warc_file, self._offset, len(member))
        self._offset += len(member)
        return place


_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_HTTP = "application/http;msgtype=response"
_FIELDS = "application/warc-fields"

Field = tuple[str, str | None]
"""A name and a value; without a value the field is left out."""


class Profile(StrEnum):
    """How a revisit was found to be unchanged (section 6.7)."""

    SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Facts:
    """How a page was fetched, for its metadata record."""

    elapsed_ms: int
    redirects: int = 0
    asked_for: str | None = None
    """The address that was asked for first, before any redirect."""
    via: str | None = None
    """Where the address was found: a feed, a sitemap, a list."""


@dataclass(frozen=True, slots=True)
class Original:
    """The capture whose payload a revisit found again."""

    payload_sha256: str
    url: str
    captured_at: datetime
    """To the microsecond as it was archived."""
    capture_id: str | None = None


def warcinfo(file_name: str, software: str, at: datetime) -> bytes:
    about = [
        ("software", software),
        ("format", "WARC/1.1"),
        ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
    ]
    return _record("warcinfo", _new_id(), at, [("WARC-Filename", file_name)], _FIELDS, _named(about))


def resource(
    uri: str, payload: bytes, content_type: str, at: datetime, payload_sha256: str | None, record_id: str
) -> bytes:
    digest = payload_sha256 or _sha256(payload)
    fields = [("WARC-Target-URI", _uri(uri)), ("WARC-Payload-Digest", _labelled(digest))]
    return _record("resource", record_id, at, fields, content_type, payload, digest)


def response(
    url: str,
    status_line: str,
    headers: list[tuple[str, str]],
    payload: bytes,
    ip: str | None,
    at: datetime,
    payload_sha256: str | None,
    record_id: str,
) -> bytes:
    fields = [
        ("WARC-Target-URI", _uri(url)),
        ("WARC-IP-Address", ip),
        ("WARC-Payload-Digest", _labelled(payload_sha256 or _sha256(payload))),
        ("WARC-Identified-Payload-Type", identified_type(payload, _named_in(headers, "content-encoding"))),
    ]
    return _record("response", record_id, at, fields, _HTTP, _http_head(status_line, headers) + payload)


def revisit(
    url: str,
    status_line: str,
    headers: list[tuple[str, str]],
    ip: str | None,
    at: datetime,
    original: Original,
    profile: Profile,
    record_id: str,
) -> bytes:
    """The head of the answer, without the payload that the original has."""
    fields = [
        ("WARC-Target-URI", _uri(url)),
        ("WARC-IP-Address", ip),
        ("WARC-Profile", profile),
        ("WARC-Refers-To", _urn(original.capture_id) if original.capture_id else None),
        ("WARC-Refers-To-Target-URI", _uri(original.url)),
        ("WARC-Refers-To-Date", _date(original.captured_at)),
        ("WARC-Payload-Digest", _labelled(original.payload_sha256)),
        # An answer of 304 has no body that could be cut.
        ("WARC-Truncated", "length" if profile is Profile.SAME_PAYLOAD else None),
    ]
    return _record("revisit", record_id, at, fields, _HTTP, _http_head(status_line, headers))


def metadata(url: str, facts: Facts, at: datetime, of_record: str) -> bytes:
    """What is known of the fetch that made another record. `via` and `fetchTimeMs` are the standard's (section 6.6)."""
    told = [
        ("via", facts.via),
        ("fetchTimeMs", str(facts.elapsed_ms)),
        ("requestedUrl", _uri(facts.asked_for or url)),
        ("redirects", str(facts.redirects)),
        ("finalUrl", _uri(url)),
    ]
    fields = [("WARC-Target-URI", _uri(url)), ("WARC-Concurrent-To", _urn(of_record))]
    return _record("metadata", _new_id(), at, fields, _FIELDS, _named(told))


def _record(
    kind: str,
    record_id: str,
    at: datetime,
    fields: Sequence[Field],
    block_type: str,
    block: bytes,
    digest: str | None = None,
) -> bytes:
    """The record; `digest` is the block's SHA-256, where it is known."""
    head = [
        ("WARC-Type", kind),
        ("WARC-Record-ID", _urn(record_id)),
        ("WARC-Date", _date(at)),
        *fields,
        ("WARC-Block-Digest", _labelled(digest or _sha256(block))),
        ("Content-Type", block_type),
        ("Content-Length", str(len(block))),
    ]
    return b"".join((b"WARC/1.1\r\n", _named(head), b"\r\n", block, b"\r\n\r\n"))


def _named(fields: Iterable[Field]) -> bytes:
    lines = [f"{name}: {_one_line(value)}\r\n" for name, value in fields if value is not None]
    return "".join(lines).encode("utf-8", "replace")


def _one_line(value: str) -> str:
    """A line break in a value would forge a field."""
    return value if value.isprintable() else "".join(sign if sign.isprintable() else " " for sign in value)


def _http_head(status_line: str, headers: list[tuple[str, str]]) -> bytes:
    """The head as received; transfer codings are already taken off the payload, and so off the headers' names."""
    lines = [f"HTTP/1.1 {status_line}\r\n"]
    lines += [
        f"X-Archive-Orig-{name}: {value}\r\n" if name.lower() == "transfer-encoding" else f"{name}: {value}\r\n"
        for name, value in headers
    ]
    text = "".join([*lines, "\r\n"])
    try:
        return text.encode("latin-1")  # what the client read each byte as
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _named_in(headers: list[tuple[str, str]], name: str) -> str | None:
    return next((value for given, value in headers if given.lower() == name), None)


def _uri(address: str) -> str:
    """As RFC 3986 wants it: no white space, nothing beyond ASCII."""
    return quote(address, safe=_PRINTABLE, errors="replace")


def _date(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _new_id() -> str:
    return str(uuid4())


def _urn(record_id: str) -> str:
    return f"<urn:uuid:{record_id}>"


def _labelled(sha256: str) -> str:
    return f"sha256:{sha256}"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_IN, _OUT = 1024, 512
"""Limits, in bytes, for detecting the type: of the payload that is unpacked, and of the result."""
# Tags by which the WHATWG tells a page (MIME Sniffing, section 7.1), behind a byte order mark and white space.
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?"
    rb"<(?:!--|(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>])",
    re.IGNORECASE,
)


def identified_type(payload: bytes, content_encoding: str | None) -> str | None:
    """text/html, or application/xhtml+xml behind an XML declaration; None for anything else, which is left
    unidentified.
    """
    found = _PAGE.match(_start(payload, (content_encoding or "").strip().lower()))
    if found is None:
        return None
    return "application/xhtml+xml" if found[1] else "text/html"


def _start(payload: bytes, coding: str) -> bytes:
    try:
        if coding in {"gzip", "x-gzip"}:
            return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(payload[:_IN], _OUT)
        if coding == "br":
            return bytes(brotli.Decompressor().process(payload[:_IN], output_buffer_limit=_OUT))
    except (zlib.error, brotli.error):
        return b""
    return payload[:_OUT] if coding in {"", "identity"} else b""
