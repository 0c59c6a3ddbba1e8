"""A page's tree -> its blocks of text, in one walk: paragraphs, headings, items, rows, and loose text between
elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from lxml.etree import _Element, iterwalk

from tasks.clean.prose import holds_any

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr img picture q rb ruby s samp "
    "small span strike"
    " strong sub sup time tt u var wbr".split()
)
_NEVER = frozenset(
    "audio canvas datalist embed head iframe input label link map meta meter noscript object option progress rp rt "
    "script select source style"
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
_WRAPPED, _ENDS_ROW = 40, ".!?…:;。！？"
"""Characters of a row that may be broken at a width, and what it then does not end in."""
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
    "navigation": NAV, "contentinfo": FOOTER, "banner": HEADER, "complementary": ASIDE, "main": MAIN,
    "article": ARTICLE,
    "dialog": DIALOG, "alertdialog": DIALOG, "search": FORM,
}  # fmt: skip
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:sr-?only|visually-?hidden|screen-?reader(?:-text)?|assistive-text|offscreen|(?:u|is|js)-hidden"
    r"|d-none)(?:$|[\s_-])"
    r"|^hidden$",
    re.IGNORECASE,
)
_UNSEEN_PARTS = ("hidden", "sr-only", "sronly", "screen", "assistive", "d-none")
_SHOWN_AGAIN = re.compile(
    r"(?:^|\s)(?:(?:sm|md|lg|xl|2xl|print):|d-(?:sm|md|lg|xl|print)-)(?:block|flex|inline\S*|grid)", re.IGNORECASE
)
"""Frameworks hide an element on small screens by one class and show it on others by a second."""
_CLIPPED = re.compile(r"clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?", re.IGNORECASE)
_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)\b", re.IGNORECASE)
_DROP_CAP = re.compile(r"drop-?cap|first-?letter|initial-?letter|initiale", re.IGNORECASE)


_IS_BOX, _IS_INLINE, _IS_STYLED, _IS_BREAK, _IS_CELL, _IS_NEVER, _IS_BUTTON = range(7)
_KINDS: dict[object, int] = {
    **dict.fromkeys(INLINE, _IS_INLINE), **dict.fromkeys(_STYLED_AS_BLOCK, _IS_STYLED),
    **dict.fromkeys(_NEVER, _IS_NEVER),
    **dict.fromkeys(_BREAKS, _IS_BREAK), **dict.fromkeys(_CELLS, _IS_CELL),
    **dict.fromkeys(["div", "p", "li", "ul", "section", "article", "h1", "h2", "h3", "h4", "tr", "table", *_BITS],
        _IS_BOX), "button": _IS_BUTTON,
}  # fmt: skip


def _kind_of(element: _Element) -> int:
    """The kind of an element that is not in the table: others, those of the page's own, comments."""
    tag = element.tag
    if not isinstance(tag, str):
        return _IS_NEVER
    return _IS_INLINE if "-" in tag and _is_inline(element) else _IS_BOX


class Box:
    """An element that parts text into blocks, with what it hands down."""

    __slots__ = ("bits", "children", "depth", "element", "end", "index", "names", "order", "parent", "tag")

    def __init__(self, element: _Element, tag: str, parent: Box | None, names: str, bits: int, index: int) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.names = names
        self.bits = bits
        self.index = index
        self.end = index + 1
        """The number behind the last box inside it: boxes are numbered in the order of the page."""
        self.children = self.order = self.depth = 0
        """`order` says which child box of its parent it is."""
        if parent is not None:
            self.depth = parent.depth + 1
            self.order = parent.children
            parent.children += 1


