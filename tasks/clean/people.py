"""Bylines to names: "By Ana Ruiz and Tom Okafor, Health Editor" -> two people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.clean.prose import line

_LEAD = re.compile(
    r"^(?:(?:written|reported|story|words|posted|published|photographs|photos)\s+)?(?:by|von|por|przez|автор)(?::\s*|\s+)"
    r"|^(?:author|autor|auteur|byline)s?:\s*"
    # Also first names: "Di Wu" and "Par Lager" are whole names, "Par Jean Dupont" and "Par AFP" are not.
    r"|^(?:par|di|door|av|af)\s+(?=\S+\s+\S|(?-i:[A-Z]{2,5}\b))",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:;|\||•|·|\n|\s&\s|\s(?:and|und|et|y|e|en|och|og|with|mit|avec)\s)\s*", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(editor|reporter|correspondent|writer|staff|columnist|producer|chief|redakteur\w*|redaktion|journalist\w*|korrespondent\w*"
    r"|rédact\w+|correspondant\w*|redactor\w*|corresponsal|analyst|contributor|bureau|desk|newsroom|photograph\w*)\b",
    re.IGNORECASE,
)
_MAIL_OR_HANDLE = re.compile(r"<[^>]{0,200}>|\S*@\S+")
_NO_NAME = re.compile(
    r"https?:|@|^\W*$|^\d|^(by|von|par|por|admin|administrator|author|unknown|null|none|n/a|anonymous|editor|staff|web)$",
    re.I,
)


def people(bylines: Iterable[str]) -> list[str]:
    """The names in bylines, in order, each once. A comma parts names only where both sides look like whole names."""
    names: dict[str, str] = {}
    for byline in bylines:
        text = _LEAD.sub("", line(_MAIL_OR_HANDLE.sub(" ", byline)) or "")
        for part in _BETWEEN.split(text):
            for piece in _parted_at_commas(part):
                name = _LEAD.sub("", piece).strip(" ,.-–—:/")
                if names and _ROLE.search(name):
                    continue  # "Desmond Achterby; City Editor"
                if 2 <= len(name) <= 80 and not _NO_NAME.search(name):
                    names.setdefault(name.casefold(), name)
    return list(names.values())


def _parted_at_commas(text: str) -> list[str]:
    """ "Ana Ruiz, Tom Okafor" are two; of "Ana Ruiz, Health Editor" the second is a role; "Ruiz, Ana" is one."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        return parts
    if len(parts) == 2 and all(len(part.split()) == 1 for part in parts):
        if any(part.isupper() and len(part) < 5 for part in parts):
            return parts  # "Reuters, AFP"
        return [f"{parts[1]} {parts[0]}"]
    return [parts[0], *(part for part in parts[1:] if len(part.split()) > 1 and not _ROLE.search(part))]
