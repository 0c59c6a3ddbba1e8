"""Where quotations stand in a text: the spans between quotation marks of all kinds, paragraph by paragraph.

One pass over the marks with a stack of at most three open quotations, so a text of nothing but marks costs what its
length costs. Which role a mark plays is read from its form and its two neighbours; what stays unclear is decided at the
end of the paragraph, where an opening mark without a closing one counts only if the next paragraph goes on with the
quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_QUOTATIONS = 1_000
"""A text with more of them is no article; the rest is left out, and the article is marked as cut."""
MAX_NESTED = 3

_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_LINES = re.compile(r"\n\s*")
# Two single marks side by side are one double mark to writers without the right key.
_MARK = re.compile(r"''|’’|‘‘|``|,,(?=\w)|[\"“”„‟«»‹›‘’‚‛'`＂「」『』]")
_DOUBLE = frozenset({'"', "“", "”", "„", "‟", "''", "’’", "‘‘", "``", ",,", "＂"})
_GUILLEMETS = frozenset("«»")
_SINGLE = frozenset("‘’‚‛'`‹›")
_CORNERS = {"「": "」", "『": "』"}
_ONLY_OPENS = frozenset({"„", "‟", ",,", "‚", "``", "‘‘"})
_BEFORE_OPENING = frozenset("([{-–—/:=>…¿¡*_|")
_ENDS_SENTENCE = frozenset(".,!?;:…")
_ELISIONS = re.compile(r"(?:\d0s|em|til|tis|twas|cause|bout|round|n)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Offsets in code points, the end exclusive."""

    start: int
    end: int


