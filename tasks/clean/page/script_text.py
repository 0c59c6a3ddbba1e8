"""The text of a page that draws itself: what its scripts hold as data (Next.js, Fusion, and other state of an
application).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from lxml.etree import ParserError, _Element
from lxml.html import fromstring

from tasks.clean.page.blocks import blocks_of
from tasks.clean.prose import cleaned, letters_of, paragraphs_of

_LEAST = 250
"""Characters of a text that is an article."""
_MOST_SCRIPT = 3_000_000
_MOST_VALUES = 200_000
"""Values of the data that are looked at."""
_MOST_TITLED = 5000
"""Values among which an object with the title is looked for."""
_STATE = re.compile(
    r"(?:Fusion\.globalContent|__(?:INITIAL|PRELOADED|APOLLO)_(?:STATE|DATA)__|__NUXT__|__data|__STATE__|initialState)[\"'\]]*\s*=\s*(?=[{\[])"
)
_FLIGHT = re.compile(r"self\.__next_f\.push\(\[1,\s*(\"(?:[^\"\\]|\\.)*\")\]\)")
"""https://github.com/vercel/next.js: the server's components as a stream of strings."""
_TEXT_KEYS = ("content", "text", "value", "html", "body", "paragraph", "data")
_MARKED = re.compile(r"</(?:p|h[2-6]|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
_NOT_TEXT = re.compile(r"https?://\S+$|^[\w./:#-]+$|^[{\[]|function\s*\(|^M[\d. -]+[ClLZz]")


def script_paragraphs(tree: _Element, titles: Sequence[str]) -> list[str]:
    """The paragraphs of the longest text in the data of a page's scripts, those of an object with one of the titles
    first; [] where there is none of 250 characters.
    """
    known = {letters_of(title) for title in titles}
    best: list[str] = []
    weight = 0.0
    for data in _data(tree):
        for paragraphs, is_titled in _texts(data, known):
            size = sum(map(len, paragraphs)) * (4.0 if is_titled else 1.0)
            if size > weight:
                best, weight = paragraphs, size
    return best if sum(map(len, best)) >= _LEAST else []


def _data(tree: _Element) -> Iterator[Any]:
    flight = []
    for script in tree.iter("script"):
        text = script.text
        if not text or len(text) > _MOST_SCRIPT or "ld+json" in (script.get("type") or ""):
            continue
        if script.get("id") == "__NEXT_DATA__" or (script.get("type") or "").startswith("application/json"):
            yield _parsed(text)
        elif "__next_f.push" in text:
            flight += [_parsed(found) for found in _FLIGHT.findall(text)]
        else:
            for match in _STATE.finditer(text):
                yield _first_value(text, match.end())
    if flight:
        yield _of_flight("".join(piece for piece in flight if isinstance(piece, str)))


def _of_flight(stream: str) -> list[Any]:
    """Rows of the stream: `id:json`, or `id:Tlength,text`, whose length in bytes is hexadecimal."""
    found: list[Any] = []
    for row in re.split(r"(?:^|\n|(?<=[\]}>\"]))[0-9a-f]{1,4}:(?=[T\[{\"])", stream):
        if row.startswith("T"):
            found.append(row.partition(",")[2])
        elif row:
            found.append(_parsed(row.strip()))
    return found


def _parsed(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _first_value(text: str, start: int) -> Any:
    try:
        return json.JSONDecoder().raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        return None


def _texts(data: Any, titles: set[str]) -> Iterator[tuple[list[str], bool]]:
    """Texts of some length in the data, and whether they stand in an object with one of the titles."""
    stack: list[tuple[Any, bool]] = [(data, False)]
    seen = 0
    while stack and seen < _MOST_VALUES:
        value, is_titled = stack.pop()
        seen += 1
        if isinstance(value, dict):
            is_titled = is_titled or (seen < _MOST_TITLED and _has_title(value, titles))
            stack.extend((item, is_titled) for item in value.values() if isinstance(item, (dict, list, str)))
        elif isinstance(value, list):
            pieces = [piece for item in value if (piece := _piece(item))]
            if len(pieces) > 1 and sum(map(len, pieces)) >= _LEAST:
                yield [text for piece in pieces for text in _paragraphs(piece)], is_titled
            stack.extend((item, is_titled) for item in value if isinstance(item, (dict, list, str)))
        elif isinstance(value, str) and len(value) >= _LEAST and not _NOT_TEXT.search(value[:200]):
            yield _paragraphs(value), is_titled


def _has_title(value: dict[str, Any], titles: set[str]) -> bool:
    """An object's own texts, and those of the objects in it: {"headlines": {"basic": ...}}."""
    inner = [item for item in value.values() if isinstance(item, dict)]
    texts = [item for part in (value, *inner[:20]) for item in part.values() if isinstance(item, str)]
    return any(len(text) < 400 and letters_of(text) in titles for text in texts[:200])


def _piece(item: Any) -> str | None:
    """The text of one part of an article in a list of parts."""
    if isinstance(item, str):
        return item if len(item) > 40 and " " in item else None
    if not isinstance(item, dict):
        return None
    for key in _TEXT_KEYS:
        value = item.get(key)
        if isinstance(value, dict):
            value = next((value[inner] for inner in _TEXT_KEYS if isinstance(value.get(inner), str)), None)
        if isinstance(value, str) and " " in value.strip():
            return value
    return None


def _paragraphs(text: str) -> list[str]:
    text = cleaned(text)
    if "<" in text and _MARKED.search(text):
        try:
            return [block.text for block in blocks_of(fromstring(f"<body>{text}</body>"))[0]]
        except (ParserError, ValueError):
            return []
    return [row for paragraph in paragraphs_of(re.sub(r"<[^<>]{1,200}>", "", text)) for row in paragraph.split("\n")]
