"""The cases beside this file: what a server or a file gives, and what the tables must hold afterwards.

A case is a YAML file:

    claim      what is right, in words
    rounds     how often its sources are asked; 1 where nothing is said
    sources    name -> kind, location and further fields, as in sources.yaml
    articles   paths at which its host serves an article that is like no other
    site       path -> answer: `body`, or `bytes` (a letter a byte), or `article: true`, or `play` (sites.py);
               with `type`, `status`, `headers`, `codec` of the body, `gzip` (how often it is packed), `canonical`;
               or `document: pdf`, `docx`, `epub` with the title and text of the article of its path (or of `as`)
    files      name -> what a file holds that a source's location names: as an answer of `site`; or records, each with
               a `uri` and what it holds, as `warc` (gzip), `plain_warc`, `zstd` or `arc`; or `wacz`: name -> records;
               or `sheet`: the rows of a workbook, with ranges of cells that are `merged` (built.py)
    expect     source -> path or address -> what is expected there (claims.py)
    wrong      "source path" -> why what is expected is not so today

In bodies, headers and addresses `{here}` is the address of the case's host, `{host}` its name and port,
`{host of OTHER}` those of another case's host, `{text}` the paragraphs of an article as markup, and `{words N}` those
of the Nth of a case as plain words.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import random
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.flows.acquiring import built

FOLDER = Path(__file__).parent
FILES = FOLDER / "files"
_PLACES = ["Hexley", "Saltmarsh", "Marrowby", "Fennick", "Brackhollow", "Tollcaster", "Wexmoor", "Ellery"]
_THINGS = ["observatory", "library", "reservoir", "ferry", "market", "depot", "bridge", "garage", "lighthouse"]
_SENTENCES = (
    "The council of {place} said that the {thing} would stay closed until {n} further inspections had been completed.",
    "Costs have risen from {n} to {m} million since the plan for the {thing} was first approved.",
    "Shopkeepers near the {thing} counted {m} per cent fewer customers than a year ago and {n} of them have closed.",
    "Residents of {place} told a meeting that the repairs of the {thing} could have been finished {n} months ago.",
)
_WORDS = re.compile(r"\{words (\w+)\}")


@dataclass(frozen=True)
class Case:
    name: str
    number: int
    claim: str
    sources: dict[str, dict[str, Any]]
    expect: dict[str, Any]
    rounds: int = 1
    articles: tuple[str, ...] = ()
    site: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def ip(self) -> str:
        return f"127.77.{self.number}.1"

    def host(self, port: int) -> str:
        return f"{self.ip}:{port}"

    def source(self, key: str) -> str:
        """The name that a source of this case is declared under."""
        return f"{self.name}-{key}"


def read_cases() -> dict[str, Case]:
    """By name."""
    cases = {}
    for number, path in enumerate(sorted((FOLDER / "cases").glob("*.yaml")), 1):
        cases[path.stem] = Case(path.stem, number, **yaml.safe_load(path.read_text(encoding="utf-8")))
    return cases


CASES = read_cases()


def filled(text: str, case: Case, port: int) -> str:
    """The text with its places filled in."""
    for other in CASES.values():
        text = text.replace(f"{{host of {other.name}}}", other.host(port))
    text = text.replace("{here}", f"http://{case.host(port)}").replace("{host}", case.host(port))
    text = _WORDS.sub(lambda found: " ".join(paragraphs(f"{case.name} {found[1]}")), text)
    if "text}" in text:
        words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs(f"{case.name} {text[:200]}"))
        text = text.replace("{escaped text}", html.escape(words)).replace("{text}", words)
    return text


def content_of(given: dict[str, Any], case: Case, port: int) -> bytes:
    """The bytes of a file or an answer as it is given in a case."""
    if records := _archived(given, case, port):
        content = records
    elif "sheet" in given:
        rows = [[filled(cell, case, port) if isinstance(cell, str) else cell for cell in row] for row in given["sheet"]]
        content = built.workbook(rows, given.get("merged", ()))
    elif "document" in given:
        path = given["as"]
        content = built.document(given["document"], title_of(case, path), paragraphs(case.name + path))
    elif "article" in given:
        content = article(case, given["as"]).encode()
    elif "bytes" in given:
        content = filled(given["bytes"], case, port).encode("latin-1")
    else:
        content = filled(given.get("body", ""), case, port).encode(given.get("codec", "utf-8"))
    for _ in range(given.get("gzip", 0)):
        content = gzip.compress(content, mtime=0)
    return content


def _archived(given: dict[str, Any], case: Case, port: int) -> bytes | None:
    """The WARC file, or what takes its place, that is given by its records."""

    def content(record: built.Record) -> bytes:
        return content_of({"as": record["uri"], **record}, case, port)

    def placed(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [record | {"uri": filled(record["uri"], case, port)} for record in records]

    match given:
        case {"wacz": files}:
            parts = {name: b"".join(built.warc(placed(records), content)) for name, records in files.items()}
            return built.wacz(parts)
        case {"warc": records}:
            return b"".join(built.warc(placed(records), content))
        case {"plain_warc": records}:
            return b"".join(built.warc(placed(records), content, packs=False))
        case {"zstd": records}:
            return b"".join(map(built.zstd, built.warc(placed(records), content, packs=False)))
        case {"arc": records}:
            return b"".join(built.arc(placed(records), content))
    return None


def title_of(case: Case, path: str) -> str:
    """The title of the article at a path: no two are the same."""
    seed = _seed(case.name + path)
    return f"{seed.choice(_PLACES)} rebuilds its {seed.choice(_THINGS)} {_sign(case.name + path)}"


def article(case: Case, path: str, canonical: str | None = None, edition: int = 1) -> str:
    """An article page; a later edition has a correction in its text."""
    title = title_of(case, path)
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    text = paragraphs(case.name + path)
    if edition > 1:
        text[-1] += f" This article was corrected {edition - 1} times: the vote was on a Tuesday."
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:type" content="article">{link}</head>'
        f'<body><header><nav><a href="/">Home</a></nav></header><article><h1>{title}</h1>'
        f"{''.join(f'<p>{words}</p>' for words in text)}</article><footer>Contact the desk</footer></body></html>"
    )


def paragraphs(name: str) -> list[str]:
    """The text of the article of this name."""
    seed = _seed(name)
    place, thing, sign = seed.choice(_PLACES), seed.choice(_THINGS), _sign(name)
    return [
        " ".join(
            sentence.format(place=place, thing=f"{thing} {sign}", n=seed.randint(2, 9), m=seed.randint(11, 60))
            for sentence in seed.sample(_SENTENCES, 3)
        )
        for _ in range(4)
    ]


def _seed(name: str) -> random.Random:
    return random.Random(name)


def _sign(name: str) -> str:
    return hashlib.sha1(name.encode()).hexdigest()[:7]
