"""The names on a page that may be its authors', with what speaks for each: a fitted model chooses among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice

import numpy as np
from lxml.etree import _Element
from numpy.typing import NDArray

from tasks.clean.metadata.byline_words import BYLINE_LEAD, EASTERN_LEAD, EASTERN_ROLE, LABEL
from tasks.clean.metadata.bylines import AUTHOR_PAGE, META, Authors, is_house, is_named_byline
from tasks.clean.metadata.candidates import FAR, Reach, ShownContender, put_counts, words_around
from tasks.clean.metadata.people import is_organisation, looks_like_a_person, people
from tasks.clean.metadata.shown import short_text
from tasks.clean.metadata.structured import Said
from tasks.clean.page.blocks import ASIDE, COMMENT, FIGURE, FOOTER, HEADER, HEADINGS, LIST, NAV, Block, TextPlace
from tasks.clean.prose import letters_of

_REACH = Reach(before=5, behind=9, at_end=4, after_end=8, most=140)
_MOST_GROUPS = 40
_LONGEST, _LONGEST_NAME, _MOST_NAMES = 200, 60, 8
_PARTS = re.compile(r"(?<!\s)\s+[|·•–—-]+\s+|[|·•\n\t]|\s{3,}")
_WORDS = (
    "author", "byline", "by", "name", "writer", "meta", "contributor", "profile", "bio", "comment", "related", "card",
    "teaser", "user", "avatar", "credit", "photo", "caption", "source", "post", "date", "info", "entry", "header",
    "team", "expert", "quote", "sidebar", "nav", "footer", "title", "content", "list", "item", "reviewer", "tag",
    "category", "social", "detail", "kicker",
)  # fmt: skip
_TEASERS = ("related", "recommended", "teaser", "promo")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MOST_WORDS = 600
"""Blocks whose words are looked at."""
_PLACES = (
    (FOOTER, "footer"),
    (HEADER, "header"),
    (ASIDE, "aside"),
    (FIGURE, "figure"),
    (COMMENT, "comments"),
    (LIST, "list"),
)
_STATED = ("ld", "creator", "ld_organisation", "meta", "meta_first", "feed")
_SHOWN = (
    "rel",
    "itemprop",
    "exact",
    "class",
    "href",
    "lead",
    "label",
    "whole",
    "dated",
    "near_date",
    "linked",
    "heading",
    "first_text",
    "mentions",
)


@dataclass(slots=True)
class AuthorGroup(ShownContender):
    """Names that stand together."""

    names: list[str]
    size: float = FAR
    """Characters of the block with them that is nearest to the headline."""


def groups_of(said: Said, place: TextPlace, ruled: Authors, house: frozenset[str]) -> list[AuthorGroup]:
    """What may be the authors, at most 40: each list of names that some place of the page gives. The names that the
    site itself may sign with are `house`: beside a person it is the publisher.
    """
    found: dict[tuple[str, ...], AuthorGroup] = {}

    def group(names: list[str]) -> AuthorGroup | None:
        if not names or len(names) > _MOST_NAMES or any(len(name) > _LONGEST_NAME for name in names):
            return None
        key = tuple(sorted(letters_of(name) for name in names))
        if key not in found and len(found) >= _MOST_GROUPS:
            return None
        return found.setdefault(key, AuthorGroup(names))

    if ruled.names and (own := group(ruled.names)):
        own.count("ruled", f"ruled_{ruled.witness}")
    for prop, kind in (("author", "ld"), ("creator", "creator")):
        named = said.named(prop)
        if own := group(people([one.name for one in named])):
            own.count(kind)
            if any(one.is_organisation for one in named):
                own.count("ld_organisation")
    for number, name in enumerate(META):
        values = [value for value in said.meta.get(name, ()) if "://" not in value]
        if values and (own := group(people(values))):
            own.count("meta", *(["meta_first"] if not number else []))
    order = 0
    for at in _REACH.places(place):
        if place.blocks[at].box.bits & COMMENT or (at > place.last and _is_teaser(place.blocks[at])):
            continue
        for names, marks in _names_at(place.blocks, at):
            others = [name for name in names if not is_house(name, house)]
            own = group(others if any(map(looks_like_a_person, others)) else names)
            if own is None:
                continue
            own.count("mentions", *marks)
            is_nearest, order = own.stand(place, at, order)
            if is_nearest:
                own.size = float(len(place.blocks[at].text))
    if ruled.names and all(looks_like_a_person(name) and not is_organisation(name) for name in ruled.names):
        # Of a writer and an agency the writer is the author.
        return [each for each in found.values() if not all(map(is_organisation, each.names))]
    return list(found.values())


def _names_at(blocks: Sequence[Block], at: int) -> Iterator[tuple[list[str], list[str]]]:
    """(names, marks) of all that may be names in one block."""
    block = blocks[at]
    text = block.text
    if not 2 <= len(text) <= _LONGEST or block.box.bits & NAV:
        return
    marks: list[str] = []
    is_labelled = bool(at) and len(blocks[at - 1].text) < 30 and LABEL.match(blocks[at - 1].text) is not None
    given = set()
    for element, own in _marked(block):
        inner = short_text(element, _LONGEST)
        if len(inner) < 2 or inner in given:
            continue
        given.add(inner)
        if not own and not is_labelled and not _is_like_a_name(inner):
            continue
        if names := people([inner]):
            marks = marks or _marks(blocks, at, is_labelled=is_labelled)
            yield (
                names,
                [*marks, *own, *(["linked"] if element.tag == "a" else []), *(["whole"] if inner == text else [])],
            )
    for part in _PARTS.split(text):
        piece = part.strip(" ,;:/")
        if len(piece) < 2 or piece in given:
            continue
        lead = BYLINE_LEAD.match(piece) or EASTERN_LEAD.match(piece) or EASTERN_ROLE.search(piece)
        if not lead and not _is_like_a_name(piece) and not (is_labelled and len(piece) < _LONGEST_NAME):
            continue
        if names := people([piece]):
            marks = marks or _marks(blocks, at, is_labelled=is_labelled)
            is_whole = len(piece) >= len(text.strip(" ,;:/"))
            yield names, [*marks, *(["lead"] if lead else []), *(["whole"] if is_whole else [])]


def _is_teaser(block: Block) -> bool:
    """Whether a block stands in what leads to other articles."""
    return next(words_around(block.box, _TEASERS, 4), None) is not None


def _is_like_a_name(text: str) -> bool:
    """Whether a piece of text has the form of names: few words, none with a digit, and capitals where the script has
    them.
    """
    if len(text) > _LONGEST or _DIGIT.search(text):
        return False
    words = text.split()
    if not words[0][0].isascii() and not words[0][0].isupper() and not words[0][0].islower():
        return len(text) <= 20
    capitals = sum([word[0].isupper() for word in words])
    return 2 <= capitals <= 12 and len(words) <= 2 * capitals + 1


def _own_marks(element: _Element) -> list[str]:
    get, found = element.get, []
    if "author" in (get("rel") or "").split():
        found.append("rel")
    if "author" in (get("itemprop") or ""):
        found.append("itemprop")
    names = get("class")
    if names and len(names) < _LONGEST:
        if not {"author", "byline", "fn"}.isdisjoint(names.split()):
            found.append("exact")
        if is_named_byline(names):
            found.append("class")
    if element.tag == "a" and AUTHOR_PAGE.search(get("href") or ""):
        found.append("href")
    return found


def _marks(blocks: Sequence[Block], at: int, *, is_labelled: bool) -> list[str]:
    """What the place of a block says of all names in it."""
    block = blocks[at]
    found = [f"in_{name}" for bit, name in _PLACES if block.box.bits & bit]
    found += words_around(block.box, _WORDS, 4)
    if is_labelled:
        found.append("label")
    if _DIGIT.search(block.text):
        found.append("dated")
    elif any(len(near.text) < 60 and _DIGIT.search(near.text) for near in blocks[max(0, at - 2) : at + 3]):
        found.append("near_date")
    if block.box.tag in HEADINGS:
        found.append("heading")
    return found


def _marked(block: Block) -> Iterator[tuple[_Element, list[str]]]:
    """The elements of a short block that say what they are, with their marks: links, and what has a class, rel or
    itemprop of authors.
    """
    for element in islice(block.box.element.iter(), 25):
        is_link = element.tag == "a"
        marks = _own_marks(element) if element.attrib and isinstance(element.tag, str) else []
        if marks or is_link:
            yield element, marks


_COUNTED = ("ruled", "ruled_json_ld", "ruled_meta", "ruled_byline", *_STATED, *_SHOWN,
            *(f"in_{name}" for _, name in _PLACES),
            *(f"own_{word}" for word in _WORDS), *(f"out_{word}" for word in _WORDS))  # fmt: skip
COLUMNS = (
    *_COUNTED, "to_headline", "to_text", "behind_end", "size", "order", "names", "words", "longest", "persons",
    "organisations", "house", "capitals", "single", "in_title", "in_text", "in_short", "subsets", "supersets",
    "stated_author", "groups", "shown", "common", "writers",
)  # fmt: skip

_SIGNED = frozenset(["rel", "itemprop", "exact", "class", "lead", "label"])
"""What says that somebody wrote something."""
_COLUMN_OF = {name: at for at, name in enumerate(_COUNTED)}


def table(
    groups: Sequence[AuthorGroup], place: TextPlace, title: str | None, house: frozenset[str]
) -> NDArray[np.float32]:
    """float32 [groups, columns]: what speaks for each group."""
    rows = np.zeros((len(groups), len(COLUMNS)), dtype=np.float32)
    body = " ".join(block.text for block in place.blocks[place.first : place.last + 1]) if place.first >= 0 else ""
    short = [block.text for block in place.blocks if len(block.text) < 100]
    shorts = "\n".join(short)
    pieces = {piece for block in place.blocks[:_MOST_WORDS] for piece in block.text.split()}  # most stand there often
    common = {word for word in _WORD.findall(" ".join(pieces)) if word[0].islower()}
    letters = letters_of(title or "")
    keys = [{letters_of(name) for name in group.names} for group in groups]
    stated = float(any(group.counts.get("ld") or group.counts.get("meta") for group in groups))
    # The site's own name is rarely the author where a person is called so elsewhere on the page.
    is_writer = [
        not _SIGNED.isdisjoint(group.counts)
        and all(
            looks_like_a_person(name) and not is_organisation(name) and not is_house(name, house)
            for name in group.names
        )
        for group in groups
    ]
    shown = float(sum(bool(group.counts.get("mentions")) for group in groups))
    for at, group in enumerate(groups):
        names = group.names
        first, many = names[0], float(len(names))
        words = [len(name.split()) for name in names]
        put_counts(rows[at], group.counts, _COLUMN_OF)
        rows[at, len(_COUNTED) :] = [
            group.to_headline, group.to_text, group.behind_end, group.size, group.order,
            many, float(words[0]), float(max(map(len, names))),
            sum(map(looks_like_a_person, names)) / many, sum(map(is_organisation, names)) / many,
            sum(is_house(name, house) for name in names) / many, sum(name.isupper() for name in names) / many,
            sum(count == 1 for count in words) / many, float(letters_of(first) in letters),
            float(min(5, body.count(first))), float(min(9, shorts.count(first))),
            float(sum(other < keys[at] for other in keys)), float(sum(other > keys[at] for other in keys)),
            stated, float(len(groups)), shown, _share_common(names, common),
            float(sum(is_writer[:at]) + sum(is_writer[at + 1 :])),
        ]  # fmt: skip
    return rows


def _share_common(names: Sequence[str], common: AbstractSet[str]) -> float:
    """The share of the words of names that the page also writes in lower case: those of "View Comments", hardly those
    of a person.
    """
    words = [word for name in names for word in _WORD.findall(name)]
    return sum(word.casefold() in common for word in words) / max(1, len(words))
