"""What no check can judge yet, and is plain to see: a source most of whose addresses are held or lost. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from schemas.outcomes import REASONS
from tasks.report import said
from tasks.report.causes import Cause, help_for, query_losses
from tasks.report.figures import Row
from tasks.report.levels import Level

_FEWEST = 5
"""Addresses below which most of them are a trifle."""


def mostly_gone(source: str, ends: list[Row], holds: str, *, is_by_hand: bool) -> Iterable[Cause]:
    """A note, whatever the share: nothing is known yet of what is usual.

    `ends`: how the addresses that it offered lately stand, the most frequent end first; `holds`: the check that holds most of
    it. Of what was given by hand the held alone count: they wait for an answer, and its losses were told to whoever gave it.
    """
    of_all = sum(row["addresses"] for row in ends)
    held = sum(row["addresses"] for row in ends if row["status"] == "quarantined")
    losses = [row for row in ends if row["status"] in {"refused", "failed"} and not is_by_hand]
    lost = sum(row["addresses"] for row in losses)
    if of_all < _FEWEST or 2 * (held + lost) <= of_all:
        return
    parts = []
    if held:
        parts.append(f"{said.number(held)} held" + (f" (mostly by {holds})" if holds else ""))
    if lost:
        reason = losses[0]["reason"]
        words = REASONS[reason].words if reason in REASONS else reason
        parts.append(f"{said.number(lost)} refused or failed (mostly: {words})")
    yield Cause(
        Level.NOTE,
        "mostly held" if not lost else "mostly lost" if not held else "mostly held or lost",
        f"of the {said.count(of_all, 'address', 'addresses')} that it offered lately, {' and '.join(parts)}",
        help_for("held_share", source, "") if held >= lost else query_losses(source),
    )