class Block:
    """One run of text. `anchors` are the links that begin in it; `chance` is the model's that it is text."""

    __slots__ = ("anchors", "bold", "box", "broken", "chance", "linked", "text")

    def __init__(self, text: str, box: Box, linked: int, bold: int, anchors: list[_Element], *, broken: bool) -> None:
        self.text, self.box, self.linked, self.bold, self.anchors, self.broken = (
            text,
            box,
            linked,
            bold,
            anchors,
            broken,
        )
        self.chance = 0.0


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
        """White space before the first word is left out: most of what stands between elements is nothing else."""
        self._anchors: list[_Element] = []
        self._linked = self._bold = 0
        self._rows: list[bool] = []
        """Of each open table row, whether its cells are read as one line."""

    def run(self, body: _Element) -> None:  # noqa: PLR0915 - one loop
        """Walk through the whole body. A page has a thousand elements: what is done for each is kept in one place."""
        pieces, rows, boxes, box = self._pieces, self._rows, self.boxes, self.box
        in_link = in_bold = 0
        skipped: _Element | None = None
        events = iterwalk(body, events=("start", "end"))
        next(events, None)
        for event, element in events:
            tag = element.tag
            if event == "start":
                kind = _KINDS.get(tag)
                if kind is None:
                    kind = _kind_of(element)
                elif kind == _IS_STYLED:
                    kind = _IS_BOX if _stands_alone(element) else _IS_INLINE
                elif kind == _IS_CELL:
                    kind = _IS_CELL if rows and rows[-1] else _IS_BOX
                elif kind == _IS_BUTTON:
                    kind = _IS_INLINE if box.tag == "p" and _is_inline(element, all) else _IS_BOX
                if kind == _IS_BOX and not (tag == "p" and rows and rows[-1]):
                    if pieces and self.flush():
                        break
                    bits, names = _handed_down(element, tag, box.bits)
                    box = self.box = Box(element, tag, box, names, bits, len(boxes))
                    boxes.append(box)
                    if tag == "tr":
                        rows.append(_is_row(element))
                elif kind == _IS_INLINE:
                    if tag == "a":
                        in_link += 1
                        self._anchors.append(element)
                    elif tag in _BOLD:
                        in_bold += 1
                    elif element.keys():
                        if _is_break(element):
                            pieces.append(_BR)
                        elif _is_unseen(element):
                            kind = _IS_NEVER
                elif kind == _IS_BREAK:
                    pieces.append(_BR)
                    continue
                elif kind == _IS_CELL:
                    pieces.append(_CELL)
                elif kind == _IS_BOX:  # a paragraph in a row that is read as one line
                    pieces.append(" ")
                if kind == _IS_NEVER:
                    events.skip_subtree()
                    skipped = element
                    continue
                text = element.text
            else:
                text = element.tail
                if element is skipped:
                    pass
                elif element is box.element:
                    if (pieces and self.flush()) or box.parent is None:
                        break
                    if tag == "tr":
                        rows.pop()
                    box.end = len(boxes)
                    box = self.box = box.parent
                elif tag == "a":
                    in_link -= 1
                elif tag in _BOLD:
                    in_bold -= 1
                elif tag == "span" and text and text[0].isspace() and _is_drop_cap(element):
                    text = text.lstrip()
            if text and (pieces or not text.isspace()):
                pieces.append(text)
                if in_link:
                    self._linked += len(text)
                if in_bold:
                    self._bold += len(text)

    def flush(self) -> bool:
        """Make blocks of the text since the last one; whether there are as many as a page may have."""
        self._make_blocks("".join(self._pieces))
        return len(self.blocks) >= _MOST_BLOCKS

    def _make_blocks(self, text: str) -> None:
        self._pieces.clear()
        linked, bold, anchors = self._linked, self._bold, self._anchors
        self._linked = self._bold = 0
        self._anchors = []
        if not text or text.isspace():
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
        rows = _rows_of(text)
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
    body = next(tree.iter("body"), tree)  # a piece of a page, as manifests hold them, has none
    walk = _Walk(body)
    walk.run(body)
    walk.flush()
    for box in reversed(walk.boxes):  # of a walk that stopped, the open ones have no end yet
        if box.parent and box.parent.end < box.end:
            box.parent.end = box.end
    return walk.blocks, walk.boxes


def _rows_of(text: str) -> list[str]:
    """The rows between breaks. A long row and one that begins with a small letter are a sentence broken at a width."""
    rows: list[list[str]] = []
    is_beside = False
    for part in text.split(_BR):
        if not (row := " ".join(part.split())):
            is_beside = False
            continue
        if is_beside and row[0].islower() and len(rows[-1][-1]) >= _WRAPPED and rows[-1][-1][-1] not in _ENDS_ROW:
            rows[-1].append(row)
        else:
            rows.append([row])
        is_beside = True
    return [" ".join(row) for row in rows]


def _is_inline(element: _Element, in_sentence: Callable[[Iterable[str]], bool] = any) -> bool:
    """Whether a custom element stands in a line of text: it holds no blocks, and text stands before or behind it. A
    button needs both: the name of a person who is introduced at a click.
    """
    before = element.getprevious()
    text = before.tail if before is not None else element.getparent().text  # type: ignore[union-attr]
    return in_sentence([(text or "").strip(), (element.tail or "").strip()]) and all(
        child.tag in INLINE for child in element
    )


def _stands_alone(element: _Element) -> bool:
    """Whether the style of an inline element makes a block of it."""
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
    # Hardly any name has one of the parts, and they are found far faster than the pattern.
    if (
        names
        and len(names) < 200
        and holds_any(names.lower(), _UNSEEN_PARTS)
        and _UNSEEN.search(names)
        and not _SHOWN_AGAIN.search(names)
    ):
        return True
    return bool(style and len(style) < 1000 and (_HIDING.search(style) or _CLIPPED.search(style)))


def _handed_down(element: _Element, tag: str, bits: int) -> tuple[int, str]:
    bits |= _BITS.get(tag, 0)
    names, own, item, style, is_hidden = "", "", "", "", False
    items: list[tuple[str, str]] = element.items()  # type: ignore[assignment]
    for name, value in items:
        if name == "class":
            names = value
        elif name == "id":
            own = value
        elif name == "style":
            style = value
        elif name == "role":
            bits |= _ROLES.get(value, 0)
        elif name == "itemprop":
            item = value
        elif name == "hidden":
            is_hidden = True
        elif name == "aria-hidden" and value == "true":
            bits |= ARIA_HIDDEN
    if is_hidden or ((names or style) and _hides(names, style)):
        bits |= HIDDEN
    if own:
        names = f"{names} #{own}"
    if item:
        names = f"{names} {item}"
        if item == "articleBody":
            bits |= BODY_ITEM
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
