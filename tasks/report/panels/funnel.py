"""What became of everything that was offered, each loss named."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.outcomes import REASONS, Status
from tasks.report.figures import Figures

_STEPS = ("discovered", "fetched", "cleaned", "validated", "loaded")


@dataclass(frozen=True, slots=True)
class Ending:
    status: str
    reason: str
    words: str
    last_run: int
    last_day: int
    month: int


@dataclass(frozen=True, slots=True)
class Funnel:
    run_id: str
    steps: list[tuple[str, int, float]]
    """Step, how many came through it in the last run, and their share of all."""
    endings: list[Ending]
    totals: tuple[int, int, int]

    def lost(self, status: str) -> int:
        return sum(ending.last_run for ending in self.endings if ending.status == status)


def funnel(figures: Figures) -> Funnel | None:
    """Of the last ingest run; None before the first."""
    run = figures.last_run("ingest")
    if run is None:
        return None
    passed = {**run, "validated": run["cleaned"] - run["quarantined"]}
    discovered = run["discovered"]
    steps = [(step, passed[step], passed[step] / discovered if discovered else 0.0) for step in _STEPS]
    order = [str(status) for status in Status]
    endings = [
        Ending(
            row["status"],
            row["reason"],
            REASONS[row["reason"]].words if row["reason"] in REASONS else "",
            row["last_run"],
            row["last_day"],
            row["month"],
        )
        for row in sorted(figures.funnel, key=lambda row: (order.index(row["status"]), -row["month"], row["reason"]))
    ]
    totals = tuple(sum(getattr(ending, name) for ending in endings) for name in ("last_run", "last_day", "month"))
    return Funnel(run["run_id"], steps, endings, totals)
