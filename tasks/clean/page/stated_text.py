"""The text of a page that has it in its JSON-LD only: what readers see is drawn by a script, or cut short."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any

from tasks.clean.metadata.structured import Said
from tasks.clean.prose import cleaned, letters_of, paragraphs_of

_LEAST = 250
"""Characters of a stated text that is worth more than what stands on the page."""
_HARDLY_ANY = 100
"""Characters of a page's own text that are a message ("Please enable …"), not the article."""
_CLEARLY_MORE = 1.4
"""Times the page's own letters that a stated text has where the page shows only its beginning."""
_SAME = 0.7
"""Of the letters of the page's own text: from here on it is the stated text cut short, not another one."""
_BREAK = re.compile(r"<(?:br|/p|/h\d|/li|/blockquote|/div)\b[^>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_MOST_ENTRIES = 500
_START = 12
"""Letters by which the page's own paragraph is found in which a stated one begins."""


def stated_text(said: Said) -> str:
    """`articleBody`, or the entries of a live blog, as plain text; "" where the page states none."""
    value = said.article.get("articleBody")
    body = _plain(value) if isinstance(value, str) else ""
    return body if len(body) >= _LEAST else _entries(said) or body


def _entries(said: Said) -> str:
    entries = said.article.get("liveBlogUpdate")
    if not isinstance(entries, list):
        return ""
    return "\n\n".join(text for entry in entries[:_MOST_ENTRIES] if (text := _entry(entry)))


def stated_paragraphs(said: Said, paragraphs: list[str]) -> list[str] | None:
    """The paragraphs of the stated text where the page has hardly a text of its own, or shows only a part of that one;
    else None: the page's own paragraphs are better than what systems make of them for machines.
    """
    stated = stated_text(said)
    if len(stated) < _LEAST:
        return None
    found = [line for block in paragraphs_of(stated) for line in block.split("\n")]
    is_shown = sum(map(len, paragraphs)) >= _HARDLY_ANY
    if is_shown:
        letters, own = letters_of(stated), [letters_of(text) for text in paragraphs]
        if "".join(own) == letters:
            return found if len(found) > len(paragraphs) else None  # the page runs them together
        shared = sum(len(text) for text in own if text[:200] in letters)
        total = sum(map(len, own))
        if len(letters) < _CLEARLY_MORE * total or shared < _SAME * total:
            return None
    if is_shown and said.article.get("liveBlogUpdate") and stated == _entries(said):
        shown = "".join(letters_of(text) for text in paragraphs)
        return [*paragraphs, *(text for text in found if letters_of(text) not in shown)]  # the older entries
    return _parted(found, paragraphs) or None


def _parted(stated: Sequence[str], paragraphs: Sequence[str]) -> list[str]:
    """The stated paragraphs; one that runs several of the page's own together is these."""
    own = [letters_of(text) for text in paragraphs]
    starts: dict[str, int] = {}
    for at, letters in enumerate(own):
        if letters:
            starts.setdefault(letters[:_START], at)
    found: list[str] = []
    for text in stated:
        letters = letters_of(text)
        first = last = starts.get(letters[:_START], len(own))
        size = 0
        while last < len(own) and size < len(letters) and letters.startswith(own[last], size):
            size += len(own[last])
            last += 1
        found += paragraphs[first:last] if letters and size == len(letters) else [text]
    return found


def _entry(entry: Any) -> str:
    if not isinstance(entry, dict):
        return ""
    parts = [entry.get("headline"), entry.get("articleBody")]
    return "\n\n".join(_plain(part) for part in parts if isinstance(part, str) and part.strip())


def _plain(text: str) -> str:
    """Its words: markup taken away, whether it is escaped or not, with line breaks where paragraphs end."""
    text = html.unescape(text) if "&lt;" in text else text
    return cleaned(html.unescape(_TAG.sub("", _BREAK.sub("\n\n", text))))
