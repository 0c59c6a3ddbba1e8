"""The main text of a page: its blocks, those of them that the model takes for text, and the text in its scripts where
it shows none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from lxml.html import HtmlElement
from numpy.typing import NDArray
from trafilatura import bare_extraction

from tasks.clean.metadata.page_metadata import Metadata
from tasks.clean.metadata.structured import Said
from tasks.clean.page.blocks import HEADINGS, Block, Box, TextPlace, blocks_of
from tasks.clean.page.features import Features, PageClaims, features_of
from tasks.clean.page.model import text_model
from tasks.clean.page.script_text import script_paragraphs
from tasks.clean.page.stated_text import stated_paragraphs, stated_text
from tasks.clean.page.structure import CERTAIN, beside, without_pointers
from tasks.clean.page.surroundings import Surroundings, surroundings_of
from tasks.clean.prose import letters_of, line

CHOSEN = 0.25
"""The chance from which a block is taken for text. F1 is best at .45; from .45 down to .25 it falls by .002 and a
quarter of the lost sentences come back: a sentence too much is seen, one that is missing is not.
"""
_BETWEEN = 0.07
"""The same for paragraphs and table rows between two blocks of text in one element."""
DOUBTFUL = 0.1
"""The mean doubt about the letters of a page from which trafilatura is asked as well; see the curve in
docs/cleaning.md.
"""
_HARDLY_ANY = 400
"""Characters of a text under which the text in the page's scripts is looked for."""
_LONGEST_HEADING = 300
"""Characters; some pages put their whole text into an h1."""
_FILLING = frozenset(["p", "tr", "blockquote"])
_GAP = 12
"""Candidates between two blocks of text that may be filled."""
_STANDFIRST, _SHORTEST_STANDFIRST, _LONGEST_STANDFIRST, _NEAR = 0.05, 40, 800, 12
"""The chance from which a text before the first is a standfirst, its characters, and candidates between the two."""
_NOTHING_BUT_LINKS, _SURE_OF_LINK = 0.8, 0.95
_REACH = 60
"""Blocks before the text in which its headline stands."""
_NEVER_TEXT = "|".join(f".//{tag}" for tag in ("svg", "style", "iframe", "link", "meta", "aside", "footer"))
"""What trafilatura throws away in any case; it walks the tree sixty times before it does."""


@dataclass(slots=True)
class PageText:
    """Paragraphs of the article with the links that stand in them, and what they were chosen from. `doubt` is 0 to 1,
    the mean over the letters.
    """

    paragraphs: list[str] = field(default_factory=list)
    anchors: list[tuple[str, HtmlElement]] = field(default_factory=list)
    """(paragraph, link) of every link in a paragraph."""
    headings: list[str] = field(default_factory=list)
    """Headings that stand over the text: those of the second level, then those of the first, the nearest last."""
    doubt: float | None = None
    """None where no model chose the text."""
    first_doubt: float = 1.0
    """The model's doubt without an extractor."""
    blocks: list[Block] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    chances: NDArray[np.float64] | None = None
    """The model's chance of each block that it is text, 0 for those that were no candidates; None without any."""
    place: TextPlace = field(default_factory=lambda: TextPlace((), -1, -1))
    """The blocks of the page, and which of them is the first and the last of the text."""


def text_of(tree: HtmlElement, meta: Metadata, said: Said, *, is_live: bool = False) -> PageText:
    """The text of a page; without paragraphs where there is none. In a live blog (`is_live`) the hours of entries are
    text.
    """
    blocks, boxes = blocks_of(tree)
    read = PageText(blocks=blocks, boxes=boxes)
    claims = claims_of(blocks, meta, said)
    titles = claims.titles
    if blocks:
        chosen = _chosen(tree, read, claims, is_live=is_live)
        _take(read, without_pointers(chosen), titles)
        read.headings = _above(blocks, chosen[0] if chosen else None)
        read.place = _place(blocks, chosen)
    if found := stated_paragraphs(said, read.paragraphs):
        read.paragraphs, read.anchors, read.doubt = found, [], None
        return read
    if sum(map(len, read.paragraphs)) < _HARDLY_ANY and (found := script_paragraphs(tree, titles)):
        own = sum(map(len, read.paragraphs))
        if sum(map(len, found)) > 2 * own:
            read.paragraphs, read.anchors, read.doubt = found, [], None
            return read
    if not read.paragraphs:
        # A page of nothing but a message or links: page kind and checks are to see it.
        given = {"", *map(letters_of, titles)}
        read.paragraphs = [row for row in extracted_lines(tree) if letters_of(row) not in given]
        read.doubt = None
    return read


