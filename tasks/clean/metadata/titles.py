"""Title and headline. The title is what a page announces itself by, the headline what stands over the text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from lxml.etree import _Element

from schemas.fields import TitleFrom
from schemas.identity import fold
from tasks.clean.metadata.structured import Said
from tasks.clean.prose import letters_of, line, words_in

SITE_PART = re.compile(
    r"(?<!\s)\s++[|–—·»«•:/-]++\s+|(?:(?<!\s)\s++)?[|｜]\s*|(?<=[\u3001-\u9fff！？])\s*+[-–—_]++\s*(?=[\u3000-\u9fff])"
)
_KICKER = re.compile(
    r"kicker|overline|roofline|topline|eyebrow|dachzeile|spitzmarke|pre-?(?:title|headline)|super-?title|surtitle|sub-?(?:title|headline|heading)"
    r"|headline-?(?:intro|prefix|label)|label|badge|flag|rubri[ck]|category|visually-?hidden|sr-only|screen-?reader",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff]|(?:(?<=[\x00-\u02ff])|^)[\u200c\u200d]")
"""Soft hyphens and their like: where a title may break, not how it is spelled. Joiners are spelling in Persian, Hindi
and emoji.
"""
_LONGEST = 3000
"""Characters of a title or description; what is longer was made by mistake or to hurt."""
LONGEST_HEADING = 300
"""Characters of a title; some pages put their whole text into one."""
_ANNOUNCING = ("og:title", "twitter:title", "dc.title", "headline", "title", "parsely-title")
_MOST_PARTS = 12
_AKIN = 0.5
"""Share of telling words from which two titles speak of the same thing."""


@dataclass(frozen=True, slots=True)
class Titles:
    title: str | None = None
    title_from: TitleFrom | None = None
    headline: str | None = None


def titles_of(said: Said, tree: _Element, sitename: str | None, url: str | None) -> Titles:
    """What OpenGraph, JSON-LD or the title element announce, without the site's name, and the h1 that goes with it.

    Where h1 and announced title are the same, a JSON-LD headline of other words is taken as the headline.
    """
    site = names_of_site(sitename, url)
    structured = _bounded(tidy(said.text("headline")))
    announced = next(filter(None, (_bounded(tidy(said.first(name))) for name in _ANNOUNCING)), None)
    element = title_element(tree)
    headings = [text for h1 in islice(tree.iter("h1"), 50) if (text := tidy(without_kicker(h1)))]
    if announced and element and letters_of(announced) not in letters_of(element) and _is_of_site(announced, site):
        # "The Courier - News from the coast": not this article.
        announced = next((text for text in headings if letters_of(text) in letters_of(announced)), None)
    claims = [text for text in (structured, announced, element) if text and letters_of(text) not in site]
    heading = _nearest(headings, claims)
    known = [text for text in (heading, structured) if text]
    named, witness = _first(
        ("open_graph", _without_site(announced, site, known)), ("json_ld", _without_site(structured, site, known))
    )
    if named is None and heading is None:
        named, witness = _first(("title", _without_parts(element, site)))
    if named and element and element.startswith(named) and len(element) > len(named):
        named = _unbroken(named, element)
    headline = next((text for text in known if not named or fold(text) != fold(named)), heading)
    if named is None:
        return Titles(heading, "h1" if heading else None, heading)
    return Titles(named, witness, headline and _without_site(headline, site, []))


def agreed(titles: Titles, tree: _Element, house: tuple[str | None, str | None], headings: list[str]) -> Titles:
    """The titles once it is known where the text of the article begins: `headings` stand above it, the nearest last.

    `house` is the site's name and the page's address. A heading that the title element holds is the title where the
    page announces the site, or another article; one of the site's own names never is.
    """
    site = names_of_site(*house)
    own = [heading for text in headings if (heading := tidy(text)) and 3 <= len(heading) <= LONGEST_HEADING]
    own = [heading for heading in own if letters_of(heading) not in site]
    if not own:
        return titles
    shown = title_element(tree) or ""
    element = letters_of(shown)
    in_element = [heading for heading in own if len(heading) > 7 and letters_of(heading) in element]
    if len(in_element) > 1 and (parts := SITE_PART.split(shown)) and len(parts) > 1:
        # "Codename: Wet Feet - brackgazette" under a logo that is the h1 as well.
        in_element = [heading for heading in in_element if letters_of(heading) != letters_of(parts[-1])] or in_element
    best = in_element[-1] if in_element else own[-1]
    if titles.title and fold(best) == fold(titles.title):
        return titles
    near = _overlap(best, titles.title) if titles.title else 0.0
    is_weak = titles.title_from in {None, "title", "trafilatura", "h1"}
    # A stated title that has the site's name from the end of the title element announces the site, not the article.
    last = letters_of(SITE_PART.split(shown)[-1])
    names_site = len(last) > 3 and last != element and last in letters_of(titles.title or "")
    if (
        titles.title is None
        or (is_weak and (in_element or near < _AKIN))
        or (in_element and near < _AKIN and names_site)
    ):
        return Titles(best, "h1", None)
    if titles.headline is None or letters_of(titles.headline) in site:
        return Titles(titles.title, titles.title_from, best)
    return titles


def site_parts(tree: _Element, title: str | None) -> list[str]:
    """What the title element says behind the title: the site's name, or that of a section before it."""
    element = title_element(tree) or ""
    if not title or not element.startswith(title) or not SITE_PART.match(element[len(title) :]):
        return []
    return [part for part in SITE_PART.split(element[len(title) :]) if part.strip()][-1:]


