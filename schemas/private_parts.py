"""What must not be seen: user names and passwords in addresses."""

from __future__ import annotations

import re

_USERINFO = re.compile(r"(?<=://)[^/?#\s@]*(?:@[^/?#\s@]*)*@")


def without_passwords(text: str) -> str:
    """The text with what stands between `://` and `@` of every address in it left out."""
    return _USERINFO.sub("***@", text)
