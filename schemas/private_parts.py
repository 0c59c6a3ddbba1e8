"""What must not be seen: user names and passwords in addresses."""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?<=://)[^/?#\s@]*(?:@[^/?#\s@]*)*@")
_BEFORE_HOST = re.compile(r"^(\s*[a-z][a-z0-9+.-]*://)[^/?#\\\s]*@", re.IGNORECASE)


def without_passwords(text: str) -> str:
    """Any text, with what stands between `://` and `@` of every address in it left out."""
    return _USERINFO.sub("***@", text)


def bare_address(text: str) -> str:
    """An address without user name and password: they are never sent, so they are not kept either."""
    return _BEFORE_HOST.sub(r"\1", text)
