"""What else is known of a day that a check failed on: the check that most of its articles failed, the wall they are behind."""

from __future__ import annotations

from collections.abc import Mapping
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
        self._texts = {(row["source"], row["day"]): row for row in figures.drift}

    def of(self, result: Row, checks: Mapping[str, BatchCheck]) -> str:
        """In words; empty where nothing is known."""
        check, of_day = checks.get(result["check_id"]), (result["source"], result["day"])
        figure = (check.column if check else None) or ""
        if figure in _ACTIONS:
            rows = [row for row in self._failed.get(of_day, []) if row["action"] == _ACTIONS[figure]]
            worst = max(rows, key=lambda row: row["articles"], default=None)
            return f"mostly by {worst['check_id']}" if worst else ""
        behind_wall = self._texts.get(of_day, {}).get("not_free_share") or 0.0
        if figure == "median_characters" and behind_wall >= _MANY:
            return f"and {said.share(behind_wall)} say that they are not free to read"
        return ""
