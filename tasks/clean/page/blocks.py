"""A page's tree -> its blocks of text, in one walk: paragraphs, headings, items, rows, and loose text between
elements.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml.etree import _Element, iterwalk

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr img picture q rb ruby s samp small span strike"  # noqa: SIM905
    " strong sub sup time tt u var wbr".split()
)
_NEVER = frozenset(
    "audio canvas datalist embed head iframe input label link map meta meter noscript object option progress rp rt script select source style"  # noqa: SIM905
    " svg template textarea title track video".split()
)
"""Elements whose content no reader sees as text of the page."""
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_PARTS_OF_CELLS = frozenset(["div", "table", "ul", "ol", "section", "article", "blockquote", "dl", "pre", *HEADINGS])
_STYLED_AS_BLOCK = frozenset(["span", "b", "strong", "font", "em", "i"])
_BOLD = frozenset(["b", "strong"])
_BREAKS = frozenset(["br", "hr"])
_CELLS = frozenset(["td", "th"])
_BR = "\x00"
"""A line break among the pieces of a block; `prose.cleaned` has taken control characters out of the markup."""
_CELL = "\x01"
_LONG = 200_000
"""Characters from which a list of all words takes more memory than a text should."""
_SPACES = re.compile(r"\s+")
_MOST_BLOCKS = 20_000

# What an element hands down to everything inside it.
NAV, FOOTER, HEADER, ASIDE, FIGURE, FORM, ARTICLE, MAIN, TABLE, LIST, QUOTE, CAPTION = (1 << bit for bit in range(12))
HIDDEN, ARIA_HIDDEN, BUTTON, BODY_ITEM, COMMENT, DIALOG, ENTRY = (1 << bit for bit in range(12, 19))
_BITS = {
    "nav": NAV, "footer": FOOTER, "header": HEADER, "aside": ASIDE, "figure": FIGURE, "form": FORM, "article": ARTICLE,
    "main": MAIN, "table": TABLE, "ul": LIST, "ol": LIST, "dl": LIST, "menu": LIST, "blockquote": QUOTE,
    "figcaption": CAPTION, "button": BUTTON, "dialog": DIALOG, "caption": CAPTION,
}  # fmt: skip
_ROLES = {
    "navigation": NAV, "contentinfo": FOOTER, "banner": HEADER, "complementary": ASIDE, "main": MAIN, "article": ARTICLE,
    "dialog": DIALOG, "alertdialog": DIALOG, "search": FORM,
}  # fmt: skip
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|visually-?hidden|screen-?reader(?:-text)?|assistive-text|offscreen|(?:u|is|js)-hidden|d-none)(?:$|[\s_-])"
    r"|^hidden$",
    re.IGNORECASE,
)
_SHOWN_AGAIN = re.compile(
    r"(?:^|\s)(?:(?:sm|md|lg|xl|2xl|print):|d-(?:sm|md|lg|xl|print)-)(?:block|flex|inline\S*|grid)", re.IGNORECASE
)
"""Frameworks hide an element on small screens by one class and show it on others by a second."""
_CLIPPED = re.compile(r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?", re.IGNORECASE)
_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.IGNORECASE)
_DROP_CAP = re.compile(r"drop-?cap|first-?letter|initial-?letter|initiale", re.IGNORECASE)


class Box:
    """An element that parts text into blocks, with what it hands down."""

    __slots__ = ("bits", "children", "depth", "element", "index", "names", "order", "parent", "tag")

    def __init__(self, element: _Element, tag: str, parent: Box | None, names: str, bits: int, index: int) -> None:
        self.element, self.tag, self.parent, self.names, self.bits, self.index = (
            element,
            tag,
            parent,
            names,
            bits,
            index,
        )
        self.depth: int = parent.depth + 1 if parent else 0
        self.children = 0
        self.order = 0
        """Which child box of its parent it is."""


class Block:
    """One run of text. `anchors` are the links that begin in it."""

    __slots__ = ("anchors", "bold", "box", "broken", "linked", "text")

    def __init__(self, text: str, box: Box, linked: int, bold: int, anchors: list[_Element], *, broken: bool) -> None:
        self.text, self.box, self.linked, self.bold, self.anchors, self.broken = (
            text,
            box,
            linked,
            bold,
            anchors,
            broken,
        )


@dataclass(frozen=True)
class TextPlace:
    """The blocks of a page, and where among them headline and text stand."""

    blocks: Sequence[Block]
    first: int
    last: int
    """Of the text; -1 where there is none."""

    @cached_property
    def headline(self) -> int:
        """The nearest h1 before the text; where there is none, a place shortly before it."""
        end = self.first + 1 if self.first >= 0 else len(self.blocks)
        return next((at for at in range(end - 1, -1, -1) if self.blocks[at].box.tag == "h1"), max(0, end - 12))


class _Walk:
    """The state of a walk: the box it is in, and the text since the last block."""

    def __init__(self, body: _Element) -> None:
        self.box = Box(body, "body", None, "", 0, 0)
        self.boxes = [self.box]
        self.blocks: list[Block] = []
        self._pieces: list[str] = [body.text] if body.text else []
        self._anchors: list[_Element] = []
        self._linked = self._bold = 0
        self._in_link = self._in_bold = 0
        self._rows: list[bool] = []
        """Of each open table row, whether its cells are read as one line."""

    def start(self, element: _Element) -> bool:
        """Enter an element; False where nothing in it is text of the page."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _NEVER:
            return False
        if (tag in INLINE and not _stands_alone(element)) or ("-" in tag and _is_inline(element)):
            if tag == "a":
                self._in_link += 1
                self._anchors.append(element)
            elif tag in _BOLD:
                self._in_bold += 1
            elif element.attrib:
                if _is_break(element):
                    self._pieces.append(_BR)
                elif _is_unseen(element):
                    return False
        elif tag in _BREAKS:
            self._pieces.append(_BR)
            return True
        elif tag in _CELLS and self._rows and self._rows[-1]:
            self._pieces.append(_CELL)
        elif tag == "p" and self._rows and self._rows[-1]:
            self._pieces.append(" ")
        else:
            self._enter(element, tag)
        if text := element.text:
            self._add(text)
        return True

    def end(self, element: _Element, *, was_skipped: bool) -> None:
        """Leave an element; the text behind it belongs to the one around it."""
        tag = element.tag
        if was_skipped:
            pass
        elif element is self.box.element:
            self.flush()
            if tag == "tr":
                self._rows.pop()
            if self.box.parent is not None:
                self.box = self.box.parent
        elif tag == "a":
            self._in_link -= 1
        elif tag in _BOLD:
            self._in_bold -= 1
        if tail := element.tail:
            self._add(tail.lstrip() if tag == "span" and tail[0].isspace() and _is_drop_cap(element) else tail)

    def _enter(self, element: _Element, tag: str) -> None:
        self.flush()
        parent = self.box
        bits, names = _handed_down(element, tag, parent.bits)
        self.box = Box(element, tag, parent, names, bits, len(self.boxes))
        self.box.order = parent.children
        parent.children += 1
        self.boxes.append(self.box)
        if tag == "tr":
            self._rows.append(_is_row(element))

    def _add(self, text: str) -> None:
        self._pieces.append(text)
        if self._in_link:
            self._linked += len(text)
        if self._in_bold:
            self._bold += len(text)

    def flush(self) -> None:
        """Make blocks of the text since the last one."""
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces = []
        linked, bold, anchors = self._linked, self._bold, self._anchors
        self._linked = self._bold = 0
        self._anchors = []
        if text.isspace():
            return
        if _CELL in text:
            cells = (" ".join(part.replace(_BR, " ").split()) for part in text.split(_CELL))
            row = [cell for cell in cells if cell]
            text = f"| {' | '.join(row)} |" if len(row) > 1 else "".join(row)
        elif _BR in text:
            self._flush_rows(text, linked, bold, anchors)
            return
        elif self.box.tag != "pre":
            text = " ".join(text.split()) if len(text) < _LONG else _SPACES.sub(" ", text).strip()
        if text:
            self.blocks.append(Block(text, self.box, linked, bold, anchors, broken=False))

    def _flush_rows(self, text: str, linked: int, bold: int, anchors: list[_Element]) -> None:
        rows = [row for part in text.split(_BR) if (row := " ".join(part.split()))]
        total = sum(map(len, rows)) or 1
        next_anchor = 0
        for row in rows:
            share = len(row) / total
            first = next_anchor
            while next_anchor < len(anchors) and (anchors[next_anchor].text or "").strip()[:40] in row:
                next_anchor += 1  # links come in the order of the rows: no row is searched for all of them
            own = anchors[first:next_anchor]
            self.blocks.append(Block(row, self.box, int(linked * share), int(bold * share), own, broken=True))


