"""Values as cells: what a spreadsheet, or a tool that knows no lists, takes them for."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""The first character of a cell that a spreadsheet may take for a formula."""
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
BETWEEN_NAMES = "; "


def text_cell(text: str) -> str:
    """A text for CSV, so that a spreadsheet takes it for a text, or a number, and never for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def flat_cell(value: Any) -> Any:
    """A value without parts: times in UTC without their zone, lists of texts joined, spans in seconds, all else that
    has parts as JSON, bytes in base64.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        return BETWEEN_NAMES.join(value)
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    if isinstance(value, timedelta):
        return value.total_seconds()
    return base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