@dataclass(slots=True)
class Marked:
    """The words between two marks. Offsets are in code points of the whole text; ends are exclusive.

    `start` and `end` leave the marks out, `outer_start` and `outer_end` take them in. `nested_in` is the place in the
    list of the quotation around this one. `goes_on` says that it has no closing mark because the next paragraph
    continues it.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    mark: str
    nested_in: int | None = None
    goes_on: bool = False
    continues: int | None = None


@dataclass(slots=True)
class _Open:
    mark: str
    kind: str
    at: int
    behind: int
    """Where the quoted words begin."""
    possible: tuple[int, int] | None = None
    """Start and end of a mark that may have closed it, or may be an apostrophe."""
    inside: list[Marked] = field(default_factory=list)


def paragraphs(text: str) -> list[Paragraph]:
    """Paragraphs are parted by blank lines; a text without a blank line by line ends."""
    between = _BLANK_LINES if _BLANK_LINES.search(text) else _LINES
    found, start = [], 0
    for gap in between.finditer(text):
        if gap.start() > start:
            found.append(Paragraph(start, gap.start()))
        start = gap.end()
    if len(text) > start:
        found.append(Paragraph(start, len(text)))
    return found


def marked(text: str, within: list[Paragraph] | None = None) -> list[Marked]:
    """Every quotation of the text in the order of opening marks, at most MAX_QUOTATIONS of them."""
    parts = paragraphs(text) if within is None else within
    found: list[Marked] = []
    before: Marked | None = None
    for number, part in enumerate(parts):
        here = _of_paragraph(text, part, number, len(found))
        if before is not None:
            _continue(found, before, here, text, part)
        before = next((one for one in reversed(here) if one.goes_on), None)
        found += here
        if len(found) >= MAX_QUOTATIONS:
            del found[MAX_QUOTATIONS:]
            break
    return _without_dangling(found)


def _without_dangling(found: list[Marked]) -> list[Marked]:
    """Without openings that nothing closed or continued; places that the others point to are counted anew."""
    continued = {one.continues for one in found}
    kept = [place for place, one in enumerate(found) if not one.goes_on or place in continued]
    new_place = {place: number for number, place in enumerate(kept)}
    result = []
    for place in kept:
        one = found[place]
        one.nested_in = None if one.nested_in is None else new_place.get(one.nested_in)
        one.continues = None if one.continues is None else new_place.get(one.continues)
        result.append(one)
    return result


def _continue(found: list[Marked], before: Marked, here: list[Marked], text: str, part: Paragraph) -> None:
    """The first quotation of a paragraph continues an open one if it stands at the very beginning."""
    first = here[0] if here else None
    if first is not None and not text[part.start : first.outer_start].strip() and first.nested_in is None:
        first.continues = next(place for place in range(len(found) - 1, -1, -1) if found[place] is before)


def _of_paragraph(text: str, part: Paragraph, number: int, first_place: int) -> list[Marked]:
    stack: list[_Open] = []
    done: list[Marked] = []
    for mark, start, end in _marks(text, part, stack):
        kind = _kind(mark)
        place = next((depth for depth in range(len(stack) - 1, -1, -1) if stack[depth].kind == kind), None)
        opens, closes, is_sure = _role(text, part, mark, kind, start, end, stack[place] if place is not None else None)
        if closes and place is not None:
            if is_sure:
                while len(stack) > place:
                    _close(stack.pop(), done, start, end, number, is_last=len(stack) == place)
                continue
            if stack[place].possible is None:
                stack[place].possible = (start, end)
            continue
        if opens:
            if place is not None:
                _give_up(stack, place, done, number)
            if len(stack) < MAX_NESTED:
                stack.append(_Open(mark, kind, start, end))
    _end_paragraph(text, part, stack, done, number)
    done.sort(key=lambda one: (one.outer_start, -one.outer_end))
    kept = [one for one in done if _has_words(text, one)]
    _nest(kept, first_place)
    return kept


def _marks(text: str, part: Paragraph, stack: list[_Open]) -> Iterator[tuple[str, int, int]]:
    """Marks with their offsets. Apostrophes inside words are none."""
    at = part.start
    while (found := _MARK.search(text, at, part.end)) is not None:
        mark, start, end = found[0], found.start(), found.end()
        at = end
        if (
            len(mark) == 2
            and mark in {"''", "’’"}
            and stack
            and stack[-1].kind == "single"
            and end < part.end
            and text[end] in "'’\"”"
        ):
            mark, end = mark[0], start + 1  # the inner quotation ends, then the outer one
            at = end
        if (
            mark in {"'", "’", "`"}
            and start > part.start
            and text[start - 1].isalnum()
            and end < part.end
            and text[end].isalnum()
        ):
            continue
        yield mark, start, end


def _kind(mark: str) -> str:
    if mark in _DOUBLE:
        return "double"
    if mark in _GUILLEMETS:
        return "guillemet"
    if mark in _SINGLE:
        return "single"
    return "corner" + (mark if mark in _CORNERS else {"」": "「", "』": "『"}[mark])


def _role(
    text: str, part: Paragraph, mark: str, kind: str, start: int, end: int, opened: _Open | None
) -> tuple[bool, bool, bool]:
    """Whether a mark opens, whether it closes what is open of its kind, and whether that is sure."""
    before = text[start - 1] if start > part.start else " "
    after = text[end] if end < part.end else " "
    at_left = before.isspace() or before in _BEFORE_OPENING or before in "\"“„«‘'‚"
    at_right = after.isspace() or (not after.isalnum() and after not in "\"“„«‘'‚([$£€#@")
    if kind.startswith("corner"):
        return mark in _CORNERS, mark not in _CORNERS, True
    if kind == "guillemet":
        if opened is None:
            return True, False, True
        return mark == opened.mark, mark != opened.mark, True
    if kind == "single":
        return _role_of_single(text, mark, end, opened, before, after, at_left=at_left)
    if mark in _ONLY_OPENS:
        return True, False, True
    if opened is None:
        is_inch = mark in {'"', "''", "’’"} and before.isdigit() and at_right
        is_stray = mark in {"”", "’’"} and not (at_left and not at_right)
        return not is_inch and not is_stray, False, True
    if mark == "“":
        reopens = opened.mark not in _ONLY_OPENS and at_left and not at_right
        return reopens, not reopens, True
    if mark == '"' and before.isspace() and not at_right and opened.mark == '"' and start - opened.behind > 1:
        # A space before it and a word behind it: the closing mark of the one before was forgotten.
        return True, False, True
    return False, True, True


def _role_of_single(
    text: str, mark: str, end: int, opened: _Open | None, before: str, after: str, *, at_left: bool
) -> tuple[bool, bool, bool]:
    is_word_next = after.isalnum() or after in '"“„([$£€#@…'
    can_open = mark != "’" or opened is None
    if mark in {"‹", "›"}:
        return opened is None, opened is not None, True
    if at_left and is_word_next and can_open and not _is_elision(text, mark, end):
        if mark in {"'", "’", "`"} and before in '"“' and opened is not None:
            return False, True, True
        return True, False, True
    if mark == "‘" and opened is not None and opened.mark == "‚":
        return False, True, True
    if mark in {"’", "'", "‘", "`"} and opened is not None and not before.isspace() and not after.isalnum():
        # The plural's apostrophe looks the same: "the workers' rights".
        is_sure = before in _ENDS_SENTENCE or not (before in "sSzxn" and after == " ") or not before.isalnum()
        return False, True, is_sure
    return False, False, False


def _is_elision(text: str, mark: str, end: int) -> bool:
    return mark in {"'", "’"} and _ELISIONS.match(text, end) is not None


def _close(one: _Open, done: list[Marked], start: int, end: int, number: int, *, is_last: bool) -> None:
    """Close by the mark at start; what was open inside it ends where a mark may have ended it, or is none."""
    if is_last:
        done.append(Marked(one.behind, start, one.at, end, number, one.mark))
    elif one.possible is not None:
        done.append(Marked(one.behind, one.possible[0], one.at, one.possible[1], number, one.mark))


def _give_up(stack: list[_Open], place: int, done: list[Marked], number: int) -> None:
    """A mark opens though one of its kind is open: that one ended where it may have ended, or never was one."""
    done += [
        Marked(one.behind, one.possible[0], one.at, one.possible[1], number, one.mark)
        for one in stack[place:]
        if one.possible is not None
    ]
    del stack[place:]


def _end_paragraph(text: str, part: Paragraph, stack: list[_Open], done: list[Marked], number: int) -> None:
    for depth, one in enumerate(stack):
        if one.possible is not None:
            done.append(Marked(one.behind, one.possible[0], one.at, one.possible[1], number, one.mark))
        elif depth == 0 and one.kind in {"double", "guillemet"} and one.mark not in {"”", "»"}:
            end = part.start + len(text[part.start : part.end].rstrip())
            done.append(Marked(one.behind, end, one.at, end, number, one.mark, goes_on=True))


def _has_words(text: str, one: Marked) -> bool:
    return any(letter.isalnum() for letter in text[one.start : one.end])


def _nest(found: list[Marked], first_place: int) -> None:
    around: list[int] = []
    for place, one in enumerate(found):
        while around and found[around[-1]].outer_end <= one.outer_start:
            around.pop()
        if around:
            one.nested_in = first_place + around[-1]
        around.append(place)
