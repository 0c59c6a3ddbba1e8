"""Blocks -> a row of numbers for each candidate: its form, its place, what surrounds it, and what an extractor made of
it.

Candidates are the blocks that may be text of the article at all. Short runs of links and crumbs outside of the main
part of the page are none; they count only as the surroundings of others. All work is linear in the page but for the
search in the texts of an extractor and of `articleBody`, which has a limit.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.clean.page import blocks as b
from tasks.clean.page.blocks import Block
from tasks.clean.page.columns import FeatureColumns, groups_of, shifted
from tasks.clean.page.extracted import MOST_SEARCHED, put_extracted
from tasks.clean.page.lexicon import OWN, PARENT, Lexicon, Weights
from tasks.clean.page.surroundings import OTHER_TAG, TAGS, Floats, Surroundings
from tasks.clean.prose import holds_any, letters_of, words_of_text

_ENDS = re.compile(r"[.!?…。！？؟।][\"'’”»)\]」』]*$")
# Each begins with a set of characters: a search passes over all others several times as fast as it tries alternatives.
_SENTENCES = re.compile(r"[.!?…؟।。！？](?:(?<=[。！？])|[\"'’”»)\]]*(?:\s|$))")
_DATED = re.compile(r"\d(?:(?<=1)9\d\d|(?<=2)0\d\d|\d?[:.]\d\d)")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_QUOTES = re.compile(r"[\"“”„«»「」『』]")
_DIGITS, _CAPITALS = string.digits.encode(), string.ascii_uppercase.encode()
_SHORT = 400
"""Characters under which a block is compared with the titles."""
_SHARES = (
    "facebook", "twitter.com", "x.com/intent", "whatsapp", "pinterest", "linkedin", "reddit.com/submit", "telegram",
    "t.me/", "share",
)  # fmt: skip
_NO_PAGES = ("mailto:", "tel:", "javascript:")
_LISTS = re.compile(
    r"/(?:tags?|topics?|category|categories|authors?|autor(?:en|es)?|people|themen?|sections?|search|hashtag"
    r"|keyword)s?/"
)
_PLACES = {
    "nav": b.NAV, "footer": b.FOOTER, "header": b.HEADER, "aside": b.ASIDE, "figure": b.FIGURE, "form": b.FORM,
    "article": b.ARTICLE, "main": b.MAIN, "table": b.TABLE, "list": b.LIST, "quote": b.QUOTE, "caption": b.CAPTION,
    "hidden": b.HIDDEN, "aria_hidden": b.ARIA_HIDDEN, "button": b.BUTTON, "body_item": b.BODY_ITEM, "dialog": b.DIALOG,
}  # fmt: skip
_OWN = [
    "size",
    "link_share",
    "links",
    "bold",
    "ends",
    "sentences",
    "commas",
    "digits",
    "upper",
    "first",
    "colon",
    "question",
    "exclaims",
    "quotes",
    "bars",
    "at",
    "copyright",
    "dated",
    "http",
    "unspaced",
    "title_similar",
    "same_title",
    "described",
    "named",
    "stated",
    "repeats",
    "broken",
    "shares",
    "listings",
    "stories",
    "locals",
]
_LEXICON = [
    *(f"{place}_{part}" for place in ("name", "parent_name", "far_name") for part in ("sum", "min", "max")),
    *(f"text_{part}" for part in ("whole", "edge_min", "edge_max", "edge_sum", "mean", "min", "max", "known")),
]


@dataclass(frozen=True, slots=True)
class PageClaims:
    """What the page says of its article beside its text."""

    titles: Sequence[str] = ()
    descriptions: Sequence[str] = ()
    authors: Sequence[str] = ()
    stated: str = ""
    """The text of `articleBody`."""


@dataclass(slots=True)
class Features:
    """The table of a page's candidates, and what is needed to add the columns of an extractor to it."""

    table: FeatureColumns
    around: Surroundings
    blocks: list[Block]
    """The candidates."""
    letters: list[str]
    words: list[list[str]]
    """Of each short candidate, in small letters; none of the others."""
    boxes_of: dict[str, NDArray[np.intp]]

    def add_extracted(self, lines: Sequence[str]) -> None:
        """Columns of what an extractor took, from the lines of its text."""
        put_extracted(self.table, self.around, self.boxes_of, self.letters, lines)


