"""Lines of print -> paragraphs: running heads out, lines joined, words that were broken at line ends made whole.

Pure: nothing here knows PDF.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_EDGE_LINES = 3
"""Lines at the top, and at the bottom, of a page among which running heads and page numbers stand."""
_SAME_HEIGHT = 6.0
"""Points (1/72 inch) by which a running head may move from page to page."""
_GAP = 1.35
"""Of the usual distance between lines: what is farther below begins a paragraph."""
_OTHER_SIZE = 1.12
_TITLE_SIZE = 1.2
_WIDEST_INDENT = 60.0
"""Points."""
_INDENT = 0.7
"""Of the size of the letters."""
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"^\W*[ivxlc]{1,6}\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(?:(?:page|seite|pagina|página|s\.|p\.)\s*)?#(?:\s*(?:/|of|von|de|sur|di)\s*#)?\W*$")
_SENTENCE_END = re.compile(r"[.!?…:;。！？]['\"’”»)\]]*\d{0,2}$")
_BULLET = re.compile(r"^(?:[•▪■◦‣●○*–—-]\s|\(?\d{1,2}[.)]\s|\(?[a-z]\)\s)")
_BULLET_SIGN = re.compile(r"^[•▪■◦‣●○]\s+")
_HYPHENS = "\u2010-\u00ad"
_BROKEN_WORD = re.compile(r"([^\W\d_]{1,60}+)[\u2010\u00ad-]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_KEEP_HYPHEN = frozenset(
    [
        "all",
        "anti",
        "co",
        "cross",
        "ex",
        "full",
        "half",
        "high",
        "ill",
        "long",
        "low",
        "mid",
        "multi",
        "non",
        "old",
        "one",
        "part",
        "post",
        "pre",
        "pro",
        "self",
        "semi",
        "short",
        "so",
        "two",
        "three",
        "four",
        "five",
        "under",
        "vice",
        "well",
        "year",
    ]
)
"""First parts of compounds that English writes with a hyphen: "well-known" is broken at its own."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page; places in points, counted from the lower left corner."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    """Of its first letter, in points."""
    is_broken: bool = False
    """Whether it ends within a word."""


@dataclass(slots=True)
class PrintedText:
    paragraphs: list[str] = field(default_factory=list)
    title: str | None = None
    """The lines in larger letters at the top of the first page with text."""


def paragraphs_of_lines(pages: Sequence[Sequence[PrintedLine]]) -> PrintedText:
    """The text of pages. What stands at the same edge of several pages is no text of the document."""
    kept = _without_running_lines(pages)
    everything = [printed for page in kept for printed in page]
    if not everything:
        return PrintedText()
    usual = _usual_size(everything)
    title = _title(kept, usual)
    whole = _Joiner(everything)
    paragraphs: list[list[PrintedLine]] = []
    last: PrintedLine | None = None
    leading = _leading(kept)
    for page in kept:
        columns = _PageColumns(leading, _column_edges(page))
        for printed in page:
            is_first = last is not None and printed is page[0]
            if last is None or _begins(last, printed, columns, is_first=is_first):
                paragraphs.append([printed])
            else:
                paragraphs[-1].append(printed)
            last = printed
    texts = [text for lines in paragraphs if (text := whole.joined(lines))]
    return PrintedText(texts, whole.joined(title) if title else None)


def _without_running_lines(pages: Sequence[Sequence[PrintedLine]]) -> list[list[PrintedLine]]:
    """The pages without what stands in the same words, numbers aside, at the same height of several of them."""
    edges: list[list[PrintedLine]] = []
    seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, page in enumerate(pages):
        by_height = sorted(page, key=lambda printed: -printed.top)
        edge = by_height[:_EDGE_LINES] + by_height[max(_EDGE_LINES, len(by_height) - _EDGE_LINES) :]
        edges.append(edge)
        for printed in edge:
            seen[_mask(printed.text)].append((number, printed.bottom))
    filled = sum(1 for page in pages if page)
    running = {mask: heights for mask, places in seen.items() if (heights := _repeated(places, filled))}
    has_numbers = any(_NUMBER.match(mask) for mask in running)
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        out = {
            id(printed)
            for printed in edge
            if any(abs(printed.bottom - at) <= _SAME_HEIGHT for at in running.get(_mask(printed.text), ()))
            # The number of a first page often stands elsewhere.
            or (has_numbers and _NUMBER.match(_mask(printed.text)) and printed in (edge[0], edge[-1]))
        }
        kept.append([printed for printed in page if id(printed) not in out])
    return kept


def _repeated(places: list[tuple[int, float]], pages: int) -> list[float]:
    """The heights at which a line stands on at least two pages and a third of all."""
    heights = []
    for _, at in places:
        there = {page for page, other in places if abs(other - at) <= _SAME_HEIGHT}
        if len(there) >= 2 and len(there) * 3 >= pages:
            heights.append(at)
        if len(heights) > 20:
            break
    return heights


def _mask(text: str) -> str:
    """A line without its numbers, which differ from page to page."""
    return "#" if _ROMAN.match(text) else _DIGITS.sub("#", " ".join(text.casefold().split()))


