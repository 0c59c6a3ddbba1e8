"""What bytes are, by the bytes: labels lie."""

from __future__ import annotations

import re
from typing import Literal

from tasks.clean.mhtml import is_mhtml

Content = Literal["html", "markdown", "mhtml", "text"]

# WHATWG MIME Sniffing, section 6, and the usual containers.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF: turn it into text first, for example with pdftotext"),
    (b"PK\x03\x04", "a ZIP archive: unpack it first"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"OggS\x00", "an Ogg file"),
    (b"ID3\x02", "an MP3 file"),
    (b"ID3\x03", "an MP3 file"),
    (b"ID3\x04", "an MP3 file"),
    (b"{\\rtf", "an RTF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
)
_BOMS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0c\x1b")) + b"\x7f"
_MARKUP = re.compile(
    rb"<(!doctype\s+html|html|head|body|div|p|article|section|main|h1|meta|title|table|script)[\s/>]", re.IGNORECASE
)
# Possessive (*+): a page that begins with thirty comments would otherwise be tried in 2^30 ways.
_PAGE_START = re.compile(
    rb"(?:\s|(?><!--.*?-->)|<\?xml[^>]*>)*+<(!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)


_INSIDE_ZIP = (
    (b"mimetypeapplication/epub+zip", "an EPUB: unpack it and give the pages inside (.xhtml)"),
    (b"word/", "a Word document: save it as a web page or text first"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file: save it as a web page or text first"),
)


def foreign_type(payload: bytes) -> str | None:
    """What the bytes are where they are neither page nor text, in words, with what to do; None where they may be
    either.
    """
    if payload.startswith(b"PK\x03\x04"):
        for inside, words in _INSIDE_ZIP:
            if inside in payload[:4096]:
                return words
    for magic, words in _MAGIC:
        if payload.startswith(magic):
            return words
    if payload[4:8] == b"ftyp":
        return "a video or audio file"
    if payload.startswith(b"RIFF") and payload[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "an image, audio or video file"
    head = payload[:65_536]
    if head.startswith(_BOMS):
        return None
    controls = len(head) - len(head.translate(None, _CONTROL))
    # A few NUL bytes happen in honest text; rubbish is full of them and their like.
    return "binary data" if controls > max(8, len(head) // 20) else None


def content_of(payload: bytes, name: str, content_type: str | None) -> Content:
    """A page, a saved page, Markdown or plain text: by name or label, but a page is a page even where it is called
    text.
    """
    label = (content_type or "").partition(";")[0].strip().lower()
    name = name.lower().removesuffix(".gz")
    head = payload[:4096].replace(b"\x00", b"")
    if _PAGE_START.match(head.lstrip(b"\xef\xbb\xbf\xff\xfe")):
        return "html"
    if is_mhtml(payload):
        return "mhtml"
    if name.endswith(".md") or label == "text/markdown":
        return "markdown"
    if name.endswith(".txt") or label == "text/plain":
        return "text"
    if name.endswith((".html", ".htm", ".xhtml")) or "html" in label:
        return "html"
    return "html" if _MARKUP.search(payload[:65_536]) else "text"
