"""JSON as it is written by hand: trailing commas, line breaks and tabs in strings, one wrong byte."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from tasks.files.charset import decode

_PARTS = re.compile(r'"(?>[^"\\]+|\\.)*+(?:"|\\?\Z)|,(\s*[\]}])', re.DOTALL)
"""A string as a whole, or a comma behind which nothing comes. A string that never ends is one too: it is looked at
once.
"""


def read_json(content: bytes) -> Any:
    """The value that a document holds. Raises ValueError, with what is wrong in words."""
    try:
        return orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        text = decode(content).text.removeprefix("\ufeff")
        for written in (text, _PARTS.sub(lambda found: found[1] or found[0], text)):
            try:
                return json.loads(written, strict=False)
            except (ValueError, RecursionError):
                continue
        raise ValueError(str(error)) from error
