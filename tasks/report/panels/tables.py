"""Panels that are tables and nothing else: fields, drift, copies, delays, what is held."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any

from tasks.report.figures import Figures, Row

FIELDS = ("title", "date", "authors", "language", "description", "section")
_FELL = 0.1
"""A field that fell by so much is marked."""


@dataclass(frozen=True, slots=True)
class Filled:
    source: str
    articles: int
    shares: list[tuple[float | None, float | None]]
    """Of each of FIELDS: the share lately, and by how much it fell, where that is much."""

    @property
    def fell(self) -> float:
        return max((fell for _, fell in self.shares if fell), default=0.0)


def completeness(figures: Figures) -> list[Filled]:
    """Sources with articles lately, those first that lost most of a field."""
    found = [_filled(row) for row in figures.completeness if row["articles"]]
    return sorted(found, key=lambda filled: (-filled.fell, filled.source))


def _filled(row: Row) -> Filled:
    shares = []
    for field in FIELDS:
        recent, before = row["recent"][field], row["before"][field]
        fell = before - recent if before is not None and recent is not None else 0.0
        shares.append((recent, fell if fell >= _FELL else None))
    return Filled(row["source"], row["articles"], shares)


@dataclass(frozen=True, slots=True)
class Drift:
    """A source's texts of the last seven days beside the days before: medians, or means of shares, of days."""

    source: str
    language: str | None
    words: tuple[float | None, float | None]
    main_language: tuple[float | None, float | None]
    boilerplate: tuple[float | None, float | None]

    @property
    def change(self) -> float | None:
        """By which share the median length changed."""
        now, before = self.words
        return now / before - 1 if now is not None and before else None

    @property
    def size(self) -> float:
        """How far the worst of the three is from where it was."""
        moved = [
            abs(now - before)
            for now, before in (self.main_language, self.boilerplate)
            if now is not None and before is not None
        ]
        return max([abs(self.change or 0.0), *moved])


def drift(figures: Figures) -> list[Drift]:
    """The most drifting first."""
    by_source: dict[str, list[Row]] = {}
    for row in figures.drift:
        by_source.setdefault(row["source"], []).append(row)
    found = [_drift(source, rows, figures) for source, rows in by_source.items()]
    return sorted(found, key=lambda drift: (-drift.size, drift.source))


def _drift(source: str, rows: list[Row], figures: Figures) -> Drift:
    recent = [row for row in rows if row["day"] >= figures.span.recent]
    before = [row for row in rows if row["day"] < figures.span.recent]

    def both(column: str) -> tuple[float | None, float | None]:
        return _middle(recent, column), _middle(before, column)

    return Drift(source, rows[-1]["main_language"], both("median_words"), _means(recent, before, "main_language_share"),
                 _means(recent, before, "boilerplate_share"))  # fmt: skip


def _middle(rows: list[Row], column: str) -> float | None:
    values = [row[column] for row in rows if row[column] is not None]
    return median(values) if values else None


def _means(recent: list[Row], before: list[Row], column: str) -> tuple[float | None, float | None]:
    return _mean(recent, column), _mean(before, column)


def _mean(rows: list[Row], column: str) -> float | None:
    """Over articles, not over days."""
    known = [(row[column], row["articles"]) for row in rows if row[column] is not None]
    return (
        sum(value * articles for value, articles in known) / sum(articles for _, articles in known) if known else None
    )


@dataclass(frozen=True, slots=True)
class Delay:
    source: str
    articles: int
    usual: float
    """Median over the days of each day's median, in hours."""
    worst: float
    """The greatest of the days' 95th percentiles, in hours."""
    last: float


def delays(figures: Figures) -> list[Delay]:
    """The slowest first."""
    by_source: dict[str, list[Row]] = {}
    for row in figures.latency:
        by_source.setdefault(row["source"], []).append(row)
    found = [
        Delay(
            source,
            sum(row["articles"] for row in rows),
            median(row["median_hours"] for row in rows),
            max(row["p95_hours"] for row in rows),
            rows[-1]["median_hours"],
        )
        for source, rows in by_source.items()
    ]
    return sorted(found, key=lambda delay: (-delay.usual, delay.source))


def held(figures: Figures, most: int) -> list[dict[str, Any]]:
    """Checks and sources with open holds, most first, each with the newest samples."""
    found = []
    for row in figures.held[:most]:
        samples = [s for s in figures.held_samples if s["source"] == row["source"] and row["check_id"] in s["checks"]]
        found.append({**row, "samples": [_sample(sample, row["check_id"]) for sample in samples[:2]]})
    return found


def _sample(sample: Row, check_id: str) -> Row:
    observed = next((f for f in sample["failures"] if f["check_id"] == check_id), None)
    return {**sample, "id": str(sample["quarantine_id"])[:8], "failure": observed}
