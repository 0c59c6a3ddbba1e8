"""A batch before the judge: articles.parquet in, verdicts.parquet and results.parquet out."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd

from schemas.errors import QualityGateClosed
from schemas.verdicts import CheckResult, Verdict
from tasks.checks.judge import Finding, Judge
from tasks.runs.handover import write_rows
from tasks.validate.features import features
from tasks.validate.suites import Suites


def validate_batch(batch_folder: Path, judge: Judge | Suites, snapshot: Path | None = None) -> int:
    """Write results and verdicts; return how many articles are held. Done before: returns at once.

    `snapshot` tells what each source's articles usually look like.
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
                "Mend the check in schemas/expectations/articles.yaml and run again: the run resumes, nothing was loaded.",
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
    """What is noted of each failing row, in the order of the finding."""
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