def features_of(around: Surroundings, known: PageClaims, lexicon: Lexicon | None) -> Features:
    """A row for each candidate, at least one; without a lexicon, the columns of words are left out."""
    table = FeatureColumns()
    blocks = [around.blocks[place] for place in around.candidates.tolist()]
    letters = [letters_of(block.text) for block in blocks]
    words = [words_of_text(block.text) if len(block.text) < _SHORT else [] for block in blocks]
    own = _own(blocks, letters, words, known)
    table.update(zip(_OWN, own.T, strict=True))
    _put_places(table, around, blocks, table["same_title"])
    boxes_of = _put_containers(table, around, blocks)
    features = Features(table, around, blocks, letters, words, boxes_of)
    if lexicon is not None:
        put_lexicon(table, features, lexicon)
    return features


def _own(
    blocks: Sequence[Block], letters: Sequence[str], words_of: Sequence[Sequence[str]], known: PageClaims
) -> Floats:
    titles = [text for title in known.titles if (text := letters_of(title))]
    title_words = [words for title in known.titles if (words := frozenset(words_of_text(title)))]
    descriptions = [text for description in known.descriptions if (text := letters_of(description))]
    authors = [text for name in known.authors if len(text := letters_of(name)) > 4]
    stated, left = letters_of(known.stated), MOST_SEARCHED
    repeats = Counter(letters)
    rows = []
    for block, own, listed in zip(blocks, letters, words_of, strict=True):
        text = block.text
        size, count = len(text), len(own)
        similar = same_title = described = named = said = 0.0
        if size < _SHORT:
            if title_words and listed:
                words = frozenset(listed)
                similar = max([_shared(words, title) for title in title_words])
            same_title = _same_title(own, titles)
            named = 1.0 if authors and size < 300 and any(name in own for name in authors) else 0.0
        if descriptions and count > 24:
            head, longer = own[:40], own[:60]
            described = max(2.0 if text[:60] == longer else 1.0 if head in text else 0.0 for text in descriptions)
        if stated and count > 5 and left > 0:
            left -= len(stated)
            said = 1.0 if own in stated else 0.5 if count > 80 and own[:40] in stated else 0.0
        beginning, first = text[:200], text[0]
        unspaced = 0
        if text.isascii():
            in_bytes = beginning.encode()
            digits = len(in_bytes) - len(in_bytes.translate(None, _DIGITS))
            capitals = len(in_bytes) - len(in_bytes.translate(None, _CAPITALS))
        else:
            digits, capitals = sum(map(str.isdigit, beginning)), sum(map(str.isupper, beginning))
            unspaced = len(_UNSPACED.findall(text[:60]))
        shares, listings, stories, locals_ = _links(block.anchors) if block.anchors else _NO_LINKS
        rows.append((
            size, block.linked / size, len(block.anchors), block.bold / size, 1.0 if _ENDS.search(text[-8:]) else 0.0,
            len(_SENTENCES.findall(text[:2000])), text.count(","), digits / len(beginning), capitals / len(beginning),
            1.0 if first.isupper() else 2.0 if first.islower() else 3.0 if first.isdigit() else 0.0,
            1.0 if text[-1] in ":：" else 0.0, 1.0 if "?" in text or "？" in text else 0.0, 1.0 if "!" in text else 0.0,
            len(_QUOTES.findall(text[:2000])), 1.0 if "|" in text or "·" in text or "•" in text else 0.0,
            1.0 if "@" in text else 0.0, 1.0 if "©" in text else 0.0, 1.0 if _DATED.search(text[:300]) else 0.0,
            1.0 if "http" in text or "www." in text else 0.0, unspaced / min(size, 60), similar, same_title, described,
            named, said, repeats[own], 1.0 if block.broken else 0.0, shares, listings, stories, locals_,
        ))  # fmt: skip
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(_OWN))


