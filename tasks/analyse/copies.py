"""Whether one article was made from another: the prose that both have, without the words that both quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tasks.analyse.shingles import SIZE, TextWords, hashes, is_quoted, prose, words_of

SAME_FROM = 0.7
"""Share of all prose of both that is in both, from which they are one report: captions and credits differ too."""
COPY_FROM = 0.5
"""Share of the shorter one's prose that is in the other, from which it is a copy."""
PART_FROM = 0.1
LEAST_WORDS = 20
"""Prose words that must be in both: less is a phrase that anybody may write."""
SHORTEST_PART = 10
MAX_PARTS = 50
_GAP = 3
"""Words that an editor may change inside one copied part."""

_SIGNATURE = re.compile(r"(?:—|–|―|--)[ \t]*[^\n@]{1,60}\(@\w{1,40}\)[^\n]{0,40}$")

_CAPTION = re.compile(
    r"^FILE\b|\b(?:AP|AFP|Reuters|EPA|Getty|Pool|File|dpa) ?(?:Photo|Images)|Photo (?:via|by|courtesy)"
    r"|^(?:Photo|Image|Credit|Caption|Video|Foto)\b ?:"
    r"|\bin this (?:file )?(?:photo|picture|image)\b|\((?:AP|AFP|Reuters|EPA|Getty|dpa)[ /][^)\n]{0,60}\)",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 700
"""Characters of a line; a longer one is prose that names a photograph."""
_SHORT_LINE = 6
"""Words of a line that ends without a full stop: a button, a byline, a heading of the page."""

_AGENCIES = {
    "Associated Press": r"\bAP\b|Associated Press",
    "Reuters": r"Reuters|REUTERS",
    "AFP": r"\bAFP\b|Agence France-Presse",
    "Press Association": r"\bPA Media\b|Press Association",
    "dpa": r"\bdpa\b|Deutsche Presse-Agentur",
    "EFE": r"\bEFE\b",
    "ANSA": r"\bANSA\b",
    "UPI": r"\bUPI\b",
    "Bloomberg": r"Bloomberg News",
    "Xinhua": r"Xinhua",
    "TASS": r"\bTASS\b",
    "Kyodo": r"\bKyodo\b",
}
_AGENCY = {name: re.compile(pattern) for name, pattern in _AGENCIES.items()}
_EDGE = 300
"""Characters at the beginning and at the end in which a credit is looked for: in between an agency is only quoted."""


class Text:
    """A body prepared for comparing. `spans` are its outermost quotations as offsets, in order; signed posts count as
    quoted too.
    """

    def __init__(self, body: str, spans: Sequence[tuple[int, int]]) -> None:
        self._body = body
        self.words: TextWords = words_of(body)
        self.quoted = is_quoted(self.words, _joined([*spans, *signed_posts(body)]))
        self.shingles = hashes(self.words.words)

    @cached_property
    def prose(self) -> frozenset[int]:
        return frozenset(prose(self.shingles, self.quoted))

    @cached_property
    def report(self) -> frozenset[int]:
        """The prose without captions, credits and lines of the page, which differ between outlets around one report."""
        around = is_quoted(self.words, _around(self._body))
        if not any(around):
            return self.prose
        return frozenset(
            shingle for place, shingle in enumerate(self.shingles)
            if shingle in self.prose and not any(around[place : place + SIZE])
        )  # fmt: skip

    @cached_property
    def places(self) -> dict[int, int]:
        """Where each shingle stands first, as the number of its first word."""
        return {shingle: place for place, shingle in reversed(list(enumerate(self.shingles)))}


def signed_posts(body: str) -> list[tuple[int, int]]:
    """Posts that a text shows whole, as offsets in code points: somebody's words without quotation marks.

    A line ends with a dash, a name and a handle, as pages write what they embed; where it has nothing else, the post is
    the paragraph before.
    """
    found = []
    place = before = 0
    for line in body.split("\n"):
        if "(@" in line and (signature := _SIGNATURE.search(line)):
            found.append((place if line[: signature.start()].strip() else before, place + len(line)))
        if line.strip():
            before = place
        place += len(line) + 1
    return found


def _around(body: str) -> list[tuple[int, int]]:
    """Lines that are captions or credits, and short ones that are no sentences."""
    found = []
    place = 0
    for line in body.split("\n"):
        is_short = len(line.split(maxsplit=_SHORT_LINE)) <= _SHORT_LINE and line.rstrip()[-1:] not in '.!?”"’'
        if line.strip() and (is_short or (len(line) <= _LONGEST_CAPTION and _CAPTION.search(line))):
            found.append((place, place + len(line)))
        place += len(line) + 1
    return found


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@dataclass(frozen=True, slots=True)
class CopiedPart:
    """Offsets in code points of the two bodies, ends exclusive."""

    later_start: int
    later_end: int
    earlier_start: int
    earlier_end: int
    words: int


@dataclass(frozen=True, slots=True)
class Copy:
    """`kind` is same, copy or part; `share` that of the later one's prose, `containment` that of the shorter one's."""

    kind: str
    prose_words: int
    quoted_words: int
    share: float
    containment: float
    parts: list[CopiedPart]


def compare(earlier: Text, later: Text) -> Copy | None:
    """What the later text has of the earlier one; None where that is less than PART_FROM or LEAST_WORDS."""
    shared = earlier.prose & later.prose
    smaller = min(len(earlier.prose), len(later.prose))
    if not shared or len(shared) + SIZE - 1 < LEAST_WORDS or len(shared) < PART_FROM * smaller:
        return None
    containment = len(shared) / smaller
    reports = earlier.report, later.report
    kind = _kind(*(reports if min(map(len, reports)) >= LEAST_WORDS else (earlier.prose, later.prose)), containment)
    covered = _covered(later, shared)
    quoted_words = sum(
        1
        for place, is_inside in enumerate(_covered(later, earlier.places.keys() & set(later.shingles)))
        if is_inside and later.quoted[place]
    )
    own = max(1, len(later.words.words) - sum(later.quoted))
    words = sum(1 for place, is_inside in enumerate(covered) if is_inside and not later.quoted[place])
    return Copy(kind, words, quoted_words, min(1.0, words / own), containment, _parts(earlier, later, covered))


def _kind(earlier: frozenset[int], later: frozenset[int], containment: float) -> str:
    """Of two reports that share something; `containment` is that of their whole prose."""
    shared = len(earlier & later)
    if shared >= SAME_FROM * len(earlier | later):
        return "same"
    return "copy" if max(containment, shared / min(len(earlier), len(later))) >= COPY_FROM else "part"


def _covered(text: Text, shared: frozenset[int] | set[int]) -> list[bool]:
    """For each word whether it stands in a shared shingle."""
    covered = [False] * len(text.words.words)
    until = 0
    for place, shingle in enumerate(text.shingles):
        if shingle in shared:
            until = place + SIZE
            covered[place] = True
        elif place < until:
            covered[place] = True
    for place in range(len(text.shingles), min(until, len(covered))):
        covered[place] = True
    return covered


def _parts(earlier: Text, later: Text, covered: list[bool]) -> list[CopiedPart]:
    parts: list[CopiedPart] = []
    place, count = 0, len(covered)
    while place < count and len(parts) < MAX_PARTS:
        if not covered[place]:
            place += 1
            continue
        end = place
        gap = 0
        last = place
        while end < count and gap <= _GAP:
            if covered[end]:
                last, gap = end, 0
            else:
                gap += 1
            end += 1
        if last - place + 1 >= SHORTEST_PART:
            part = _part(earlier, later, place, last)
            if part is not None:
                parts.append(part)
        place = last + 1
    return parts


def _part(earlier: Text, later: Text, first: int, last: int) -> CopiedPart | None:
    found = [
        (place, earlier.places[later.shingles[place]])
        for place in range(first, min(last + 1, len(later.shingles)))
        if later.shingles[place] in earlier.places
    ]
    if not found:
        return None
    start = found[0][1]
    inside = [there for _, there in found if start <= there <= start + 2 * (last - first + 1)]
    end = max(inside) + SIZE - 1
    return CopiedPart(
        later.words.starts[first],
        later.words.ends[last],
        earlier.words.starts[start],
        earlier.words.ends[min(end, len(earlier.words.ends) - 1)],
        last - first + 1,
    )


def agency_of(body: str, authors: Sequence[str] = ()) -> str | None:
    """The news agency that the article credits in its byline, dateline or last line."""
    edges = "\n".join([*authors, body[:_EDGE], body[-_EDGE:]])
    found = [(match.start(), name) for name, pattern in _AGENCY.items() if (match := pattern.search(edges))]
    return min(found)[1] if found else None
