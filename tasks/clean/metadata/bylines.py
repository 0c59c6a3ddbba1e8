"""Who wrote it: what a page states for machines, then the byline that readers see."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from schemas.fields import AuthorsFrom
from tasks.clean.metadata.byline_words import BYLINE_START
from tasks.clean.metadata.people import is_agency, is_organisation, looks_like_a_person, people
from tasks.clean.metadata.shown import Shown, short_text
from tasks.clean.metadata.structured import Said
from tasks.clean.prose import letters_of, line
from tasks.dates import has_date

META = (
    "author", "article:author", "article:byline", "byl", "byline", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "citation_author", "cxenseparse:author", "articleauthor", "article.author",
)  # fmt: skip
BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|autore?s?|autor(?:in|en)?|auteurs?|writer|written-?by|posted-?by|reporter"
    r"|signature|verfasser|skribent)"
    r"(?:$|[\s_-]|(?=name|s\b))",
    re.IGNORECASE,
)
NO_BYLINE = re.compile((r"bio|image|img|photo|avatar|picture|social|follow|twitter|desc|role|title|job|count|date|time"
    r"|label|icon|share|more|posts"), re.IGNORECASE)  # fmt: skip
AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|writers?|redakteur\w*|profiles?|journalist\w*|contributors?"
    r"|columnists?|users?)/",
    re.IGNORECASE,
)
_LONGEST = 120
"""Characters of a byline; longer is a biography."""
_REACH = 120
"""Elements behind the headline among which an unmarked "By Ana Ruiz" is the byline."""


@dataclass(frozen=True, slots=True)
class Authors:
    names: list[str] = field(default_factory=list)
    witness: AuthorsFrom | None = None
    organisations: frozenset[str] = frozenset()
    """Those of the names that are agencies, desks or outlets."""


def authors_of(said: Said, page: Shown, house: frozenset[str]) -> Authors:
    """The authors by the first witness that names somebody else than the site itself, which `house` knows by letters.

    A site signs for its people when its template has no place for them; the byline that readers see often names them.
    Where nobody else is named anywhere, the site's own name stands. The stock extractor's finder is not asked: behind
    these it was right once in four times, at 35 ms a page.
    """
    stated = said.named("author") or said.named("creator")
    organisations = {name for found in stated if found.is_organisation for name in people([found.name])}
    own: Authors | None = None
    witnesses: tuple[AuthorsFrom, ...] = ("json_ld", "meta", "byline")
    for witness in witnesses:
        names = _names_by(witness, said, page)
        others = [name for name in names if not is_house(name, house)]
        if witness == "byline" and own:
            known = [letters_of(name) for name in own.names]
            others = [
                name
                for name in others
                if looks_like_a_person(name)
                and not is_organisation(name)
                and not any(letters in letters_of(name) for letters in known)
            ]
        if others and all(map(is_agency, others)) and witness != "byline":
            own = own or _authors(names, witness, organisations)
            continue  # an agency: perhaps readers see who wrote it
        if any(witness != "json_ld" or name not in organisations or is_organisation(name) for name in others):
            # The site's name beside that of a person is its publisher, not a second writer.
            is_person = any(looks_like_a_person(name) and not is_organisation(name) for name in others)
            return _authors(others if is_person else names, witness, organisations)
        if names and own is None:
            own = _authors(names, witness, organisations | set(names))
    return own or Authors()


def house_of(sitename: str | None, publishers: Sequence[str], url: str | None) -> frozenset[str]:
    """The names a site may sign with, letters only: its name, its publisher, its host."""
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    labels = [label for label in host.split(".")[:-1] if len(label) > 2]
    return frozenset(filter(None, map(letters_of, (sitename or "", *publishers, host, *labels))))


def _names_by(witness: AuthorsFrom, said: Said, page: Shown) -> list[str]:
    match witness:
        case "json_ld":
            stated = people(said.names("author")) or people(said.names("creator"))
            listed = _in_meta(said)
            return listed if stated and set(stated) < set(listed) else stated
        case "meta":
            return _in_meta(said)
        case _:
            return shown_names(page)


def _in_meta(said: Said) -> list[str]:
    listed = [[value for value in said.meta.get(name, ()) if "://" not in value] for name in META]
    return next((names for values in listed if (names := people(values))), [])


def _authors(names: list[str], witness: AuthorsFrom, organisations: set[str]) -> Authors:
    return Authors(names, witness, frozenset(name for name in names if name in organisations or is_organisation(name)))


def is_house(name: str, house: frozenset[str]) -> bool:
    letters = letters_of(name)
    return (
        letters in house
        or letters.removeprefix("the") in house
        or any(len(own) > 9 and own in letters for own in house)
        or re.search(r"\badmin\b", name, re.IGNORECASE) is not None
    )


def shown_names(page: Shown) -> list[str]:
    """The names of the byline among the shown elements of a page: the first that is marked as one, or links to an
    author's page, or begins with "By" near the headline. Several alike beside one another are one byline.
    """
    elements, at = page.elements, page.headline_at
    near = range(0) if at is None else range(max(0, at - _REACH // 4), at + _REACH)
    for place, element in enumerate(elements):
        marked = _is_author(element) or (_is_byline(element) and (at is None or place in near))
        if marked or (place in near and _leads_to_author(element)):
            alike = [other for other in elements[place : place + 30] if _is_alike(element, other)]
            if names := people(name for other in alike for name in _names_in(other)):
                return names
    for element in (elements[place] for place in near if place < len(elements)):
        text = short_text(element, 80)
        if names := names_of_line(text):
            return names
    return []


def names_of_line(text: str) -> list[str]:
    """The names of a line such as "By Ana Ruiz"; none where it is no byline."""
    return _named_people([text]) if BYLINE_START.match(text) else []


def without_byline(paragraphs: list[str], authors: Sequence[str]) -> list[str]:
    """The paragraphs of a text without a first one that names nothing but its authors: "By Ana Ruiz"."""
    first = paragraphs[0] if len(paragraphs) > 1 else ""
    names = names_of_line(first) if len(first) <= _LONGEST else []
    return paragraphs[1:] if names and set(names) <= set(authors) else paragraphs


def _is_alike(one: _Element, other: _Element) -> bool:
    def family(element: _Element) -> set[_Element]:
        return set(islice(element.iterancestors(), 2))

    return one is other or (
        (one.tag, one.get("class"), one.get("rel")) == (other.tag, other.get("class"), other.get("rel"))
        and not family(one).isdisjoint(family(other))
    )


def _leads_to_author(element: _Element) -> bool:
    return element.tag == "a" and bool(AUTHOR_PAGE.search(element.get("href") or ""))


def _is_byline(element: _Element) -> bool:
    names, own = element.get("class") or "", element.get("id") or ""
    return bool(names or own) and len(names) + len(own) < 199 and is_named_byline(f"{names} {own}")


@lru_cache(maxsize=10_000)
def is_named_byline(names: str) -> bool:
    """Whether classes and the id of an element are those of a byline."""
    return BYLINE.search(names) is not None and NO_BYLINE.search(names) is None


def _is_author(element: _Element) -> bool:
    """Marked as the author and nothing else, so that one word is a name too."""
    get = element.get
    names = get("class")
    return (
        (names is not None and not {"author", "byline", "fn"}.isdisjoint(names.split()))
        or get("itemprop") == "author"
        or "author" in (get("rel") or "").split()
    )


def _names_in(element: _Element) -> list[str]:
    if element.tag == "meta" or not short_text(element, _LONGEST * 2):
        return []
    pieces = [text for piece in element.itertext("*") if (text := line(str(piece))) and not has_date(text)]
    if any(":" in BYLINE_START.sub("", piece).rstrip(": ") for piece in pieces):
        return []  # credits: "Camera: Ana Ruiz"
    if len(pieces) > 1 and (whole := [piece for piece in pieces if looks_like_a_person(BYLINE_START.sub("", piece))]):
        return _named_people(whole)
    text = " ".join(pieces)
    if names := _named_people([text]):
        return names
    single = people([text])
    return (
        single
        if (_is_author(element) or _leads_to_author(element))
        and len(text) <= 40
        and all(_is_pen_name(name) for name in single)
        else []
    )


def _is_pen_name(name: str) -> bool:
    return len(name.split()) <= 2 and not re.search(r"[\d:?!]", name)


def _named_people(bylines: list[str]) -> list[str]:
    """The names, where all of them look like names of people or agencies; a line that holds others is no byline."""
    names = people(bylines)
    return names if names and all(looks_like_a_person(name) or is_organisation(name) for name in names) else []