def _shared(words: frozenset[str], others: frozenset[str]) -> float:
    """The share that both have of the words that one of them has."""
    common = len(words & others)
    return common / (len(words) + len(others) - common)


def _same_title(letters: str, titles: Sequence[str]) -> float:
    """2 for a title itself, 1 for a part of one or a line that holds one, else 0."""
    same = 0.0
    for title in titles:
        if letters == title:
            return 2.0
        if len(letters) > 8 and (letters in title or title in letters):
            same = 1.0
    return same


_NO_LINKS = (0.0, 0.0, 0.0, 0.0)


def _links(anchors: Sequence[Any]) -> tuple[float, float, float, float]:
    """How many of a block's first 30 links share it, lead to lists or authors, to articles, and to a place on the
    page.
    """
    shares = listings = stories = locals_ = 0
    for anchor in anchors[:30]:
        href = (anchor.get("href") or "")[:300].lower()
        if not href or href[0] == "#":
            locals_ += 1
        elif href.startswith(_NO_PAGES) or holds_any(href, _SHARES):
            shares += 1
        elif _LISTS.search(href):
            listings += 1
        elif href.rstrip("/").rpartition("/")[2].count("-") >= 3 or (href[0] == "/" and len(href) > 30):
            stories += 1
    return float(shares), float(listings), float(stories), float(locals_)


def _put_places(table: FeatureColumns, around: Surroundings, blocks: Sequence[Block], same_title: Floats) -> None:
    """Where a block stands: in what kinds of elements, how far into the page, beside what."""
    put, at = table.__setitem__, around.candidates
    bits = np.array([block.box.bits for block in blocks], dtype=np.int64)
    for name, bit in _PLACES.items():
        put("in_" + name, (bits & bit) > 0)
    size, linked, prose, tags = around.size, around.linked, around.prose, around.tags
    count = len(size)
    total, all_prose = max(1.0, size.sum()), max(1.0, prose.sum())
    before, prose_before = np.cumsum(size) - size, np.cumsum(prose) - prose
    put("index", at)
    put("index_share", at / count)
    put("before", before[at] / total)
    put("prose_before", prose_before[at])
    put("prose_before_share", prose_before[at] / all_prose)
    put("prose_after", all_prose - prose_before[at] - prose[at])
    h1 = _headline_at(around, at, same_title)
    put("from_h1", at - h1 if h1 >= 0 else np.full(len(at), -999.0))
    put("letters_from_h1", before[at] - before[h1] if h1 >= 0 else np.full(len(at), -1.0))
    share, log = linked / size, np.log1p(size)
    for by in (1, 2, -1, -2):
        put(f"size_{by}", shifted(log, by)[at])
        put(f"link_{by}", shifted(share, by)[at])
        put(f"tag_{by}", shifted(tags, by)[at])
    for name, values in (("prose_around", prose), ("linked_around", linked), ("size_around", size)):
        put(name, np.convolve(values, np.ones(7), "full")[3 : count + 3][at])
    heading = np.array([b.HEADINGS.get(block.box.tag, 0) for block in around.blocks], dtype=np.float64)
    index = np.arange(count, dtype=np.float64)
    above = np.maximum.accumulate(np.where(heading > 1, index, -1.0))[at]
    put("heading", heading[at])
    put("heading_far", np.where(above >= 0, at - above, -1.0))
    put("heading_level", np.where(above >= 0, heading[above.astype(np.intp)], 0.0))
    put("page_blocks", np.full(len(at), float(count)))
    put("page_size", np.full(len(at), total))
    put("page_prose", np.full(len(at), all_prose))
    put("page_link", np.full(len(at), linked.sum() / total))


def _headline_at(around: Surroundings, at: NDArray[np.intp], same_title: Floats) -> int:
    """Which block is the headline: an h1 that is a title, any block that is one, the first h1; -1 where there is
    none.
    """
    are_titles = at[same_title == 2.0]
    h1 = TAGS["h1"]
    for listed in (are_titles[around.tags[are_titles] == h1], are_titles, np.nonzero(around.tags == h1)[0]):
        if len(listed):
            return int(listed[0])
    return -1


