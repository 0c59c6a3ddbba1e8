"""What a page's own structure tells with certainty: parts that are hidden, comments of readers, further articles,
pointers elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from numpy import float64
from numpy.typing import NDArray

from tasks.clean.page import blocks as b
from tasks.clean.page.blocks import Block, Box
from tasks.clean.page.furniture import without_furniture
from tasks.clean.prose import holds_any, letters_of, text_in

_COMMENTS = (
    r"comments?|kommentare?r?|comentarios?|commentaires?|commenti|coment[aá]rios?|reacties?|komentarz[ey]?"
    r"|komentar\w*|комментари\w*|коментар\w*"
    r"|yorumlar|reader responses|replies|responses"
)
_COMMENT_NAMES = re.compile(
    rf"(?:^|[\s_#-])(?:{_COMMENTS}|disqus|discussion|thread|ugc|livefyre|respond)"
    r"(?:-?_?(?:list|section|area|thread|box|wrapper|container|block|feed))?(?:$|[\s_-])",
    re.IGNORECASE,
)
_COMMENT_PARTS = (
    "comment", "kommentar", "coment", "reacti", "komentar", "комментари", "коментар", "yorumlar", "responses",
    "replies", "disqus", "discussion", "thread", "ugc", "livefyre", "respond",
)  # fmt: skip
"""One of these is in every name that the pattern takes, and in hardly any other."""
_COMMENT_HEADING = re.compile(
    rf"^(?:\d+\s+|reader\s+|leser-?\s?|user\s+|all\s+)?(?:{_COMMENTS})\W*(?:\(?\d+\)?)?\W*$"
    r"|^join the (?:conversation|discussion)$",
    re.IGNORECASE,
)
_MOST = 0.5
"""Of a page's prose: what holds more is the article, however it is hidden or called."""
_FOLDED = re.compile(
    r"(?:^|[\s_#-])(?:collaps\w*|accordion\w*|foldable|expand\w*|panel|tab-?(?:content|pane)|faq\w*|answer"
    r"|undefined_\d+_content)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names of hidden parts that readers unfold: the model judges them."""
_LONGEST_LABEL = 45
CERTAIN = 0.6
"""The model's chance from which a line is text although it looks like a pointer: "Best for beginners: a chair"."""
_LABEL = re.compile(r"[:：]$|^[>»→▶►➡☞•|–-]*$")
_ARROWS = re.compile(r"^(?:>{1,3}|»|→|▶|►|➡|☞)\s*")
_LONGEST_POINTER = 200
_LABELLED = re.compile(
    r"^\W*(?:also )?(?:read(?: more| also| next| this)?|further (?:to this|reading)"
    r"|related(?: (?:articles?|stories|reading|news|coverage|links?))?|see also|more on this(?: story| topic)?|more"
    r"|recommended"
    r"|don.t miss|lesen sie (?:auch|mehr|dazu)|lies auch|mehr zum thema|lire aussi|à lire|lee también|lea también"
    r"|te puede interesar|leia também|veja também"
    r"|leggi anche|lees ook|läs också|les også|læs også|czytaj (?:też|także|również)|zobacz (?:też|także)|čtěte také"
    r"|читайте также|关连|相关阅读|関連記事|أقرأ أيضا|اقرأ أيضا)"
    r"\s*[:：]",
    re.IGNORECASE,
)
"""A label that ends in a colon: "Most read it as a threat" is none."""
_CHANNEL = re.compile(
    r"^(?:(?:click|tap) (?:here )?to )?(?:join|follow|subscribe to) (?:us|our)\b.{0,40}\b(?:whatsapp|telegram"
    r"|facebook|instagram|twitter"
    r"|youtube|newsletter|channel|app)\b.{0,20}$",
    re.IGNORECASE,
)
_OWNED = re.compile(
    r"^\W*(?:©|\(c\)|copyright\b|all rights reserved|alle rechte vorbehalten|tous droits réservés)", re.IGNORECASE
)
_NO_PLAYER = re.compile(
    r"^your browser (?:does not|doesn.t|cannot) (?:support|play)|^(?:dein|ihr) browser unterstützt", re.IGNORECASE
)


def beside(blocks: Sequence[Block], boxes: Sequence[Box], prose: NDArray[float64], titles: Sequence[str]) -> list[bool]:
    """Of each block whether it is hidden, a comment of a reader, or of a further article on the page.

    `prose` are the characters of prose of each box with all inside it; what holds most of the page is never beside it.
    """
    most = _MOST * float(prose[0])
    out: list[bool] = []
    for box in boxes:
        if box.parent is not None and out[box.parent.index]:
            out.append(True)
        elif not box.names and not box.bits & b.HIDDEN and box.tag != "figcaption":
            out.append(False)  # as most are
        else:
            out.append((_is_no_text(box) or _holds_comments(box)) and prose[box.index] <= most)
    further = _further_articles(blocks, titles)
    commented = _below_comment_headings(blocks)
    for box in boxes:
        if box.parent is not None and box.parent.index in further:
            further.add(box.index)
    return [out[block.box.index] or block.box.index in further or at in commented for at, block in enumerate(blocks)]


def _is_no_text(box: Box) -> bool:
    if box.tag == "figcaption":
        return True
    is_first = bool(box.bits & b.HIDDEN) and not (box.parent and box.parent.bits & b.HIDDEN)
    return is_first and not (len(box.names) < 200 and _FOLDED.search(box.names))


def _holds_comments(box: Box) -> bool:
    return box.tag not in {"body", "p", "span"} and _names_comments(box.names)


@lru_cache(maxsize=10_000)
def _names_comments(names: str) -> bool:
    if len(names) >= 200:
        return False
    small = names.lower()
    return holds_any(small, _COMMENT_PARTS) and _COMMENT_NAMES.search(names) is not None


def _below_comment_headings(blocks: Sequence[Block]) -> set[int]:
    """What follows a heading that says "Comments" in the element that holds the heading."""
    found: set[int] = set()
    for at, block in enumerate(blocks):
        if block.box.tag not in b.HEADINGS or at in found or len(block.text) > 60:
            continue
        if not _COMMENT_HEADING.search(block.text):
            continue
        holder = block.box.parent
        found.add(at)
        for place in range(at + 1, len(blocks)):
            box: Box | None = blocks[place].box
            while box is not None and box is not holder:
                box = box.parent
            if box is None:
                break
            found.add(place)
    return found


def _further_articles(blocks: Sequence[Block], titles: Sequence[str]) -> set[int]:
    """The boxes that hold a headline of their own, where another one of their kind holds the headline of the page."""
    headlines = [block for block in blocks if block.box.tag == "h1"][:20]
    if len(headlines) < 2:
        return set()
    known = [letters_of(title) for title in titles[:2] if title]
    own = next((block for block in headlines if letters_of(block.text) in known), None)
    if own is None:
        return set()
    around: dict[int, Box] = {}
    box: Box | None = own.box
    while box is not None and box.parent is not None:
        around[box.parent.index] = box
        box = box.parent
    found: set[int] = set()
    for other in headlines:
        if other is own or letters_of(other.text) in known:
            continue
        inner: Box | None = other.box
        while inner is not None and inner.parent is not None and inner.parent.index not in around:
            inner = inner.parent
        if inner is None or inner.parent is None:
            continue
        mine = around[inner.parent.index]
        if inner is not mine and inner is not other.box and (inner.tag, inner.names) == (mine.tag, mine.names):
            found.add(inner.index)
    return found


def without_pointers(chosen: Sequence[Block]) -> list[Block]:
    """Without lines that are a label and a link ("Read also: …"), text that is part of a longer one beside it, marks of
    ownership at the end.
    """
    kept = [block for block in chosen if not _is_pointer(block) and not _NO_PLAYER.search(block.text[:80])]
    while kept and len(kept[-1].text) < 400 and _OWNED.search(kept[-1].text):
        kept.pop()
    return without_furniture(_without_parts(kept))


def _is_pointer(block: Block) -> bool:
    """A short label that ends in a colon, or an arrow, and a link to the end of the line."""
    text = block.text
    if len(text) <= _LONGEST_POINTER and (_LABELLED.search(text) or _CHANNEL.search(text)):
        return True
    if (
        len(text) > _LONGEST_POINTER
        or not block.anchors
        or block.linked < 0.3 * len(text)
        or block.chance > CERTAIN
        or block.box.tag in b.HEADINGS
    ):
        return False
    anchor = " ".join(text_in(block.anchors[0]).split())
    if not anchor or not text.rstrip(" .").endswith(anchor.rstrip(" .")):
        return False
    label = text[: text.rfind(anchor)].strip()
    return bool(label) and len(label) <= _LONGEST_LABEL and bool(_LABEL.search(label) or _ARROWS.search(text))


def _without_parts(kept: list[Block]) -> list[Block]:
    """Quotations that a page shows once more in large type."""
    quoted = [
        at for at, block in enumerate(kept) if block.box.bits & (b.QUOTE | b.FIGURE | b.ASIDE) and len(block.text) > 25
    ]
    if not quoted:
        return kept
    others = "\n".join(letters_of(block.text) for block in kept if not block.box.bits & (b.QUOTE | b.FIGURE | b.ASIDE))
    repeated = {at for at in quoted[:200] if letters_of(kept[at].text) in others}
    return [block for at, block in enumerate(kept) if at not in repeated]
