"""Panels that are tables: fields, drift, copies, delays, held articles, and the page of one source."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from schemas.checks import BatchCheck
from schemas.features import DAY_FIGURES
from tasks.report import said
from tasks.report.figures import Figures, Row
from tasks.report.panels.series import LEFT_OUT, Series, level_of, volumes
from tasks.report.said import Level

FIELDS = {
    "title": "title", "date": "published_at", "authors": "authors", "language": "language",
    "description": "description", "section": "section",
}  # fmt: skip
"""Field in words -> its column in the view completeness_30_days."""
_FELL = 0.1
"""A field is marked if its share fell by at least this much."""


@dataclass(frozen=True, slots=True)
class Filled:
    source: str
    articles: int
    shares: list[tuple[float | None, float | None]]
    """Of each of FIELDS: the share in 30 days, and by how much it fell in the last seven, where that is much."""

    @property
    def fell(self) -> float:
        return max((fell for _, fell in self.shares if fell), default=0.0)


def completeness(figures: Figures) -> list[Filled]:
    """Sources with articles in 30 days, those first that lost most of a field."""
    found = [_filled(row) for row in figures.completeness]
    return sorted(found, key=lambda filled: (-filled.fell, filled.source))


def _filled(row: Row) -> Filled:
    falls = {column: row[f"{column}_fell"] for column in FIELDS.values()}
    shares = [(row[column], fell if fell is not None and fell >= _FELL else None) for column, fell in falls.items()]
    return Filled(row["source"], row["articles"], shares)


Change = tuple[float | None, float | None]
"""The newest whole day, and the usual value of the days before."""
_DRIFTING = {"median_characters", "main_language_share", "flag_share", "short_text_characters"}
"""Figures of the day whose checks judge what this panel shows."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A source's texts on the newest whole day that had any, beside the days before."""

    source: str
    day: date
    versions: int
    language: str | None
    words: Change
    main_language: Change
    boilerplate: Change
    level: Level
    """The worst result of the checks on this figure."""

    @property
    def change(self) -> float | None:
        """By which share the median length changed."""
        now, before = self.words
        return now / before - 1 if now is not None and before else None

    @property
    def size(self) -> float:
        """The largest change of the three, against the days before."""
        shares = (self.main_language, self.boilerplate)
        moved = [abs(now - before) for now, before in shares if now is not None and before is not None]
        return max([abs(self.change or 0.0), *moved])


def drift(figures: Figures, checks: Mapping[str, BatchCheck]) -> list[Drift]:
    """Those first that a check objects to, then the most changed. Not judged is a source of which no check could judge
    any.
    """
    levels: dict[str, Level] = {}
    for row in figures.checks:
        check, level = checks.get(row["check_id"]), level_of(row)
        if row["source"] and check and check.column in _DRIFTING and level is not Level.UNJUDGED:
            levels[row["source"]] = max(levels.get(row["source"], Level.OK), level)
    days: dict[str, list[Row]] = {}
    for row in figures.drift:
        if row["day"] < figures.span.today:
            days.setdefault(row["source"], []).append(row)
    found = [_drift(source, rows, levels.get(source, Level.UNJUDGED)) for source, rows in days.items()]
    return sorted(found, key=lambda drift: (-drift.level, -drift.size, drift.source))


def _drift(source: str, rows: list[Row], level: Level) -> Drift:
    *before, newest = rows

    def both(column: str) -> Change:
        return newest[column], _middle(before, column)

    language = newest["main_language"]
    return Drift(
        source,
        newest["day"],
        newest["versions"],
        language,
        both("median_words"),
        (newest["main_language_share"], _mean(before, "main_language_share")),
        (newest["boilerplate_share"], _mean(before, "boilerplate_share")),
        level,
    )


def _middle(rows: list[Row], column: str) -> float | None:
    values = [row[column] for row in rows if row[column] is not None]
    return median(values) if values else None


def _mean(rows: list[Row], column: str) -> float | None:
    """Over versions, not over days."""
    known = [(row[column], row["versions"]) for row in rows if row[column] is not None]
    return (
        sum(value * versions for value, versions in known) / sum(versions for _, versions in known) if known else None
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


_MOST_HELD = 20


def of_sources(figures: Figures, checks: Mapping[str, BatchCheck]) -> dict[str, dict[str, Any]]:
    """Source -> the data of its page."""
    results, held, days = _grouped(figures.checks), _grouped(figures.held_samples), _grouped(figures.days)
    failures = _grouped(figures.fetch_failures)
    fields = {row["source"]: _filled(row) for row in figures.completeness}
    latest = {row["source"]: row["articles"] for row in figures.latest}
    losses = {row["source"]: row["losses"] for row in figures.losses}
    return {
        asking["source"]: {
            "asking": asking,
            "is_new": asking["first_seen_at"].date() >= figures.span.today,
            "volume": volume,
            "days": _days(days[asking["source"]], volume),
            "results": _results(results[asking["source"]], checks),
            "held": held[asking["source"]][:_MOST_HELD],
            "held_command": f"broadsheet quarantine list --source {shlex.quote(asking['source'])}",
            "failures": _failures(failures[asking["source"]]),
            "fields": fields.get(asking["source"]),
            "latest": latest.get(asking["source"], []),
            "losses": losses.get(asking["source"], []),
        }
        for asking, volume in zip(figures.asking, volumes(figures, figures.sources), strict=True)
    }


def _days(rows: list[Row], volume: Series) -> list[Row]:
    """Newest first, with the expected values."""
    expected = {day.day: day for day in volume.days if day.high is not None}
    return [{**row, "expected": _expected(expected.get(row["day"]))} for row in reversed(rows)]


def _expected(day: Any) -> str:
    return "–" if day is None else f"{said.number(round(max(0, day.low or 0)))}–{said.number(round(day.high))}"


def _results(rows: list[Row], checks: Mapping[str, BatchCheck]) -> list[Row]:
    """The worst first."""
    found = []
    for row in rows:
        check = checks.get(row["check_id"])
        meaning = DAY_FIGURES.get((check.column if check else None) or "", "")
        level = level_of(row) if check else Level.UNJUDGED
        found.append({**row, "level": level, "meaning": meaning, "why": check.reason if check else LEFT_OUT})
    return sorted(found, key=lambda row: (-row["level"], row["check_id"]))


def _failures(rows: list[Row]) -> list[Row]:
    by_reason: dict[str, Row] = {}
    for row in rows:
        known = by_reason.setdefault(row["reason"], {"reason": row["reason"], "attempts": 0, "last": row["day"]})
        known["attempts"] += row["attempts"]
        known["last"] = max(known["last"], row["day"])
    return sorted(by_reason.values(), key=lambda row: (-row["attempts"], row["reason"]))


def _grouped(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["source"] is not None:
            found[row["source"]].append(row)
    return found
