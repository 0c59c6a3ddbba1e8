"""Is it right? One reading of one page against its truth, and means over pages.

A text is measured by its shingles: runs of four words, counted as often as they occur. Precision is the share of the
reading's shingles that the truth has too, recall the other way round; both are averaged over the pages of a set and F1
is their harmonic mean, so that a page counts the same whatever its length. Where the truth is segments, a `must` that
is there is a hit, one that is missing a miss, a `must_not` that is there an intruder, each counted over the whole set.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from benchmarks.clean.corpus import Page
from benchmarks.clean.sentences import Kept, kept
from benchmarks.clean.split import is_looked_at, site_of

SHINGLE = 4
_WORD = re.compile(r"\w+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_BETWEEN_NAMES = re.compile(r"[;,&/|]|\b(?:and|und|et)\b", re.IGNORECASE)
_SAME_LANGUAGE = {"nb": "no", "nn": "no", "wuu": "zh", "yue": "zh", "iw": "he", "in": "id"}


@dataclass(frozen=True, slots=True)
class Score:
    """One reading against the truth; None where there is no truth to hold it against."""

    source: str
    precision: float | None = None
    recall: float | None = None
    hits: int = 0
    misses: int = 0
    intruders: int = 0
    title: bool | None = None
    authors: bool | None = None
    day: bool | None = None
    instant: bool | None = None
    language: bool | None = None
    held: str | None = None
    """Why the reading does not pass for an article; None where it does."""
    kept: Kept | None = None
    """Sentences and borders of paragraphs, where the whole text is known."""
    site: str = ""
    is_looked_at: bool = True
    of_language: str | None = None
    """What the set says that the page is written in."""
    letters: int | None = None
    """Characters of the true text."""

    @property
    def loaded(self) -> bool:
        return self.held is None


def score(page: Page, reading: dict[str, Any]) -> Score:
    """A reading (see benchmarks.clean.readers) held against the page's truth. Segments count only where there is no
    whole text. What is held or refused counts as nothing found.
    """
    held = reading.get("held") or None
    reading = {} if held else reading
    body = reading.get("body") or ""
    precision, recall = overlap(page.body, body) if page.body else (None, None)
    hits, misses, intruders = segments(page, body) if page.body is None else (0, 0, 0)
    return Score(
        source=page.source,
        precision=precision,
        recall=recall,
        hits=hits,
        misses=misses,
        intruders=intruders,
        title=_same_title(page.title, reading) if page.title else None,
        authors=names_of(page.authors) == names_of(reading.get("authors") or ()) if page.authors else None,
        day=_same_day_of(page.published, reading) if page.published else None,
        instant=same_instant(page.published, reading.get("published")) if _has_time(page.published) else None,
        language=same_language(page.language, reading.get("language")) if page.language else None,
        held=held,
        kept=kept(page.body, body) if page.body else None,
        site=site_of(page),
        is_looked_at=is_looked_at(page),
        of_language=page.language,
        letters=len(page.body) if page.body else None,
    )


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)) if words)


def overlap(truth: str, found: str) -> tuple[float | None, float]:
    """(precision, recall) of the shingles found; an empty text has no precision."""
    right, given = shingles(truth), shingles(found)
    shared = (right & given).total()
    return shared / given.total() if given else None, shared / right.total() if right else 1.0


def segments(page: Page, body: str) -> tuple[int, int, int]:
    """How many of the segments that must be there are, and are not; and how many are that must not be."""
    flat = " ".join(body.split())
    there = [" ".join(text.split()) in flat for text in page.must]
    return sum(there), len(there) - sum(there), sum(" ".join(text.split()) in flat for text in page.must_not)


def words(text: str | None) -> str:
    """A text as nothing but its words, for comparison: case, quotes, dashes, soft hyphens and white space do not
    count.
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text or "")).casefold()))


def _same_title(truth: str, reading: dict[str, Any]) -> bool:
    return words(truth) in (words(reading.get("title")), words(reading.get("headline")))


def names_of(authors: Iterable[str]) -> set[str]:
    """Names as a set. One text may hold several, in the truth and in a reading: "Ana Ruiz, Tom Okafor & Li Wei"."""
    return {words(part) for name in authors for part in _BETWEEN_NAMES.split(name)} - {""}


def same_day(truth: str, found: str | None, precision: str | None = None) -> bool:
    """The same calendar day; of two instants, the day in the time zone of the truth."""
    if not found:
        return False
    right, given = _parsed(truth), _parsed(found)
    if (
        precision != "day"
        and _has_time(truth)
        and _has_time(found)
        and right
        and right.tzinfo
        and given
        and given.tzinfo
    ):
        return given.astimezone(right.tzinfo).date() == right.date()
    return truth[:10] == found[:10]


def _same_day_of(truth: str, reading: dict[str, Any]) -> bool:
    """A reading that names the day where the outlet is has said it all where the truth is a day as well."""
    if reading.get("published_on") and not _has_time(truth):
        return truth[:10] == str(reading["published_on"])
    return same_day(truth, reading.get("published"), reading.get("precision"))


def same_instant(truth: str | None, found: str | None) -> bool:
    """Not a minute apart; without a zone a time is UTC."""
    right, given = _parsed(truth), _parsed(found if _has_time(found) else None)
    if right is None or given is None:
        return False
    return abs((_in_utc(given) - _in_utc(right)).total_seconds()) < 60


def same_language(truth: str, found: str | None) -> bool:
    code = (found or "").replace("_", "-").partition("-")[0].lower()
    return _SAME_LANGUAGE.get(code, code) == _SAME_LANGUAGE.get(truth, truth)


def _has_time(text: str | None) -> bool:
    return ":" in (text or "")


def _parsed(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text or "")
    except ValueError:
        return None


def _in_utc(at: datetime) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def body_f1(scores: Iterable[Score]) -> float | None:
    """F1 of the texts of one set, None where it has no truth for them."""
    listed = list(scores)
    recalls = [each.recall for each in listed if each.recall is not None]
    if recalls:
        precisions = [each.precision for each in listed if each.recall is not None and each.precision is not None]
        return _harmonic(sum(precisions) / max(1, len(precisions)), sum(recalls) / len(recalls))
    hits, misses, intruders = (sum(getattr(each, name) for each in listed) for name in ("hits", "misses", "intruders"))
    if hits + misses + intruders == 0:
        return None
    return _harmonic(hits / max(1, hits + intruders), hits / max(1, hits + misses))


def share(scores: Iterable[Score], field: str) -> float | None:
    """The share of pages that are right in a field, of those with truth."""
    known = [value for each in scores if (value := getattr(each, field)) is not None]
    return sum(known) / len(known) if known else None


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