def claims_of(blocks: Sequence[Block], meta: Metadata, said: Said) -> PageClaims:
    """What the page says of its article, by which blocks are judged."""
    titles = [text for text in (meta.title, meta.headline, *_headings(blocks)) if text]
    return PageClaims(titles, _descriptions(said), meta.authors, stated_text(said))


def _chosen(tree: HtmlElement, read: PageText, claims: PageClaims, *, is_live: bool) -> list[Block]:
    """The blocks that are text, in their order; notes chances and doubt."""
    blocks, boxes = read.blocks, read.boxes
    around = surroundings_of(blocks, boxes)
    places = around.candidates
    if not len(places):
        return []
    is_beside = beside(blocks, boxes, around.prose_below, claims.titles)
    stands_beside = np.array([is_beside[at] for at in places.tolist()])
    model = text_model()
    features = features_of(around, claims, model.lexicon)
    chances = np.where(stands_beside, 0.0, model.plain.chances(features.table))
    read.doubt = read.first_doubt = doubt_of(chances, around.size[places])
    if read.doubt > DOUBTFUL:
        features.add_extracted(extracted_lines(tree))
        chances = np.where(stands_beside, 0.0, model.with_extractor.chances(features.table))
        read.doubt = doubt_of(chances, around.size[places])
    read.chances = np.zeros(len(blocks))
    read.chances[places] = chances
    return chosen_by(chances, features, is_live=is_live)


def chosen_by(chances: NDArray[np.float64], features: Features, *, is_live: bool = False) -> list[Block]:
    """The candidates that are text by their chances and their neighbours; notes the chance of each."""
    for block, chance in zip(features.blocks, chances.tolist(), strict=True):
        block.chance = chance
    around = features.around
    taken = _filled(chances, features.blocks)
    _take_standfirst(taken, chances, features)
    _leave_headings_of_links(taken, around.candidates, around)
    _leave_lone_links(taken, features)
    if is_live:
        taken |= _hours(features, taken)
    places = _with_announced_lists(around.blocks, around.candidates[taken].tolist())
    return [around.blocks[at] for at in places]


def _filled(chances: NDArray[np.float64], candidates: Sequence[Block]) -> NDArray[np.bool_]:
    """Which candidates are text: those that are likely, and paragraphs and rows between two of these in one element."""
    taken = chances > CHOSEN
    count = len(taken)
    index = np.arange(count)
    before = np.maximum.accumulate(np.where(taken, index, -1)).tolist()
    behind = np.minimum.accumulate(np.where(taken, index, count)[::-1])[::-1].tolist()
    for at in np.nonzero(~taken & (chances > _BETWEEN))[0].tolist():
        first, last = before[at], behind[at]
        if candidates[at].box.tag in _FILLING and first >= 0 and last < count and last - first <= _GAP:
            holder = _holder(candidates[at].box)
            taken[at] = holder is _holder(candidates[first].box) or holder is _holder(candidates[last].box)
    return taken


def _take_standfirst(taken: NDArray[np.bool_], chances: NDArray[np.float64], features: Features) -> None:
    """Take what stands between headline and text as whole sentences, in the element of the text or as what the page
    gives as its description, unless it is unlikely.
    """
    if not taken.any():
        return
    table, blocks, first = features.table, features.blocks, int(np.argmax(taken))
    holder = _holder(blocks[first].box)
    described, ends, size, from_h1 = table["described"], table["ends"], table["size"], table["from_h1"]
    for at in range(max(0, first - _NEAR), first):
        is_sentence = ends[at] == 1.0 and size[at] >= _SHORTEST_STANDFIRST and _holder(blocks[at].box) is holder
        if (described[at] >= 1.0 or is_sentence) and from_h1[at] > 0:
            taken[at] = chances[at] > _STANDFIRST and size[at] < _LONGEST_STANDFIRST


def _leave_headings_of_links(taken: NDArray[np.bool_], places: NDArray[np.intp], around: Surroundings) -> None:
    """Leave out a heading over a list of links that is not text."""
    text = set(places[taken].tolist())
    for order in np.nonzero(taken)[0].tolist():
        at = int(places[order])
        block, next_at = around.blocks[at], at + 1
        is_heading = (
            block.box.tag in HEADINGS
            and block.chance <= CERTAIN
            and len(block.text) < 100
            and block.text[-1] not in ".。!?"
        )
        if not is_heading or next_at >= len(around.blocks) or next_at in text:
            continue
        if around.linked[next_at] > 0.8 * around.size[next_at]:
            taken[order] = False


