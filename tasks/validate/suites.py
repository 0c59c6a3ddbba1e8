"""Which checks an article is judged by: those of the file, or what its source makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from schemas.checks import Check, changed_checks
from schemas.errors import ChecksFileError
from tasks.checks.judge import Finding, Judge

_FILES = (Path("articles.yaml"), Path("sources.yaml"))


class Suites:
    """A judge for most sources, and one for each source that has checks of its own."""

    def __init__(
        self,
        checks: list[Check],
        changes: Mapping[str, Mapping[str, dict[str, Any] | bool]],
        files: tuple[Path, Path] = _FILES,
    ) -> None:
        """`changes`: name of a source -> what it changes (see `changed_checks`); `files`: where both stand.

        Raises ChecksFileError naming the file, the check, and the source whose it is.
        """
        of_checks, of_sources = files
        with _named(f"{of_checks}"):
            self._usual = Judge(checks)
        self._own = {}
        for source, change in changes.items():
            with _named(f"{of_sources}"):
                own = changed_checks(checks, change, source)
            with _named(f"{of_sources}: source {source}"):
                self._own[source] = Judge(own)

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


@contextmanager
def _named(place: str) -> Iterator[None]:
    try:
        yield
    except ChecksFileError as error:
        raise ChecksFileError(f"{place}: {error.what}", error.cure) from error


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
