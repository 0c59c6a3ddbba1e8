"""What else is known of a day: the check that most of its articles failed, why most were lost, the wall they are behind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from schemas.checks import BatchCheck
from tasks.report import said
from tasks.report.figures import Figures, Row

_MANY = 0.3
"""Share of articles that say of themselves that not everybody may read them, from which on a wall is named."""
_ACTIONS = {"held_share": "quarantine", "flag_share": "flag"}


class Hints:
    """By source and day, looked up many times."""

    def __init__(self, figures: Figures) -> None:
        self._failed: dict[tuple[str, Any], list[Row]] = {}
        for row in figures.failed_checks:
            self._failed.setdefault((row["source"], row["day"]), []).append(row)
        self._lost: dict[tuple[str, Any], str] = {}
        for row in figures.losses:  # the most frequent reason of a day comes first
            self._lost.setdefault((row["source"], row["day"]), row["reason"])
        self._texts = {(row["source"], row["day"]): row for row in figures.drift}

    def of(self, result: Row, checks: Mapping[str, BatchCheck]) -> str:
        """In words; empty where nothing is known."""
        check, of_day = checks.get(result["check_id"]), (result["source"], result["day"])
        figure = (check.column if check else None) or ""
        if figure in _ACTIONS:
            by = self._failed_most(*of_day, _ACTIONS[figure])
            return f"mostly by {by}" if by else ""
        behind_wall = self._texts.get(of_day, {}).get("not_free_share") or 0.0
        if figure == "median_characters" and behind_wall >= _MANY:
            return f"and {said.share(behind_wall)} say that they are not free to read"
        return ""

    def holds_most(self, source: str, day: date) -> str:
        """Id of the check that holds most of its articles of that day; empty where none does."""
        return self._failed_most(source, day, "quarantine")

    def loses_most(self, source: str, day: date) -> str:
        """Why most of what was lost of it on that day was; empty where nothing was, or the day is before yesterday."""
        return self._lost.get((source, day), "")

    def _failed_most(self, source: str, day: date, action: str) -> str:
        rows = [row for row in self._failed.get((source, day), []) if row["action"] == action]
        worst = max(rows, key=lambda row: row["articles"], default=None)
        return worst["check_id"] if worst else ""
