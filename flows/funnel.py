"""The funnel: what became of everything that was discovered, each loss named."""

from __future__ import annotations

from rich.table import Table

from schemas.outcomes import REASONS, Status
from tasks.load import Ended

_STYLES = {
    Status.LOADED: "green",
    Status.UNCHANGED: "dim",
    Status.ALIAS: "dim",
    Status.QUARANTINED: "yellow",
    Status.REFUSED: "red",
    Status.FAILED: "red",
}


def funnel_table(ended: Ended) -> Table:
    """Two parts: how many came through each step, and how all of them ended."""
    table = Table(box=None, pad_edge=False, title=f"run {ended.run_id}", title_justify="left")
    table.add_column("", justify="left")
    table.add_column("articles", justify="right")
    table.add_column("", justify="left")
    for name, count in steps(ended):
        table.add_row(name, f"{count:,}", "", style="bold")
    table.add_row("", "", "")
    for status in Status:
        for code, count in sorted(ended.outcomes.get(status, {}).items()):
            table.add_row(f"{status} · {code}", f"{count:,}", REASONS[code].words, style=_STYLES[status])
    return table


def steps(ended: Ended) -> list[tuple[str, int]]:
    """Articles that came through each step; an unchanged or refused one ends before the step it did not need."""
    return [
        ("discovered", ended.discovered),
        ("fetched", ended.fetched),
        ("cleaned", ended.cleaned),
        ("validated", ended.cleaned - ended.total(Status.QUARANTINED)),
        ("loaded", ended.total(Status.LOADED)),
    ]
