"""What may be the title or the headline, with what speaks for each: a fitted model chooses among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote, urlsplit

import numpy as np
from lxml.etree import _Element
from numpy.typing import NDArray

from tasks.clean.metadata.candidates import Contender, put_counts
from tasks.clean.metadata.structured import Said
from tasks.clean.metadata.titles import (
    LONGEST_HEADING,
    SITE_PART,
    Titles,
    names_of_site,
    tidy,
    title_element,
    without_kicker,
)
from tasks.clean.page.blocks import ASIDE, COMMENT, FOOTER, HEADER, NAV, TextPlace
from tasks.clean.prose import letters_of

_MOST_GROUPS, _REACH, _BEHIND = 30, 60, 8
_MOST_PARTS = 8
_DATE_LEAD = re.compile(r"^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\s*[-–—:|]\s*")
_WORD = re.compile(r"\w+")
_SOURCES = (
    "ruled_title", "ruled_headline", "open_graph", "twitter", "json_ld", "alternative", "meta", "element",
    "element_part", "first_part", "longest_part", "h1", "first_h1", "last_h1", "h1_bare", "h2", "h3", "only_h1",
    "itemprop", "undated", "part",
)  # fmt: skip


@dataclass(slots=True)
class TitleGroup(Contender):
    """One wording."""

    text: str
    in_beside: float = 0.0


class _Wordings:
    """The wordings found so far, each once."""

    def __init__(self) -> None:
        self.found: dict[str, TitleGroup] = {}

    def take(self, text: str | None, *names: str) -> TitleGroup | None:
        text = tidy(text)
        key = letters_of(text) if text and len(text) <= LONGEST_HEADING else ""
        if not text or not key or (key not in self.found and len(self.found) >= _MOST_GROUPS):
            return None
        own = self.found.setdefault(key, TitleGroup(text))
        own.count(*names)
        return own

    def take_parts(self, text: str, name: str) -> None:
        """The parts of a title that has the site's name in it, and its beginnings."""
        marks = list(islice(SITE_PART.finditer(text), _MOST_PARTS))
        parts = [part for part in SITE_PART.split(text, _MOST_PARTS) if part.strip(" -|")]
        if len(parts) < 2:
            return
        longest = max(parts, key=len)
        for number, part in enumerate(parts):
            self.take(
                part, name, *(["first_part"] if not number else []), *(["longest_part"] if part == longest else [])
            )
        for mark in marks[1:]:
            self.take(text[: mark.start()], "part")

    def take_heading(self, place: TextPlace, at: int, *names: str) -> None:
        block = place.blocks[at]
        own = self.take(block.text, *names)
        if own is None:
            return
        own.to_text = min(own.to_text, float(place.first - at), key=abs)
        if block.box.bits & (NAV | FOOTER | ASIDE | COMMENT):
            own.in_beside = 1.0
        if block.box.bits & HEADER:
            own.count("in_header")


def wordings_of(said: Said, tree: _Element, place: TextPlace, ruled: Titles) -> list[TitleGroup]:
    """What some place of the page gives as its title, at most 30 wordings."""
    wordings = _Wordings()
    wordings.take(ruled.title, "ruled_title")
    wordings.take(ruled.headline, "ruled_headline")
    stated = (
        ("open_graph", said.first("og:title")),
        ("twitter", said.first("twitter:title")),
        ("json_ld", said.text("headline")),
        ("json_ld", said.text("name")),
        ("alternative", said.text("alternativeHeadline")),
        ("meta", said.first("dc.title", "headline", "title", "parsely-title")),
        ("element", title_element(tree)),
    )
    for name, given in stated:
        if text := tidy(given):
            wordings.take(text, name)
            wordings.take_parts(text, "element_part" if name == "element" else "part")
    ones = [at for at, block in enumerate(islice(place.blocks, 3000)) if block.box.tag == "h1"]
    for number, at in enumerate(ones[:8]):
        marks = [("first_h1", not number), ("last_h1", at == ones[-1]), ("only_h1", len(ones) == 1)]
        wordings.take_heading(place, at, "h1", *(name for name, is_so in marks if is_so))
        wordings.take(without_kicker(place.blocks[at].box.element), "h1_bare")
    end = place.first + 1 if place.first >= 0 else len(place.blocks)
    for at in range(max(0, end - _REACH), min(len(place.blocks), end + _BEHIND)):
        box = place.blocks[at].box
        if box.tag in {"h2", "h3"}:
            wordings.take_heading(place, at, box.tag)
        elif box.tag != "h1" and "headline" in box.names[:200]:
            wordings.take_heading(place, at, "itemprop")
    for own in list(wordings.found.values()):
        if (shorter := _DATE_LEAD.sub("", own.text)) != own.text:
            wordings.take(shorter, "undated")
    return list(wordings.found.values())


COLUMNS = (
    *_SOURCES, "in_header", "to_text", "in_beside", "characters", "words", "is_site", "has_site", "slug", "is_upper",
    "ends", "in_others", "has_others", "near_open_graph", "near_json_ld", "near_element", "near_h1", "separators",
    "groups", "position", "colon",
)  # fmt: skip

_COLUMN_OF = {name: at for at, name in enumerate((*_SOURCES, "in_header"))}


def table(wordings: Sequence[TitleGroup], sitename: str | None, url: str | None) -> NDArray[np.float32]:
    """float32 [wordings, columns]: what speaks for each wording."""
    rows = np.zeros((len(wordings), len(COLUMNS)), dtype=np.float32)
    site = names_of_site(sitename, url)
    try:
        slug = set(_WORD.findall(unquote(urlsplit(url or "").path).casefold().replace("_", " ")))
    except ValueError:
        slug = set()
    keys = [letters_of(each.text) for each in wordings]
    words = [set(_WORD.findall(each.text.casefold())) for each in wordings]

    anchors = [
        [words[at] for at, each in enumerate(wordings) if name in each.counts]
        for name in ("open_graph", "json_ld", "element", "h1")
    ]

    def near(own: set[str], others: list[set[str]]) -> float:
        """The share of words that two wordings have in common; -1 where there is no other."""
        return max([len(own & other) / max(1, len(own | other)) for other in others], default=-1.0)

    for at, each in enumerate(wordings):
        put_counts(rows[at], each.counts, _COLUMN_OF)
        rows[at, len(_COLUMN_OF) :] = [
            each.to_text, each.in_beside, float(len(each.text)), float(len(words[at])),
            float(keys[at] in site), float(any(len(name) > 3 and name in keys[at] for name in site)),
            len(words[at] & slug) / max(1, len(words[at])) if slug else -1.0, float(each.text.isupper()),
            float(each.text[-1] in ".!?…"),
            float(sum([keys[at] in key for key in keys])), float(sum([key in keys[at] for key in keys])),
            *[near(words[at], others) for others in anchors],
            float(len(SITE_PART.findall(each.text))), float(len(wordings)), float(at), float(":" in each.text),
        ]  # fmt: skip
    return rows