def _usual_size(lines: Iterable[PrintedLine]) -> float:
    """The size of most letters."""
    signs = Counter[float]()
    for printed in lines:
        signs[round(printed.size * 2) / 2] += len(printed.text)
    return signs.most_common(1)[0][0]


def _title(pages: list[list[PrintedLine]], usual: float) -> list[PrintedLine]:
    """The lines in the largest letters near the top of the first page with text, if they are larger than the rest."""
    page = next(page for page in pages if page)
    near = page[:15]
    largest = max(printed.size for printed in near)
    if largest < usual * _TITLE_SIZE:
        return []
    begin = next(place for place, printed in enumerate(near) if printed.size == largest)
    title: list[PrintedLine] = []
    for printed in near[begin:]:
        if printed.size < largest / 1.05 or sum(len(one.text) for one in title) > 300:
            break
        title.append(printed)
    return title


@dataclass(frozen=True, slots=True)
class _PageColumns:
    """Of one page: the usual distance of lines in sizes, and the left and right edges of its columns."""

    leading: float
    edges: list[tuple[float, float]]

    def of(self, printed: PrintedLine) -> tuple[float, float]:
        """Left and right edge of the column that a line is in."""
        near = [edge for edge in self.edges if edge[0] <= printed.left + 1 and printed.left < edge[1]]
        return max(near, default=(printed.left, printed.right))


def _leading(pages: Sequence[Sequence[PrintedLine]]) -> float:
    """The usual distance of lines as a multiple of their size: the most frequent, of several the smallest."""
    steps = Counter[float]()
    for page in pages:
        for one, other in pairwise(page):
            step = (one.bottom - other.bottom) / one.size
            if 0.5 < step < 3 and one.size == other.size:
                steps[round(step, 1)] += 1
    return min(steps, key=lambda step: (-steps[step], step), default=0.0)


def _column_edges(page: Sequence[PrintedLine]) -> list[tuple[float, float]]:
    """The left and right edge of each column of a page."""
    lefts = Counter(round(printed.left / 2) * 2 for printed in page)
    least = max(2, len(page) // 20)
    starts = sorted(left for left, count in lefts.items() if count >= least)
    edges: list[tuple[float, float]] = []
    for left in starts:
        if edges and left - edges[-1][0] < _WIDEST_INDENT:
            continue  # an indent of the same column
        inside = [printed.right for printed in page if abs(printed.left - left) < _WIDEST_INDENT]
        edges.append((float(left) - 2, max(inside, default=float(left))))
    return edges


def _begins(last: PrintedLine, printed: PrintedLine, columns: _PageColumns, *, is_first: bool) -> bool:
    """Whether a line begins a paragraph, `last` being the one before it."""
    if last.is_broken:
        return False
    if max(last.size, printed.size) > min(last.size, printed.size) * _OTHER_SIZE or _BULLET.match(printed.text):
        return True
    left, right = columns.of(printed)
    is_indented = printed.left - left > _INDENT * printed.size + 2
    if is_first or printed.bottom > last.bottom + printed.size / 2:
        # A new page or column: the sentence may go on.
        if _SENTENCE_END.search(last.text) or is_indented:
            return True
        return not (printed.text[:1].islower() or len(last.text) * 1.4 > len(printed.text))
    step = last.bottom - printed.bottom
    if abs(step) < printed.size / 3:
        return False  # further words of the same line
    if columns.leading and step > columns.leading * last.size * _GAP:
        return True
    if is_indented and printed.left - last.left > _INDENT * printed.size:
        return True
    return _ends_early(last, printed, right)


def _ends_early(last: PrintedLine, printed: PrintedLine, right: float) -> bool:
    """Whether the next word would have found room on the line before: then its writer broke it on purpose."""
    room = right - last.right
    a_sign = (last.right - last.left) / max(1, len(last.text))
    first_word = printed.text.split(maxsplit=1)[0] if printed.text else ""
    fits = room > (len(first_word) + 1) * a_sign * 1.1
    if not fits:
        return False
    return bool(_SENTENCE_END.search(last.text)) or (
        room > 0.4 * (right - last.left) and not printed.text[:1].islower()
    )


class _Joiner:
    """Joins lines to a paragraph. How a broken word is written in the rest of the document decides about its hyphen."""

    def __init__(self, lines: Iterable[PrintedLine]) -> None:
        self._words: set[str] = set()
        for printed in lines:
            self._words.update(word.strip(".,;:!?()\"'”“’‘").casefold() for word in printed.text.split())

    def joined(self, lines: Sequence[PrintedLine]) -> str:
        """The text of a paragraph's lines."""
        text = ""
        for printed in lines:
            if not text:
                text = printed.text
            elif (broken := _BROKEN_WORD.search(text)) and (rest := _FIRST_WORD.match(printed.text)):
                text = text.rstrip(_HYPHENS) + self._between(broken[1], rest[0]) + printed.text
            else:
                text = f"{text} {printed.text}"
        return _BULLET_SIGN.sub("- ", text.replace("\u00ad", "").strip())

    def _between(self, first: str, rest: str) -> str:
        if f"{first}{rest}".casefold() in self._words:
            return ""
        is_compound = f"{first}-{rest}".casefold() in self._words or first.casefold() in _KEEP_HYPHEN
        return "-" if is_compound or not rest[:1].islower() else ""
