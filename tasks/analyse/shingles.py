"""Texts as sets of hashed word sequences, and the few of them by which copies find one another.

A shingle is SIZE words in a row. Of a text with n of them about n / MODULUS are kept as keys, those whose hash is 0
modulo MODULUS (Broder 1997, "On the resemblance and containment of documents"), plus the SMALLEST ones, so that short
texts have keys too.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

SIZE = 5
MODULUS = 32
SMALLEST = 8
MAX_WORDS = 30_000

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = str.maketrans("", "", "'’‘`")
_PRIME = (1 << 61) - 1
_BASE = 0x1F123BB5A7C3D
_POWER = pow(_BASE, SIZE - 1, _PRIME)
_MIXER = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class TextWords:
    """The words of a text in lower case without apostrophes, with the offsets of each in code points."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def words_of(text: str, start: int = 0, end: int | None = None) -> TextWords:
    """At most MAX_WORDS words; "don't" is two here and everywhere, so that copies with other apostrophes still
    agree.
    """
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _WORD.finditer(text, start, len(text) if end is None else end):
        words.append(match[0].lower())
        starts.append(match.start())
        ends.append(match.end())
        if len(words) == MAX_WORDS:
            break
    return TextWords(words, starts, ends)


@lru_cache(maxsize=65_536)
def _code(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") % _PRIME


def hashes(words: Sequence[str], size: int = SIZE) -> list[int]:
    """A 61-bit number for each `size` words in a row; empty where there are fewer. The same on every machine and
    version.
    """
    if len(words) < size:
        return []
    codes = [_code(word) for word in words]
    power = _POWER if size == SIZE else pow(_BASE, size - 1, _PRIME)
    value = 0
    for code in codes[:size]:
        value = (value * _BASE + code) % _PRIME
    found = [value]
    for leaving, coming in zip(codes, codes[size:], strict=False):
        value = ((value - leaving * power) * _BASE + coming) % _PRIME
        found.append(value)
    return found


def keys(shingles: Sequence[int]) -> list[int]:
    """The shingles that stand for a text in the search for copies, without repetition."""
    distinct = set(shingles)
    # A mixer before the remainder: neighbours in the polynomial are no neighbours behind it.
    kept = {one for one in distinct if ((one * _MIXER) >> 20) % MODULUS == 0}
    kept.update(sorted(distinct)[:SMALLEST])
    return sorted(kept)


def is_quoted(words: TextWords, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """For each word whether it stands in one of the spans, which are in order and do not overlap."""
    if not spans:
        return [False] * len(words.words)
    starts = [start for start, _ in spans]
    result = []
    for at in words.starts:
        place = bisect_right(starts, at) - 1
        result.append(place >= 0 and at < spans[place][1])
    return result


def prose(shingles: Sequence[int], quoted: Sequence[bool], size: int = SIZE) -> list[int]:
    """Without the shingles that are mostly quoted words: two reports of one speech share those without copying."""
    if not any(quoted):
        return list(shingles)
    count = sum(quoted[:size])
    kept = []
    for place, shingle in enumerate(shingles):
        if place:
            count += quoted[place + size - 1] - quoted[place - 1]
        if count * 2 <= size:
            kept.append(shingle)
    return kept
