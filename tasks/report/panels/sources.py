"""What the page of one source shows, for all sources at once: each figure is gone through once."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from schemas.checks import BatchCheck
from schemas.features import DAY_FIGURES
from tasks.report import said
from tasks.report.figures import Figures, Row
from tasks.report.panels.series import Series, volumes
from tasks.report.panels.tables import level_of

_MOST_HELD = 20


def of_sources(figures: Figures, checks: Mapping[str, BatchCheck]) -> dict[str, dict[str, Any]]:
    """Source -> what its page is handed."""
    results, held, days = _grouped(figures.checks), _grouped(figures.held_samples), _grouped(figures.days)
    failures = _grouped(figures.fetch_failures)
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
        }
        for asking, volume in zip(figures.asking, volumes(figures, figures.sources), strict=True)
    }


def _days(rows: list[Row], volume: Series) -> list[Row]:
    """Newest first, with what was to be expected."""
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
        found.append({**row, "level": level_of(row), "meaning": meaning})
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
