"""Records of WARC/1.1 (ISO 28500:2017) as bytes, made without touching the disk.

Digests are SHA-256 in hexadecimal, the form that the community's notes on the standard recommend for it (sections 5.8, 5.9),
and the same 64 digits as `captures.payload_sha256`. A record that has a capture's id as its own leads from file to database
and back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote
from uuid import uuid4

from tasks.archive.identify import identified_type

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_HTTP = "application/http;msgtype=response"
_FIELDS = "application/warc-fields"

Field = tuple[str, str | None]
"""A name and a value; without a value the field is left out."""


class Profile(StrEnum):
    """How it is known that a revisit found what was there before (section 6.7)."""

    SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


@dataclass(frozen=True, slots=True)
class Facts:
    """How a page was got, for its metadata record."""

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
