"""Scores as tables to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.clean.corpus import Page
from benchmarks.clean.scores import Score, body_f1, share

FIELDS = {"title": "title", "authors": "authors", "day": "published", "instant": "published", "language": "language"}
"""What is right or wrong, and what of a reading it is seen in."""


@dataclass(slots=True)
class Results:
    """What one reader made of all pages."""

    reader: str
    articles: list[Score] = field(default_factory=list)
    others: list[Score] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    """The true kind of each of the others."""
    cpu: list[float] = field(default_factory=lambda: [0.0])
    """Seconds for the articles, in each round."""
    errors: int = 0
    given: set[str] = field(default_factory=set)
    """What the reader gives at all: nobody is blamed for what it does not do."""

    def take(self, page: Page, reading: dict[str, Any], given: Score) -> None:
        """One reading of the first round."""
        self.errors += "error" in reading
        self.given |= {key for key, value in reading.items() if value}
        if page.kind == "article":
            self.articles.append(given)
            self.cpu[0] += reading["cpu"]
        else:
            self.others.append(given)
            self.kinds.append(page.kind)


def tables(results: Sequence[Results]) -> str:
    """Body, each field and the kinds, a row a reader."""
    sets = list(dict.fromkeys(score.source for result in results for score in result.articles))
    parts = [_body(results, sets), *(_field(results, sets, name) for name in FIELDS), _kinds(results), _speed(results)]
    return "\n\n".join(part for part in parts if part)


def _body(results: Sequence[Results], sets: Sequence[str]) -> str:
    rows = []
    for result in results:
        found = {name: body_f1(score for score in result.articles if score.source == name) for name in sets}
        known = [value for value in found.values() if value is not None]
        rows.append([result.reader, *found.values(), sum(known) / len(known) if known else None])
    return _aligned(["body F1", *sets, "mean"], rows)


def _field(results: Sequence[Results], sets: Sequence[str], name: str) -> str:
    rows = []
    for result in results:
        scores = [[s for s in result.articles if s.source == each] for each in sets] + [result.articles]
        is_given = FIELDS[name] in result.given
        rows.append([result.reader, *(share(some, name) if is_given else None for some in scores)])
    return _aligned([f"{name} right", *sets, "all"], rows)


def _kinds(results: Sequence[Results]) -> str:
    """How many true articles a reader would hold back, and how many of the other pages it would load."""
    kinds = sorted({kind for result in results for kind in result.kinds})
    if not kinds:
        return ""
    rows = []
    for result in results:
        if "kind" not in result.given:
            continue
        loaded = [kind for kind, score in zip(result.kinds, result.others, strict=True) if score.loaded]
        of_kind = [f"{loaded.count(kind)}/{result.kinds.count(kind)}" for kind in kinds]
        held = sum(not score.loaded for score in result.articles)
        rows.append([result.reader, f"{held}/{len(result.articles)}", f"{len(loaded)}/{len(result.kinds)}", *of_kind])
    return _aligned(["page kinds", "articles held", "others loaded", *kinds], rows)


def _speed(results: Sequence[Results]) -> str:
    """The median of the rounds; beside the stock extractor, of the ratios within each round."""
    stock = next((result.cpu for result in results if result.reader == "stock"), None)
    rows = []
    for result in results:
        speeds = [len(result.articles) / seconds for seconds in result.cpu if seconds]
        ratios = [own / theirs for own, theirs in zip(stock or (), result.cpu, strict=False) if theirs]
        beside = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})" if ratios else None
        rows.append([result.reader, f"{median(speeds):.1f}" if speeds else None, beside, str(result.errors)])
    return _aligned(["speed", "pages a CPU-second", "times stock", "errors"], rows)


def _aligned(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Nothing, where no row has a figure."""
    if not rows or all(cell is None for row in rows for cell in row[1:]):
        return ""
    texts = [list(head)] + [[_cell(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in texts) for at in range(len(head))]
    lines = [
        "  ".join(
            [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        )
        for row in texts
    ]
    return "\n".join(line.rstrip() for line in lines)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}".removeprefix("0") if isinstance(value, float) else str(value)
