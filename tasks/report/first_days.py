"""What no check can judge yet, and is plain to see: a source most of whose candidates were held or lost. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.outcomes import REASONS
from tasks.report import said
from tasks.report.causes import Cause, help_for, query_losses
from tasks.report.figures import Row
from tasks.report.hints import Hints
from tasks.report.levels import Level

_FEWEST = 5
"""Candidates of a day, below which most of them are a trifle."""


def mostly_gone(day: Row | None, hints: Hints, *, is_by_hand: bool) -> Iterable[Cause]:
    """A note, whatever the share: nothing is known yet of what is usual. `day`: the newest of the source, today or yesterday.

    Of what was given by hand the held alone count: they wait for an answer, and its losses were told to whoever gave it.
    """
    if day is None or day["candidates"] < _FEWEST:
        return
    held, lost = day["held"], 0 if is_by_hand else day["refused"] + day["failed"]
    if 2 * (held + lost) <= day["candidates"]:
        return
    source, on = day["source"], day["day"]
    parts = []
    if held:
        by = hints.holds_most(source, on)
        parts.append(f"{said.number(held)} held" + (f" (mostly by {by})" if by else ""))
    if lost:
        by = hints.loses_most(source, on)
        words = REASONS[by].words if by in REASONS else by
        parts.append(f"{said.number(lost)} refused or failed" + (f" (mostly: {words})" if words else ""))
    yield Cause(
        Level.NOTE,
        "mostly held" if not lost else "mostly lost" if not held else "mostly held or lost",
        f"of {said.count(day['candidates'], 'candidate')} on {said.day(on)}, {' and '.join(parts)}",
        help_for("held_share", source, "") if held >= lost else query_losses(source),
    )
