"""Judge a batch: articles.parquet in, verdicts.parquet and results.parquet out. DuckDB computes a narrow
frame of features; each article is judged by the checks of the file, or by what its source makes of them.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from schemas.checks import Check, changed_checks
from schemas.errors import ChecksFileError, QualityGateClosed
from schemas.fields import Article
from schemas.identity import address_id
from schemas.records import Candidate, Capture, CheckResult, Verdict
from tasks.checks.judge import Finding, Judge
from tasks.runs.handover import write_rows
from tasks.store.engine import attached, cursor
from tasks.store.sql import sql_text


def validate_batch(batch_folder: Path, judge: Judge | Suites, snapshot: Path | None = None) -> int:
    """Write results and verdicts; return how many articles are held. Done before: returns at once.

    `snapshot` is read for the usual articles of each source.
    Raises QualityGateClosed where a `stop` check fails, or any check could not be evaluated: nothing is loaded then.
    """
    done = batch_folder / "verdicts.parquet"
    if done.exists():
        return 0
    frame = features(batch_folder, snapshot)
    findings = judge.findings(frame) if len(frame) else []
    _gate(batch_folder.name, findings)
    verdicts = _verdicts(frame, findings)
    write_rows(batch_folder / "results.parquet", CheckResult, [_result(finding) for finding in findings])
    write_rows(done, Verdict, verdicts)
    return sum(verdict.held for verdict in verdicts)


def _gate(batch: str, findings: list[Finding]) -> None:
    for finding in findings:
        check = finding.check
        if finding.status == "error":
            raise QualityGateClosed(
                f"batch {batch}: check {check.id} could not be evaluated: {finding.message}",
                "Mend the check in schemas/expectations/articles.yaml, or add the column that it needs to"
                " tasks/validate/features.sql, and run again: the run resumes, nothing was loaded.",
            )
        if finding.status == "fail" and check.action == "stop":
            raise QualityGateClosed(
                f"batch {batch}: check {check.id} failed for {len(finding.positions)} articles: {check.reason}",
                "Nothing of the batch was loaded; its files are kept in the run's folder.",
            )


def _verdicts(frame: pd.DataFrame, findings: list[Finding]) -> list[Verdict]:
    failures: dict[int, list[dict[str, str | None]]] = defaultdict(list)
    by_position = frame.set_index("position", drop=False)
    for finding in findings:
        for position, failure in zip(finding.positions, _failures(finding, by_position), strict=True):
            failures[position].append(failure)
    return [
        Verdict(
            position=position,
            held=any(failure["action"] == "quarantine" for failure in failures[position]),
            failures=failures[position],
        )
        for position in frame["position"].tolist()
    ]


def _failures(finding: Finding, frame: pd.DataFrame) -> list[dict[str, str | None]]:
    """The values that are noted for each failing row, in the order of the finding."""
    check, count = finding.check, len(finding.positions)
    values: list[Any] = frame[check.column].loc[finding.positions].tolist() if check.column else [None] * count
    return [
        {
            "check_id": check.id,
            "severity": check.severity,
            "action": check.action,
            "observed": None if value is None or pd.isna(value) else str(value),
            "bound": check.bound,
        }
        for value in values
    ]


def _result(finding: Finding) -> CheckResult:
    check = finding.check
    return CheckResult(
        check_id=check.id,
        expectation=check.expectation,
        column_name=check.column,
        severity=check.severity,
        action=check.action,
        status=finding.status,
        evaluated=finding.evaluated,
        unexpected=len(finding.positions),
        message=finding.message,
    )


def warm_up(judge: Judge | Suites) -> None:
    """Judge an invented article, so that the first batch finds what the libraries import and compile at first use."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        at = datetime(2026, 4, 2, tzinfo=UTC)
        identity = str(address_id("file:///warm"))
        candidate = Candidate(
            position=0, source_id=identity, source_name="", source_kind="files", source_location="", address="",
            address_id=identity,
        )  # fmt: skip
        write_rows(folder / "candidates.parquet", Candidate, [candidate])
        write_rows(folder / "captures.parquet", Capture, [Capture(position=0, fetched_at=at)])
        write_rows(folder / "articles.parquet", Article, [Article(position=0, title="Warm", body="Some words.")])
        judge.findings(features(folder))


_AT_ONCE = 500
"""Features are computed for so many articles at a time."""


def features(batch_folder: Path, snapshot: Path | None = None) -> pd.DataFrame:
    """The features of schemas/features.py for every cleaned article of a batch, ordered by position.

    `snapshot` is read for the usual articles of each source; without it, features that compare with them are null.
    """
    inputs = {name: str(batch_folder / f"{name}.parquet") for name in ("articles", "captures", "candidates")}
    if snapshot is None or not snapshot.exists():
        database = cursor()
        database.execute(_sql("no_profiles"))
        return _frame(database, inputs)
    with attached(snapshot, "READ_ONLY") as (database, _):
        database.execute(_sql("profiles"), {"candidates": inputs["candidates"]})
        return _frame(database, inputs)


def _frame(database: duckdb.DuckDBPyConnection, inputs: dict[str, str]) -> pd.DataFrame:
    database.execute(_sql("cleaned"), inputs)
    database.execute(_sql("boilerplate"))
    (articles,) = database.execute("SELECT count(*) FROM cleaned").fetchall()[0]
    parts = [
        database.execute(_sql("features"), {"first": first, "last": first + _AT_ONCE - 1}).df()
        for first in range(1, max(articles, 1) + 1, _AT_ONCE)
    ]
    database.execute("DROP TABLE cleaned")
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]


def _sql(name: str) -> str:
    return sql_text("tasks.validate", name)


_FILES = (Path("articles.yaml"), Path("sources.yaml"))


class Suites:
    """A judge for most sources, and one for each source that has checks of its own."""

    def __init__(
        self,
        checks: list[Check],
        changes: Mapping[str, Mapping[str, dict[str, Any] | bool]],
        files: tuple[Path, Path] = _FILES,
        own_checks: Path | None = None,
    ) -> None:
        """`changes`: name of a source -> what it changes (see `changed_checks`); `files`: where both stand;
        `own_checks`: the folder with expectation classes of the user.

        Raises ChecksFileError naming the file, the check, and the source whose it is.
        """
        of_checks, of_sources = files
        with _named(f"{of_checks}"):
            self._usual = Judge(checks, own_checks)
        self._own = {}
        for source, change in changes.items():
            with _named(f"{of_sources}"):
                own = changed_checks(checks, change, source)
            with _named(f"{of_sources}: source {source}"):
                self._own[source] = Judge(own, own_checks)

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
