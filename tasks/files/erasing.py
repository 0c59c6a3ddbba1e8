"""Words that must go: where a text has one of them, and the text without them.

Addresses are found as whole words, so that one is never found inside a longer one; titles and paths with blanks are
looked for one by one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, unquote

_WORD = re.compile(r"""[^\s"'<>\\,;()\[\]{}|`]+""")
_AT_END = ".:!?"
_SHORTEST_TITLE = 20
"""A shorter text is said of other things too, and tells nobody what it is from."""
ERASED = "forgotten"


class Eraser:
    """Finds and removes the words that are forgotten, in whatever form a file has them."""

    def __init__(self, addresses: Iterable[str], texts: Iterable[str]) -> None:
        """`addresses`: URLs, URIs, paths and ids; `texts`: titles, which count if they are long enough."""
        forms = {form for address in addresses if address for form in _forms(address)}
        self._words = {form for form in forms if _WORD.fullmatch(form)}
        long = {text for text in texts if text and len(text) >= _SHORTEST_TITLE}
        self._texts = sorted(
            (forms - self._words) | {form for text in long for form in _forms(text)}, key=len, reverse=True
        )

    def __bool__(self) -> bool:
        return bool(self._words or self._texts)

    def is_in(self, text: str) -> bool:
        return any(self._is_word(found[0]) for found in _WORD.finditer(text)) or any(one in text for one in self._texts)

    def without(self, text: str) -> str:
        """The text with `forgotten` in the place of each."""
        for one in self._texts:
            text = text.replace(one, ERASED)
        return _WORD.sub(lambda found: ERASED if self._is_word(found[0]) else found[0], text)

    def _is_word(self, word: str) -> bool:
        return word in self._words or word.rstrip(_AT_END) in self._words


def _forms(text: str) -> set[str]:
    """As it is written in text, JSON, HTML and addresses."""
    return {
        text,
        json.dumps(text)[1:-1],
        escape(text),
        escape(text, quote=False),
        unquote(text),
        quote(text, safe="/:?&=%#@+~"),
    }
