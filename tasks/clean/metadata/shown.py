"""The part of a page that readers see around its headline, element by element: where dates and bylines stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import islice

from lxml.etree import _Element

_OTHER = frozenset(
    [
        "aside",
        "button",
        "figure",
        "footer",
        "form",
        "head",
        "iframe",
        "nav",
        "noscript",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "video",
    ]
)
_OTHER_PARTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|comment-list|respond|related|recommend\w*|teasers?|sidebar|side-?bar|footer|nav|navbar|navigation|menu|widgets?|popular"
    r"|trending|newsletter|cookie\w*|consent|breadcrumbs?|advert\w*|promo|sponsored|most-?read|read-?more|also|carousel"
    r"|latest|ticker|author-?bio|about-?author)(?:$|[\s_-])",
    re.IGNORECASE,
)
_LONGEST_NAMES = 79
"""Characters of the names of an element by which it may be another part of the page."""
MOST = 6000
"""Elements that are looked at; articles begin before."""


class Shown:
    """The shown elements of a page, looked for once, and only where what is stated for machines does not suffice."""

    def __init__(self, tree: _Element) -> None:
        self._tree = tree

    @cached_property
    def elements(self) -> list[_Element]:
        return list(shown(self._tree))

    @cached_property
    def headline_at(self) -> int | None:
        """Where among the elements the first h1 stands."""
        return next((place for place, element in enumerate(self.elements) if element.tag == "h1"), None)


def shown(tree: _Element) -> Iterator[_Element]:
    """Elements of the body in their order, without those of menus, sidebars, pictures, comments and teasers."""
    body = next(tree.iter("body"), tree)  # a piece of a page, as manifests hold them, has none
    # What holds the headline is shown, whatever it is called: "content with-sidebar" is no sidebar.
    around = {element for h1 in islice(body.iter("h1"), 3) for element in (h1, *h1.iterancestors())}
    stack, seen = [body], 0
    while stack and seen < MOST:
        element = stack.pop()
        if not isinstance(element.tag, str) or (element.tag in _OTHER and element not in around):
            continue
        if element not in around and _is_other(element):
            continue
        seen += 1
        yield element
        stack.extend(reversed(element))


def short_text(element: _Element, most: int) -> str:
    """The words of an element on one line, "" where there are more than `most` characters: read no farther than
    that.
    """
    pieces: list[str] = []
    length = 0
    for piece in element.itertext() if len(element) else (element.text or "",):
        pieces.append(str(piece))
        length += len(piece)
        if length > 4 * most:  # white space counts here, but not below
            return ""
    text = " ".join("".join(pieces).split())
    return text if len(text) <= most else ""


def is_beside(element: _Element) -> bool:
    """Whether an element stands in a menu, a sidebar, a teaser or among the comments."""
    return any(
        parent.tag in _OTHER or _is_other(parent)
        for parent in element.iterancestors()
        if isinstance(parent.tag, str) and parent.tag not in {"body", "html"}
    )


def _is_other(element: _Element) -> bool:
    """Whether an element calls itself a menu, a sidebar, a teaser or the like."""
    names, own = element.get("class") or "", element.get("id") or ""
    # Page builders put dozens of classes on what holds the whole page; what an element is, it says in few.
    return bool(
        (names or own)
        and len(names) + len(own) < _LONGEST_NAMES
        and element.tag not in {"main", "article"}
        and _names_other(f"{names} {own}")
    )


@lru_cache(maxsize=10_000)
def _names_other(names: str) -> bool:
    return _OTHER_PARTS.search(names) is not None
