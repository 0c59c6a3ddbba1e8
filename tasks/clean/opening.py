"""What stands before the first sentence of an article and is none of its text: the title once more, the date line."""

from __future__ import annotations

import re
from datetime import datetime

from schemas.identity import fold
from tasks.clean.instants import Implausible, instant
from tasks.clean.prose import dateline_place

_LOOKED_AT = 3
"""Paragraphs from the top that may be furniture; further down, a short line is an interjection."""
_UPDATED = re.compile(
    r"[;,|·–—-].*|^\W*(published|updated|posted|last updated|veröffentlicht|publié|publicado)\b:?", re.IGNORECASE
)


def without_furniture(paragraphs: list[str], titles: list[str | None], now: datetime) -> list[str]:
    """The paragraphs without those at the top that repeat a title or are nothing but a date."""
    known = {fold(title) for title in titles if title}
    top = [text for text in paragraphs[:_LOOKED_AT] if fold(text) not in known and not _is_date(text, now)]
    return top + paragraphs[_LOOKED_AT:]


def place_of(paragraphs: list[str]) -> str | None:
    """The place of the dateline, which begins the text, or stands after a standfirst."""
    return next((place for text in paragraphs[:2] if (place := dateline_place(text))), None)


def _is_date(text: str, now: datetime) -> bool:
    if len(text) > 80 or not re.search(r"\d", text):
        return False
    try:
        return any(instant(part, now) is not None for part in (text, _UPDATED.sub("", text)))
    except Implausible:
        return False
