"""Markup -> tree, parsed once for everything that reads it."""

from __future__ import annotations

from lxml.etree import ElementDefaultClassLookup, ParserError
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HTMLParser, HtmlProcessingInstruction, fromstring
from trafilatura.utils import is_dubious_html, repair_faulty_html

_PARSER = HTMLParser(collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True)  # type: ignore[call-arg]
# lxml.html asks a function in Python for the class of each element that is touched, half a million times in a hundred
# pages. Nobody here needs its classes for forms and inputs, so one class serves all elements.
_PARSER.set_element_class_lookup(
    ElementDefaultClassLookup(HtmlElement, HtmlComment, HtmlProcessingInstruction, HtmlEntity)
)


def page_tree(markup: str) -> HtmlElement | None:
    """The page as the extractor wants it, None where there is nothing that a browser would show."""
    beginning = markup[:50].lower()
    markup = repair_faulty_html(markup, beginning)
    tree: HtmlElement | None
    try:
        tree = fromstring(markup, parser=_PARSER)
    except ParserError:
        return None
    except ValueError:  # lxml takes no text that declares an encoding
        tree = _from_bytes(markup)
    if tree is None or len(tree) < 1:
        tree = _from_bytes(markup)
    if tree is not None and is_dubious_html(beginning) and len(tree) < 2:
        return None
    return tree


def _from_bytes(markup: str) -> HtmlElement | None:
    try:
        return fromstring(markup.encode("utf-8", "surrogatepass"), parser=_PARSER)
    except (ParserError, ValueError):
        return None
