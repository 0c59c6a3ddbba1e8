"""What a payload is by its own first bytes, for WARC-Identified-Payload-Type: readers that believe no label ask for it."""

from __future__ import annotations

import re
import zlib

import brotli

_IN, _OUT = 1024, 512
"""Bytes of the payload that are unpacked for a look, and of what comes out of them."""
# Tags by which the WHATWG tells a page (MIME Sniffing, section 7.1), behind a byte order mark and white space.
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?"
    rb"<(?:!--|(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>])",
    re.IGNORECASE,
)


def identified_type(payload: bytes, content_encoding: str | None) -> str | None:
    """text/html, or application/xhtml+xml behind an XML declaration; None for anything else, which is left unidentified."""
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
