"""Which checks an article is judged by: those of the file, or what its source makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from schemas.checks import Check, changed_checks
from tasks.judge import Finding, Judge


class Suites:
    """A judge for most sources, and one for each source that has checks of its own."""

    def __init__(self, checks: list[Check], changes: Mapping[str, Mapping[str, dict[str, Any] | bool]]) -> None:
        """`changes`: name of a source -> what it changes (see `changed_checks`). Raises ChecksFileError."""
        self._usual = Judge(checks)
        self._own = {source: Judge(changed_checks(checks, change, source)) for source, change in changes.items()}

    def findings(self, frame: pd.DataFrame) -> list[Finding]:
        """As of one judge: a finding a check, whichever sources have it."""
        parts = [self._usual.findings(rest)] if len(rest := frame[~frame["source"].isin(self._own)]) else []
        for source, judge in self._own.items():
            if len(own := frame[frame["source"] == source]):
                parts.append(judge.findings(own))
        merged: dict[str, Finding] = {}
        for finding in (finding for part in parts for finding in part):
            known = merged.get(finding.check.id)
            merged[finding.check.id] = _together(known, finding) if known else finding
        return list(merged.values())


def _together(one: Finding, other: Finding) -> Finding:
    """One check over two parts of a batch: an error of either is one, rows add up."""
    worst = min(one.status, other.status, key=["error", "fail", "pass"].index)
    return replace(
        one,
        status=worst,
        evaluated=one.evaluated + other.evaluated,
        positions=sorted(one.positions + other.positions),
        message=one.message or other.message,
    )
