"""A folder of pages with truth, as records.

`truth.jsonl` has an object a page: `file` (the page, gzipped or not) and what is true of it, each as far as it is
known: `id`, `url`, `domain`, `source` (the set that it belongs to), `origin` (where the set is from, with its licence),
`title`, `authors`, `published` (a day or a timestamp), `lang`, `body` (paragraphs by newline), `must` and `must_not`
(segments that a right text has and lacks). `kinds.jsonl`, where there is one, names pages that are no articles: `file`,
`url`, `kind`. A folder of invented pages has a `cases.jsonl` instead: `case`, `file`, and what is `expected` (`body`,
`has`, `hasnt`, `outcome`, `language`).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SHARED = Path(__file__).resolve().parents[2].parent / "shared"
DEFAULT = _SHARED / "corpus"
DEFAULTS = (DEFAULT, _SHARED / "corpus-more")


@dataclass(frozen=True, slots=True)
class Page:
    """One page and what is true of it; None (or nothing) where that is not known."""

    id: str
    file: Path
    url: str
    source: str
    kind: str = "article"
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    body: str | None = None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    domain: str = ""
    """Registrable domain."""
    origin: str = ""
    """Where the set is from, and its licence."""

    def markup(self) -> bytes:
        content = self.file.read_bytes()
        return gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content


def articles(folder: Path) -> list[Page]:
    """The pages of truth.jsonl."""
    return [
        Page(
            id=row.get("id", row["file"]),
            file=folder / row["file"],
            url=row.get("url", ""),
            source=row.get("source", "pages"),
            origin=row.get("origin", ""),
            title=row.get("title"),
            authors=tuple(row.get("authors", ())),
            published=row["published"] if isinstance(row.get("published"), str) else None,  # some sets write NaN
            language=row.get("lang"),
            domain=row.get("domain", ""),
            body=row.get("body"),
            must=tuple(row.get("must", ())),
            must_not=tuple(row.get("must_not", ())),
        )
        for row in _rows(folder / "truth.jsonl")
    ]


def others(folder: Path) -> list[Page]:
    """The pages of kinds.jsonl, which are no articles; [] where there is no such file."""
    path = folder / "kinds.jsonl"
    rows = _rows(path) if path.exists() else ()
    return [Page(row["file"], folder / row["file"], row.get("url", ""), "kinds", kind=row["kind"]) for row in rows]


def cases(folder: Path) -> list[Page]:
    """The invented pages of cases.jsonl that have an article's text, or segments of one."""
    found = []
    for row in _rows(folder / "cases.jsonl"):
        expected = row["expected"]
        if expected.get("outcome", "loaded") != "loaded":
            continue
        found.append(
            Page(
                row["case"],
                folder / row["file"],
                "",
                "cases",
                language=expected.get("language"),
                body="\n".join(expected["body"]) if "body" in expected else None,
                must=tuple(expected.get("has", ())),
                must_not=tuple(expected.get("hasnt", ())),
            )
        )
    return found


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
