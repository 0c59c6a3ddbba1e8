"""The people that a row of a manifest names: a text, a list, objects with names, or any of these written as a text."""

from __future__ import annotations

import ast
import html
import json
import re
from collections.abc import Iterator
from typing import Any

from schemas.controls import one_plain_line

_LONGEST = 20_000
"""Characters of a text that is looked at as a list or an object."""
_DEEPEST = 4
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
"""Some keep a byline as it stood on the page, with its link."""
_LONGEST_NAME = 2_000
_WHOLE = (
    "person",
    "name",
    "full_name",
    "fullName",
    "fullname",
    "display_name",
    "displayName",
    "author",
    "byline",
    "original",
    "value",
)
_WHOLE_IN_JSON_LD = ("@value", "#text")
_FIRST = ("first_name", "firstName", "firstname", "first", "given_name", "givenName", "given", "forename")
_LAST = ("last_name", "lastName", "lastname", "last", "family_name", "familyName", "family", "surname")


def people_said(value: object) -> tuple[str, ...] | None:
    """The names in a value of the column `authors`, each once; None where there are none.

    A text is split at semicolons and line breaks only: whether a comma stands between names or inside one is for
    whoever knows names to tell.
    """
    said = (one_plain_line(name)[:_LONGEST_NAME] for name in _names(value, 0))
    names = tuple(dict.fromkeys(name for name in said if name))
    return names or None


def _names(value: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, str):
        inner = _written_value(value)
        if inner is not None:
            yield from _names(inner, depth + 1)
        else:
            plain = html.unescape(_TAG.sub("", value)) if "<" in value else value
            yield from (" ".join(part.split()) for part in plain.replace("\n", ";").split(";"))
    elif isinstance(value, dict):
        yield from _named_in(value, depth)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _names(one, depth + 1)


def _named_in(person: dict[str, Any], depth: int) -> Iterator[str]:
    """The name of an object that stands for a person."""
    whole = next((person[key] for key in (*_WHOLE, *_WHOLE_IN_JSON_LD) if person.get(key)), None)
    if whole is not None:
        yield from _names(whole, depth + 1)
        return
    first, last = (next((str(person[key]) for key in keys if person.get(key)), "") for keys in (_FIRST, _LAST))
    yield " ".join(f"{first} {last}".split())


def _written_value(text: str) -> object:
    """The list or object that a text spells, as JSON or as Python writes it; None where it is words."""
    text = text.strip()
    if not (text[:1] + text[-1:] in {"[]", "{}"} and len(text) <= _LONGEST):
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        if isinstance(value, (list, dict)):
            return value
    return None
