"""What bytes are, by the bytes: labels lie."""

from __future__ import annotations

import re

from schemas.contents import CONTENT_KINDS, ContentKind, media_type_of
from tasks.clean.contents import reader_of

# WHATWG MIME Sniffing, section 6, and the usual containers.
_MAGIC: tuple[tuple[bytes, str], ...] = (
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
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,5}$")
_ENDINGS_OF_TEXT = frozenset({".text", ".markdown", ".asc", ".rst", ".adoc"})
"""Beside those of the kinds of content. Programs, logs and data are text too, and no articles."""
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_WEB_PAGE, _PLAIN_TEXT = (
    next(kind for kind in CONTENT_KINDS if kind.name == name) for name in ("web_page", "plain_text")
)


def foreign_type(payload: bytes) -> str | None:
    """What the bytes are where they are neither page nor text, in words, with what to do; None where they may be
    either.
    """
    if payload.startswith(b"PK\x03\x04") and _OPEN_DOCUMENT in payload[:4096]:
        return "an OpenDocument file: save it as a Word document (.docx), web page or text first"
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


def content_of(payload: bytes, name: str, content_type: str | None) -> ContentKind | str:
    """The kind of content that bytes are, or in words what else they are.

    The bytes go first: a page is a page even where it is called text. Name and label decide between kinds that bytes
    do not tell apart.
    """
    for kind in CONTENT_KINDS:
        if not kind.is_taken_at_its_word and reader_of(kind).is_content(payload):
            return kind
    if foreign := foreign_type(payload):
        return foreign
    if reader_of(_WEB_PAGE).is_content(payload):
        return _WEB_PAGE
    label = media_type_of(content_type)
    name = name.lower().removesuffix(".gz")
    for kind in CONTENT_KINDS:
        if kind.is_taken_at_its_word and (name.endswith(kind.suffixes) or label in kind.types):
            return kind
    if "html" in label or _MARKUP.search(payload[:65_536]):
        return _WEB_PAGE
    ending = _ENDING.search(name)
    if ending and ending[0] not in _ENDINGS_OF_TEXT and not {"/", ":"} & set(name):  # a file, and no address
        return f"text whose ending {ending[0]} no article has: where it is one, name it .txt"
    return _PLAIN_TEXT