def blocks_of(tree: _Element) -> tuple[list[Block], list[Box]]:
    """Blocks in the order of the page, at most 20,000, and the boxes that hold them (a box comes before those inside
    it).
    """
    body = tree if tree.tag == "body" else tree.find(".//body")
    if body is None:
        body = tree  # a piece of a page, as manifests hold them
    walk = _Walk(body)
    skipped: _Element | None = None
    events = iterwalk(body, events=("start", "end"))
    next(events, None)
    for event, element in events:
        if event == "start":
            if not walk.start(element):
                events.skip_subtree()
                skipped = element
        elif element is body:
            break
        else:
            walk.end(element, was_skipped=element is skipped)
            if len(walk.blocks) >= _MOST_BLOCKS:
                break
    walk.flush()
    return walk.blocks, walk.boxes


def _is_inline(element: _Element) -> bool:
    """Whether a custom element stands in a line of text: it holds no blocks, and text stands before or behind it."""
    before = element.getprevious()
    text = before.tail if before is not None else element.getparent().text  # type: ignore[union-attr]
    beside = (text or "").strip() or (element.tail or "").strip()
    return bool(beside) and all(child.tag in INLINE for child in element)


def _stands_alone(element: _Element) -> bool:
    """Whether the style of an inline element makes a block of it."""
    if element.tag not in _STYLED_AS_BLOCK or not element.attrib:
        return False
    style = element.get("style")
    return style is not None and len(style) < 1000 and _AS_BLOCK.search(style) is not None


