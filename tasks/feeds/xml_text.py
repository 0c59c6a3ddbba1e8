"""XML as publishers send it, as text that a parser takes: decoded, without what no XML may contain, and mended where
bare.

XML 1.0, section 2.2 (characters) and 4.1 (references). Every step is linear in the length of the text.
"""

from __future__ import annotations

import html
import re

from tasks.files.charset import decode

_DECLARATION = re.compile(r"(?:(?<!\s)\s++)?<\?xml[^>]{0,200}\?>\s*", re.IGNORECASE)
_NOT_ALLOWED = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBERED = re.compile(r"&#(?:x([0-9a-f]{1,8})|(\d{1,9}));?", re.IGNORECASE)
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,9}|#[xX][0-9a-fA-F]{1,8});)(?:(\w{2,31});)?")
_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_UTF16 = (("utf-16-le", b"<\x00"), ("utf-16-be", b"\x00<"))
"""How a document in UTF-16 begins that lacks its mark."""


def xml_text(content: bytes, content_type: str | None) -> str:
    """The document as text, without its XML declaration: what encoding it was in no longer matters.

    `content_type` is what the server called it. A byte that is wrong costs one sign (U+FFFD).
    """
    head = content[:200].lstrip(b"\x00 \t\r\n")
    utf16 = next((name for name, begin in _UTF16 if head.startswith(begin) or content.startswith(begin)), None)
    text = content.decode(utf16, "replace") if utf16 else decode(content, content_type).text
    text = _NOT_ALLOWED.sub("", text.removeprefix("\ufeff"))
    return _NUMBERED.sub(_allowed, _DECLARATION.sub("", text, count=1))


def mended(text: str) -> str:
    """The text with names of HTML as characters, and with `&` and `<` that begin nothing written out; CDATA stays as it
    is.
    """
    parts = []
    at = 0
    while (begin := text.find(_CDATA, at)) >= 0 and (end := text.find(_CDATA_END, begin)) >= 0:
        end += len(_CDATA_END)
        parts += [_mended(text[at:begin]), text[begin:end]]
        at = end
    return "".join([*parts, _mended(text[at:])])


def _mended(text: str) -> str:
    return _LESS.sub("&lt;", _AMPERSAND.sub(_named, text))


def _named(found: re.Match[str]) -> str:
    """A name that HTML knows and XML does not, as its character; any other `&` as itself."""
    if found[1] and (known := html.unescape(f"&{found[1]};")) != f"&{found[1]};":
        return html.escape(known)
    return f"&amp;{found[0][1:]}"


def _allowed(found: re.Match[str]) -> str:
    """A character that is given by its number, where XML may contain it."""
    number = int(found[1], 16) if found[1] else int(found[2])
    is_there = (
        number in {9, 10, 13} or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000
    )
    return found[0] if is_there else ""
