"""JSON-LD as it is really written: in comments, with raw line breaks and stray commas, cut off, or broken for good."""

from __future__ import annotations

import re
from typing import Any

import orjson

_CONTROL = re.compile(r"[\x00-\x1f]+")
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_BAD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_WRAPPINGS = (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/"), ("<![CDATA[", "]]>"))
_TEXTS = re.compile(
    r'"(headline|datePublished|dateModified|inLanguage|articleSection|description)"\s*:\s*"((?:[^"\\\n]|\\.){3,500})"\s*[,}\n]'
)
_AUTHOR = re.compile(
    r'"author"\s{0,20}:\s{0,20}\[?\s{0,20}\{[^{}]{0,300}?"name"\s{0,20}:\s{0,20}"((?:[^"\\\n]|\\.){2,100})"'
)
_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"(\w{4,40})"')


def parsed(text: str) -> Any:
    """The value of a JSON-LD script. Simple faults are mended; of what stays broken only the plain texts of an article
    are read, as one object; None where there is nothing to read.
    """
    text = text.strip()
    for begin, end in _WRAPPINGS:
        text = text.removeprefix(begin).removesuffix(end).strip()
    mended = _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text)).rstrip("; ")
    for attempt in (text, mended, _BAD_ESCAPE.sub("", mended)):
        try:
            return orjson.loads(attempt)
        except orjson.JSONDecodeError:
            continue
    return _salvaged(text)


def _salvaged(text: str) -> dict[str, Any] | None:
    types = _TYPE.findall(text)
    kind = next((kind for kind in types if kind.endswith(("Article", "Posting"))), None)
    if kind is None:
        return None
    found: dict[str, Any] = {"@type": kind}
    for name, value in _TEXTS.findall(text):
        try:
            found.setdefault(name, orjson.loads(f'"{value}"'))
        except orjson.JSONDecodeError:
            continue
    if author := _AUTHOR.search(text):
        found["author"] = {"name": author[1]}
    return found if len(found) > 1 else None