def _is_drop_cap(element: _Element) -> bool:
    """Whether a letter of its own begins the word that goes on behind white space."""
    text, tail = (element.text or "").strip(), (element.tail or "").lstrip()
    return (
        len(text) == 1
        and len(element) == 0
        and tail[:1].islower()
        and bool(_DROP_CAP.search(element.get("class") or ""))
    )


def _is_break(element: _Element) -> bool:
    """Whether an empty element stands for a line break: some systems write `<span class="br"></span>`."""
    return element.text is None and len(element) == 0 and "br" in (element.get("class") or "").split()


def _is_unseen(element: _Element) -> bool:
    get = element.get
    return _hides(get("class"), get("style")) or get("hidden") is not None


@lru_cache(maxsize=10_000)
def _hides(names: str | None, style: str | None) -> bool:
    if names and len(names) < 200 and _UNSEEN.search(names) and not _SHOWN_AGAIN.search(names):
        return True
    return bool(style and len(style) < 1000 and (_HIDING.search(style) or _CLIPPED.search(style)))


def _handed_down(element: _Element, tag: str, bits: int) -> tuple[int, str]:
    bits |= _BITS.get(tag, 0)
    if not element.attrib:
        return bits, ""
    get = element.get
    names = get("class") or ""
    if own := get("id"):
        names = f"{names} #{own}"
    if role := get("role"):
        bits |= _ROLES.get(role, 0)
    if item := get("itemprop"):
        names = f"{names} {item}"
        if item == "articleBody":
            bits |= BODY_ITEM
    if _hides(get("class"), get("style")) or get("hidden") is not None:
        bits |= HIDDEN
    if get("aria-hidden") == "true":
        bits |= ARIA_HIDDEN
    return bits, names


def _is_row(row: _Element) -> bool:
    """Whether a table row holds data to be read as one line; rows of a layout hold paragraphs or more."""
    for cell in row:
        if cell.tag not in {"td", "th"}:
            continue
        paragraphs = 0
        for part in cell.iterdescendants():
            paragraphs += part.tag == "p"
            if part.tag in _PARTS_OF_CELLS or paragraphs > 1:
                return False
            if part.tag == "br" and (part.tail or "").strip() and len(row) < 3:
                return False
    return True
