"""Bytes -> text for peers that take text only: their own way of decoding is that of their downloader."""

from __future__ import annotations

import re

_LABEL = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)


def text_of(markup: bytes) -> str:
    """UTF-8 where it is valid, else what the page says that it is, else Windows-1252."""
    label = _LABEL.search(markup[:4096])
    for encoding in ("utf-8", label[1].decode("ascii") if label else "windows-1252"):
        try:
            return markup.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return markup.decode("windows-1252", "replace")