def tidy(text: str | None) -> str | None:
    """One line, unescaped (titles are often escaped twice), without what is invisible."""
    if not text:
        return None
    words = html.unescape(html.unescape(text[:_LONGEST]))
    return line(words if words.isascii() else _INVISIBLE.sub("", words))


def title_element(tree: _Element) -> str | None:
    """The words of the title element, tidy; None where it has none."""
    return tidy(next((words_in(element) for element in tree.iter("title")), None))


def _bounded(text: str | None) -> str | None:
    """Some pages put their whole text into their title."""
    return text if text and len(text) <= LONGEST_HEADING else None


def _is_of_site(title: str, site: set[str]) -> bool:
    """Whether a title begins with the site's name: "The Courier - News from the coast"."""
    mark = SITE_PART.search(title)
    return mark is not None and letters_of(title[: mark.start()]) in site


def _first(*claims: tuple[TitleFrom, str | None]) -> tuple[str | None, TitleFrom | None]:
    return next(((text, witness) for witness, text in claims if text), (None, None))


def names_of_site(sitename: str | None, url: str | None) -> set[str]:
    """What the site may call itself in titles, letters only: its name, its host, its domain without the ending."""
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        host = ""
    names = {sitename or "", host, host.rpartition(".")[0], host.rpartition(".")[0].rpartition(".")[2]}
    plain = {letters_of(name) for name in names}
    return {name for name in plain | {f"the{name}" for name in plain} if len(name) > 1} - {"the"}


def _without_site(title: str | None, site: set[str], known: list[str]) -> str | None:
    """ "Harbour reopens | The Courier" without its last part, where that names the site, or where what is before it is
    the headline word for word. None where nothing is left.
    """
    if not title:
        return None
    is_shown = any(letters_of(other) == letters_of(title) for other in known)
    parts = [part.strip() for part in SITE_PART.split(title, _MOST_PARTS)]
    ends_with_site = letters_of(parts[-1]) in site
    for other in known:
        if ends_with_site and other in parts and len(other) > 15:
            return other  # "News - Harbour reopens - The Courier"
        rest = title[len(other) :]
        if title.startswith(other) and SITE_PART.match(rest) and len(other) > 15:
            return other
    marks = [match.span() for match in SITE_PART.finditer(title)]
    while marks and letters_of(title[marks[-1][1] :]) in site:
        title = title[: marks.pop()[0]]
    if marks and not is_shown and letters_of(title[: marks[0][0]]) in site:
        title = title[marks[0][1] :]
    return title if letters_of(title) not in site else None


def _without_parts(title: str | None, site: set[str]) -> str | None:
    """Of a title element the longest part, unless all of them may be title: it is joined of section, title and site."""
    title = _without_site(title, site, [])
    parts = [part for part in SITE_PART.split(title or "") if part.strip(" -|")]
    if not title or not parts:
        return None
    longest = max(parts, key=len)
    return longest.strip(" -|") if len(parts) > 2 or len(longest) > 3 * (len(title) - len(longest)) else title


def _unbroken(named: str, element: str) -> str:
    """A title whose quotation mark ended its attribute early goes on in the title element."""
    rest = element[len(named) :]
    return SITE_PART.split(element)[0] if rest.lstrip()[:1] == '"' else named


def without_kicker(h1: _Element) -> str:
    """The words of a heading without a part of its own before or behind the title, known by its class."""
    parts = list(h1.iterdescendants())
    kickers = {
        part
        for part in parts
        if isinstance(part.tag, str) and (part.tag in {"style", "script"} or _KICKER.search(part.get("class") or ""))
    }
    if not kickers:
        return words_in(h1)
    kept = "".join(_texts_without(h1, kickers))
    return " ".join(kept.split()).lstrip("-–—:|/ ") or words_in(h1)


def _texts_without(element: _Element, left_out: set[_Element]) -> list[str]:
    texts = [element.text or ""]
    for child in element:
        if child not in left_out and isinstance(child.tag, str):
            texts += _texts_without(child, left_out)
        texts.append(child.tail or "")
    return texts


def _nearest(headings: list[str], titles: list[str]) -> str | None:
    """The h1 that says most nearly what one of the titles says; the only one where there is no title."""
    if not titles:
        return headings[0] if len(headings) == 1 else None
    near = [(max(_overlap(heading, title) for title in titles), heading) for heading in headings]
    share, best = max(near, key=lambda one: one[0], default=(0.0, None))
    return best if share >= _AKIN else None


def _overlap(one: str, other: str) -> float:
    words, others = _significant_words(one), _significant_words(other)
    return len(words & others) / max(1, min(len(words), len(others)))


def _significant_words(text: str) -> set[str]:
    """Not those short ones that any two titles share: the h1 of "The Courier" is no headline for its "the"."""
    words = re.findall(r"\w+", text.casefold())
    return {word for word in words if len(word) > 3} or {*words}