def _put_containers(
    table: FeatureColumns, around: Surroundings, blocks: Sequence[Block]
) -> dict[str, NDArray[np.intp]]:
    """What the boxes around a block hold, and the blocks that look like it; gives back the number of each box by its
    name.
    """
    put, at = table.__setitem__, around.candidates
    size, linked, prose = around.size, around.linked, around.prose
    is_p = (around.tags == TAGS["p"]) & (size > 50)
    total, all_prose = max(1.0, size.sum()), max(1.0, prose.sum())
    whole = [around.below(weights) for weights in (size, linked, prose, is_p.astype(np.float64), np.ones(len(size)))]
    chains, forms = [], []
    for block in blocks:
        box = block.box
        parent = box.parent or box
        grand = parent.parent or parent
        chains.append((box.index, parent.index, grand.index, (grand.parent or grand).index))
        forms.append((
            box.depth, box.order, parent.order, TAGS.get(parent.tag, OTHER_TAG), TAGS.get(grand.tag, OTHER_TAG),
        ))  # fmt: skip
    boxes_of = dict(zip(("own", "parent", "grand", "great"), np.array(chains, dtype=np.intp).T, strict=True))
    for name, box in boxes_of.items():
        held = whole[0][box]
        put(f"{name}_size", held)
        put(f"{name}_share", held / total)
        put(f"{name}_link", whole[1][box] / np.maximum(held, 1.0))
        put(f"{name}_prose", whole[2][box] / all_prose)
        put(f"{name}_ps", whole[3][box])
        put(f"{name}_blocks", whole[4][box])
    put("tag", around.tags[at])
    table.update(zip(("depth", "order", "parent_order", "parent_tag", "grand_tag"), np.array(forms).T, strict=True))
    group_of = groups_of(around)
    groups = int(group_of.max()) + 1
    group_size, group_count = np.bincount(group_of, size, groups), np.bincount(group_of, minlength=groups)
    mine = group_of[at]
    put("group_count", group_count[mine])
    put("group_share", group_size[mine] / total)
    put("group_mean", group_size[mine] / group_count[mine])
    put("group_link", (np.bincount(group_of, linked, groups) / np.maximum(group_size, 1.0))[mine])
    put("group_prose", np.bincount(group_of, prose, groups)[mine] / all_prose)
    for name, inside, deep in (
        ("core", around.core, around.core_depth),
        ("hull", around.hull, around.hull_depth),
    ):
        in_it = inside[around.box_of]
        places = np.nonzero(in_it)[0]
        first, last = (int(places[0]), int(places[-1])) if len(places) else (0, len(size))
        put(f"in_{name}", in_it[at])
        put(f"{name}_depth", table["depth"] - deep)
        put(f"{name}_place", (at - first) / max(1, last - first))
    boxes_of["group"] = mine
    return boxes_of


def put_lexicon(table: FeatureColumns, known: Features, lexicon: Lexicon) -> None:
    """Columns of what the words around and in a block say of it."""
    around, at = known.around, known.around.candidates
    farther: dict[int, Weights] = {}
    none = Weights()
    rows = []
    for block, words in zip(known.blocks, known.words, strict=True):
        box, parent = block.box, block.box.parent
        beside = lexicon.names(PARENT, parent.names) if parent else none
        above = lexicon.farther(parent.parent, farther) if parent and parent.parent else none
        rows.append((*lexicon.names(OWN, box.names), *beside, *above, *lexicon.text(block.text, words)))
    table.update(zip(_LEXICON, np.array(rows, dtype=np.float64).T, strict=True))
    for name in ("name_sum", "parent_name_sum", "far_name_sum", "text_mean"):
        spread = np.full(len(around.blocks), np.nan)
        spread[at] = table[name]
        for by in (1, -1):
            table[f"{name}_{by}"] = shifted(spread, by)[at]
    far = table["heading_far"]
    spread = np.zeros(len(around.blocks))
    spread[at] = table["text_mean"]
    table["heading_text"] = np.where(far >= 0, spread[np.where(far >= 0, at - far, 0).astype(np.intp)], 0.0)
