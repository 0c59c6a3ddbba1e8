"""Markdown with YAML front matter: the block between `---` lines is metadata, the rest is text."""

from __future__ import annotations

import re
from types import NoneType
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_LONGEST = 100_000
"""Characters of front matter."""
_DEEPEST = 20
"""Lists and dicts inside one another."""
_BLOCK = re.compile(r"\A---[ \t]*\n((?:.*?\n)?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\(([^\s()]{1,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,3})(?:\s+\"[^\"]*\")?\)")
_QUOTE = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
# A mark is looked for over at most 500 characters: without a bound, marks that are never closed would cost the square
# of their number.
_MARKS = re.compile(r"(\*\*|__|`)(?=\S)(.{1,500}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<!\w)([*_])(?=\S)(.{1,500}?)(?<=\S)\1(?!\w)")
_HEADING = re.compile(r"^(#{1,6})[ \t]++(.*)$", re.MULTILINE)


def split(text: str) -> tuple[dict[str, Any], str]:
    """Front matter by lower-case key ({} where there is none, or where it is broken YAML) and the text behind it."""
    match = _BLOCK.match(text.lstrip("\ufeff"))
    if not match or len(match[1]) > _LONGEST:
        return {}, text
    try:
        _require_plain(match[1])
        # Everything as it is written: a title `12:30` is no number, and a mistyped date no reason to fail.
        values = yaml.load(match[1], Loader=_LOADER)  # noqa: S506 - makes nothing but texts, lists and dicts
    except yaml.YAMLError:
        return {}, text
    if not isinstance(values, (dict, NoneType)):
        return {}, text
    return {str(key).lower(): value for key, value in (values or {}).items()}, text.lstrip("\ufeff")[match.end() :]


def _require_plain(block: str) -> None:
    """Raises yaml.YAMLError where values repeat others or are nested deeply: a few lines could become billions of
    values.
    """
    depth = 0
    for event in yaml.parse(block, Loader=_LOADER):  # one after the other, so this ends with the first that is too deep
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            raise yaml.YAMLError


def texts(value: Any) -> list[str]:
    """A value of front matter as texts, one or a list."""
    if isinstance(value, (list, tuple)):
        return [text for item in value for text in texts(item)]
    return [value] if isinstance(value, str) and value not in ("", "null", "~") else []


def first_heading(markdown: str) -> str | None:
    found = (_words_of_heading(match) for match in _HEADING.finditer(markdown) if match[1] == "#")
    return next(filter(None, found), None)


def _words_of_heading(match: re.Match[str]) -> str:
    """Without the closing `##` that some people write (CommonMark 0.31.2, section 4.2)."""
    return match[2].rstrip().rstrip("#").rstrip()


def plain(markdown: str) -> str:
    """The words of Markdown: marks of headings, emphasis, images and links taken away, the text of links kept."""
    text = _QUOTE.sub("", _IMAGE.sub("", markdown))
    text = _LINK.sub(r"\1", text)
    text = _HEADING.sub(
        lambda match: f"\n{_words_of_heading(match)}\n", text
    )  # a paragraph of its own, even where no blank line follows
    return _EMPHASIS.sub(r"\2", _MARKS.sub(r"\2", text))


def links(markdown: str) -> list[tuple[str, str]]:
    """Address and anchor of each inline link."""
    return [(match[2], match[1]) for match in _LINK.finditer(_IMAGE.sub("", markdown))]
