"""How all candidates ended, with the reason of each loss."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from schemas.outcomes import REASONS, Status
from tasks.report.figures import Figures

_STEPS = (
    ("discovered", ""),
    ("fetched", "refused or failed before there was any content, or not asked for again"),
    ("cleaned", "no article in it, or the bytes were known already"),
    ("validated", "held by a check"),
    ("loaded", "the text was known already"),
)
"""Each step, and what ends between the one before and it."""


@dataclass(frozen=True, slots=True)
class Step:
    name: str
    candidates: int
    share: float
    ended: int
    """How many ended between the step before and this one."""
    because: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A status, or a reason of it: in the last run, in 24 hours, in 30 days."""

    status: str
    reason: str
    words: str
    last_run: int
    last_day: int
    month: int


@dataclass(frozen=True, slots=True)
class Funnel:
    run_id: str
    steps: list[Step]
    """Of the last 24 hours."""
    statuses: list[tuple[Ending, list[Ending]]]
    """Each status with its reasons, the most frequent first."""
    total: Ending


def funnel(figures: Figures) -> Funnel | None:
    """Of the last 24 hours, the last ingest run and 30 days; None before the first run."""
    run = figures.last_run
    if run is None:
        return None
    order = [str(status) for status in Status]
    rows = sorted(figures.funnel, key=lambda row: (order.index(row["status"]), -row["month"], row["reason"]))
    endings = [
        Ending(row["status"], row["reason"], _words(row["reason"]), row["last_run"], row["last_day"], row["month"])
        for row in rows
    ]
    by_status = [(status, list(found)) for status, found in groupby(endings, key=lambda ending: ending.status)]
    statuses = [(_sum(status, found), found) for status, found in by_status]
    return Funnel(run["run_id"], _steps(figures.total), statuses, _sum("all", endings))


def _steps(run: dict[str, int]) -> list[Step]:
    passed = {**run, "validated": run["cleaned"] - run["quarantined"]}
    counts = [passed[name] for name, _ in _STEPS]
    of_all = counts[0] or 1
    return [
        Step(name, count, count / of_all, before - count, because)
        for (name, because), count, before in zip(_STEPS, counts, [counts[0], *counts], strict=False)
    ]


def _words(reason: str) -> str:
    return REASONS[reason].words if reason in REASONS else ""


def _sum(status: str, endings: list[Ending]) -> Ending:
    sums = (sum(getattr(ending, name) for ending in endings) for name in ("last_run", "last_day", "month"))
    return Ending(status, "", "", *sums)
