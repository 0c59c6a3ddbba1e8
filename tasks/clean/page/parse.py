"""Markup -> tree, parsed once for everything that reads it."""

from __future__ import annotations

import re

from lxml.etree import ElementDefaultClassLookup, ParserError, XMLSyntaxError
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HTMLParser, HtmlProcessingInstruction, fromstring

_PARSER = HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True)  # type: ignore[call-arg]
# lxml.html asks a function in Python for the class of each element that is touched, half a million times in a hundred
# pages. Nobody here needs its classes for forms and inputs, so one class serves all elements.
_PARSER.set_element_class_lookup(
    ElementDefaultClassLookup(HtmlElement, HtmlComment, HtmlProcessingInstruction, HtmlEntity)
)


_FAULTY_DOCTYPE = re.compile(r"< ?! ?DOCTYPE[^>]*/[^<>]*>", re.IGNORECASE)
"""A doctype with a slash in it makes libxml2 drop the page."""
_CLOSED_ROOT = re.compile(r"(<html[^<>]*?)(?<!\s)\s*+/>", re.IGNORECASE)
_STREAMED = re.compile(r"[BP]:")
_BEGINNING = 4096
"""Characters in which these stand."""


def page_tree(markup: str) -> HtmlElement | None:
    """The page as the extractor wants it, None where there is nothing that a browser would show. What no text has
    (controls, lone surrogates) must be gone: see prose.cleaned.
    """
    head, rest = markup[:_BEGINNING], markup[_BEGINNING:]
    markup = _CLOSED_ROOT.sub(r"\1>", _FAULTY_DOCTYPE.sub("", head, count=1), count=1) + rest
    tree: HtmlElement | None
    try:
        tree = fromstring(markup, parser=_PARSER)
    except ParserError:
        return None
    except ValueError:  # lxml takes no text that declares an encoding
        tree = _from_bytes(markup)
    except XMLSyntaxError as error:
        # The parser mends every fault of the markup: what it cannot do without is memory.
        raise MemoryError from error
    if tree is None or len(tree) < 1:
        tree = _from_bytes(markup)
    is_page = "html" in head[:50].lower()
    if tree is not None and ' id="S:' in markup:
        _put_streamed(tree)
    return tree if tree is not None and (is_page or len(tree) >= 2) else None


def _put_streamed(tree: HtmlElement) -> None:
    """Put the parts of a page that React sends later, hidden at its end, where its scripts put them: in the place of a
    template with their number.
    """
    places = {name: each for each in tree.iter("template") if (name := each.get("id")) and _STREAMED.match(name)}
    for part in [each for each in tree.iter("div") if (each.get("id") or "").startswith("S:")]:
        part.attrib.pop("hidden", None)
        number = part.get("id", "")[2:]
        place = places.get(f"B:{number}", places.get(f"P:{number}"))
        if place is None or part in place.iterancestors() or (around := place.getparent()) is None:
            continue
        part.tail = None  # only white space parts what React sends
        around.insert(around.index(place), part)


def _from_bytes(markup: str) -> HtmlElement | None:
    try:
        return fromstring(markup.encode("utf-8", "surrogatepass"), parser=_PARSER)
    except (ParserError, ValueError):
        return None
