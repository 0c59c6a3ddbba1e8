"""How often runs come, and from when on one is missing. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

_FEWEST = 4
"""Runs below which nothing is known of their pace."""
_SHORTEST = timedelta(hours=2)
_A_DAY_AND_A_BIT = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Pace:
    """`gap`: the usual time between two runs, None where too few are known."""

    gap: timedelta | None
    last: datetime | None

    @property
    def patience(self) -> timedelta:
        """Three times the usual gap, at least two hours; where runs come daily or oftener, never more than a day and a bit."""
        if self.gap is None:
            return _A_DAY_AND_A_BIT
        if self.gap <= timedelta(days=1):
            return min(max(3 * self.gap, _SHORTEST), _A_DAY_AND_A_BIT)
        return 1.5 * self.gap

    def is_overdue(self, now: datetime) -> bool:
        return self.last is not None and now - self.last > self.patience

    @property
    def words(self) -> str:
        return f"runs usually come every {_told(self.gap)}" if self.gap else "one a day was to be expected"


def pace_of(starts: list[datetime], last: datetime | None) -> Pace:
    """From the beginnings of the runs of late, in order."""
    if len(starts) < _FEWEST:
        return Pace(None, last)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
    return Pace(timedelta(seconds=median(gaps)), last)


def _told(gap: timedelta) -> str:
    minutes = round(gap.total_seconds() / 60)
    if minutes < 120:
        return f"{max(1, minutes)} minutes"
    hours = round(minutes / 60)
    return f"{hours} hours" if hours < 48 else f"{round(hours / 24)} days"
