"""What all readers of tables share: what a row is, and text files in whatever encoding, packed or not."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from tasks.files.charset import decode

_STEP = 1 << 20
_HEAD = 1 << 16
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class BadRow(ValueError):
    """A row that cannot be read; the message says why."""


class NoTable(ValueError):
    """The file as a whole is no table; the message says why, and what to do."""


Row = dict[str, Any] | BadRow


def opened(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b" or path.name.lower().endswith(".gz")
    return gzip.open(path) if is_packed else path.open("rb")  # type: ignore[return-value]


def _parts(path: Path) -> Iterator[bytes]:
    """The content of a text file up to its end, or to where it is damaged: whoever reads its rows is told of that."""
    with opened(path) as file, suppress(EOFError, zlib.error, OSError):
        while part := file.read1(_STEP):  # type: ignore[attr-defined]
            yield part


def head_of(path: Path) -> bytes:
    head = b""
    for part in _parts(path):
        head += part
        if len(head) >= _HEAD:
            break
    return head


def first_sign(path: Path) -> str:
    """The first sign that is not blank."""
    head = head_of(path)
    return head.decode(marked_encoding(head) or "utf-8", "replace").lstrip("\ufeff \t\r\n")[:1] or " "


def marked_encoding(head: bytes) -> str | None:
    """The encoding that the first bytes say: by a mark, or by every second of them being NUL."""
    if marked := next((name for mark, name in _BOMS if head.startswith(mark)), None):
        return marked
    pairs = head[:400]
    if len(pairs) >= 4 and pairs.count(b"\0") * 3 > len(pairs):
        return "utf-16-le" if pairs[1::2].count(0) > pairs[::2].count(0) else "utf-16-be"
    return None


def encoding_of(path: Path, tell: Callable[[str], None]) -> tuple[str, str]:
    """The encoding of a text file and how its faults are dealt with, after a look at all of it."""
    if marked := marked_encoding(head_of(path)):
        return marked, "replace"
    strict = codecs.getincrementaldecoder("utf-8")()
    for part in _parts(path):
        try:
            strict.decode(part)
        except UnicodeDecodeError:
            break
    else:
        return "utf-8-sig", "replace"
    found = decode(part)
    if found.charset.startswith("utf-8"):
        tell("some bytes of it are no UTF-8: each became U+FFFD")
        return "utf-8-sig", "replace"
    tell(f"it is not UTF-8 and was read as {found.charset}; where its letters are wrong, save it as UTF-8")
    return found.charset, "replace"