def _leave_lone_links(taken: NDArray[np.bool_], features: Features) -> None:
    """Leave out a line that is nothing but a link and no sentence, unless the model is very sure of it; headings and
    items of lists are often links.
    """
    is_link = (features.table["link_share"] > _NOTHING_BUT_LINKS) & (features.table["ends"] == 0.0)
    for at in np.nonzero(taken & is_link)[0].tolist():
        block = features.blocks[at]
        taken[at] = block.chance > _SURE_OF_LINK or block.box.tag in HEADINGS or block.box.tag == "li"


def _with_announced_lists(blocks: Sequence[Block], places: Sequence[int]) -> list[int]:
    """The places of text, with the whole of a list that stands behind "Here are the winners:" and before further text:
    its items may be links, or too short to be looked at.
    """
    found = set(places)
    for at in places:
        if blocks[at].text[-1] not in ":：" or blocks[at].box.tag != "p" or at + 1 >= len(blocks):
            continue
        items, end = blocks[at + 1].box.parent, at + 1
        while end < len(blocks) and blocks[end].box.tag == "li" and blocks[end].box.parent is items:
            end += 1
        if end < len(blocks) and end in found and _holder(blocks[end].box) is _holder(blocks[at].box):
            found.update(range(at + 1, end))
    return sorted(found)


def _holder(box: Box) -> Box | None:
    """The box around a paragraph, or around the whole table of a row."""
    above = box.parent
    while above is not None and above.tag in {"table", "tbody", "thead", "tfoot"}:
        above = above.parent
    return above


def _hours(features: Features, taken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which blocks are the time of an entry of a live blog: a short line that holds one, before or behind text."""
    near = np.convolve(taken, np.ones(5), "full")[2 : len(taken) + 2] > 0
    is_time = np.array(
        [any(child.tag == "time" for child in (block.box.element, *block.box.element)) for block in features.blocks]
    )
    found: NDArray[np.bool_] = near & is_time & (features.table["size"] < 40)
    return found


def doubt_of(chances: NDArray[np.float64], size: NDArray[np.float64]) -> float:
    """How far the chances are from certainty, weighed by letters, for each letter that is taken."""
    taken = float(size @ (chances > CHOSEN))
    unsure = float(size @ np.minimum(chances, 1 - chances))
    return min(1.0, unsure / taken) if taken > 0 else 1.0


def extracted_lines(tree: HtmlElement) -> list[str]:
    """The lines of text that trafilatura takes of a page, by its fast way."""
    document = bare_extraction(tree, fast=True, include_comments=False, with_metadata=False, prune_xpath=[_NEVER_TEXT])
    return (document.text or "").split("\n") if document else []  # type: ignore[union-attr]


def _take(read: PageText, chosen: Sequence[Block], titles: Sequence[str]) -> None:
    known = {letters_of(title) for title in titles}
    first_items: set[int] = set()
    for block in chosen:
        letters = letters_of(block.text[:400])
        if not letters or (not read.paragraphs and letters in known and block.text[-1:] not in ".。!?"):
            continue
        text = block.text
        if block.box.tag == "li" and block.box.index not in first_items:
            first_items.add(block.box.index)
            text = f"- {text}"
        if read.paragraphs and _goes_on(read.paragraphs[-1], text):
            read.paragraphs[-1] += text  # a drop cap in an element of its own
        else:
            read.paragraphs.append(text)
        read.anchors += [(text, anchor) for anchor in block.anchors]


def _goes_on(before: str, text: str) -> bool:
    return len(before) == 1 and before.isupper() and text[:1].islower()


def _above(blocks: Sequence[Block], first: Block | None) -> list[str]:
    places = [at for at, block in enumerate(blocks) if block is first]
    end = places[0] + 1 if places else len(blocks)
    found: dict[str, list[str]] = {"h2": [], "h1": []}
    for block in blocks[max(0, end - _REACH) : end]:
        if block.box.tag in found and block.linked < 0.5 * len(block.text):
            found[block.box.tag].append(block.text)
    return found["h2"] + found["h1"]


def _place(blocks: Sequence[Block], chosen: Sequence[Block]) -> TextPlace:
    if not chosen:
        return TextPlace(blocks, -1, -1)
    places = [at for at, block in enumerate(blocks) if block is chosen[0] or block is chosen[-1]]
    return TextPlace(blocks, places[0], places[-1])


def _headings(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks if block.box.tag == "h1" and len(block.text) < _LONGEST_HEADING][:10]


def _descriptions(said: Said) -> list[str]:
    """What the page gives as its description, in any of the places for it."""
    names = ("og:description", "description", "twitter:description")
    found = [*(said.first(name) for name in names), said.text("description"), said.text("alternativeHeadline")]
    return [text for text in found if text and line(text)]
