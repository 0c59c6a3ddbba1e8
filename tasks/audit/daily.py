"""The daily audit: judge one day, record the results, publish the snapshot, write the quality page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from schemas.checks import checks_of_days, ignored_days
from schemas.errors import QualityGateClosed
from schemas.records import AuditResult
from schemas.settings import Settings
from schemas.sources import names_declared
from tasks.load.audits import record_audit
from tasks.publish import publish
from tasks.report import said, write_report_or_warn
from tasks.runs.folder import new_run_id

_COLUMNS = (
    "source",
    "check_id",
    "severity",
    "status",
    "observed",
    "lowest",
    "highest",
    "history",
    "message",
    "is_new",
)


@dataclass(frozen=True, slots=True)
class DailyAudit:
    """The results of all checks of one day; `warnings` says what is wrong with the quality page."""

    results: list[AuditResult]
    warnings: list[str]

    @property
    def failures(self) -> list[AuditResult]:
        """Results of checks that failed, or that could not be evaluated."""
        return [result for result in self.results if result.status in {"fail", "error"}]

    @property
    def summary(self) -> str:
        """One line: the day, how many results have each status, how many failures are new."""
        counts = Counter(result.status for result in self.results)
        new = sum(result.is_new for result in self.results)
        by_status = ", ".join(f"{count} {status}" for status, count in counts.most_common())
        return f"audit of {self.results[0].day}: {by_status}; {said.count(new, 'new failure')}"

    def require_open(self) -> None:
        """Raises QualityGateClosed for the first `stop` check that failed, or a check that could not be evaluated."""
        for result in closing(self.results):
            error = f"could not be evaluated: {result.message}"
            why = error if result.status == "error" else f"found {result.observed:g}"
            raise QualityGateClosed(
                f"audit of {result.day}: check {result.check_id} {why}",
                "The results are recorded (quality.audit_results); docs/quality.md says what each check asks.",
            )


def audit_and_record(day: date | None, source: str, settings: Settings, now: datetime) -> DailyAudit:
    """Judge `day` (UTC; None: yesterday) of `source` (empty: all sources), and record the results in the warehouse.

    Raises what tasks.audit.days.audit raises, WarehouseBusy, WarehouseUnusable.
    """
    from tasks.audit.days import audit  # noqa: PLC0415 - imports Great Expectations, which takes seconds

    of = day or (now - timedelta(days=1)).date()
    checks, ignored = checks_of_days(settings), ignored_days(settings)
    results = audit(checks, of, settings, now, source, names_declared(settings.sources_file), ignored)
    status = "quality_failed" if closing(results) else "completed"
    record_audit(results, of, status, new_run_id(now), settings, now)
    publish(settings)
    return DailyAudit(results, write_report_or_warn(settings, now))


def closing(results: list[AuditResult]) -> list[AuditResult]:
    """The results that close the quality gate: errors, and failures of checks with the action `stop`."""
    return [r for r in results if r.status == "error" or (r.status == "fail" and r.action == "stop")]


def shown(result: AuditResult) -> dict[str, Any]:
    """The columns of a result that tables and JSON show."""
    return {name: getattr(result, name) for name in _COLUMNS}
