"""`broadsheet audit` and `checks`: the warehouse judged day by day, and what every check has to say for itself."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flows.cli.known_sources import require_source
from flows.cli.output.console import err
from flows.cli.report import report_after
from flows.inspect.reading import fetch_rows, opened_snapshot, write_json, write_table
from schemas.audits import AuditResult
from schemas.checks import Check, article_checks, batch_checks
from schemas.errors import QualityGateClosed, UsageError
from schemas.settings import Settings, load_settings
from schemas.source_checks import checks_of_sources
from schemas.sources import names_declared


def run_audit(day: str, source: str, *, as_json: bool) -> None:
    """Audit, record, publish, tell. Raises QualityGateClosed where a `stop` check fails, or any cannot be evaluated."""
    settings = load_settings()
    of = _day(day)
    require_source(source, settings)
    results = audit_and_record(of, source, settings, datetime.now(UTC))
    rows = [row(result) for result in results]
    if as_json:
        write_json(rows)
    else:
        notable = [shown for shown in rows if shown["status"] in {"fail", "error"}]
        if notable:
            write_table(notable, f"{len(notable)} failures")
        err().print(summary(results), highlight=False)
    require_open(results)


def audit_and_record(day: date | None, source: str, settings: Settings, now: datetime) -> list[AuditResult]:
    """Judge a day (yesterday where none is named), record what was found, publish, and write the page."""
    from tasks.audit import audit
    from tasks.load.audits import record_audit
    from tasks.publish import publish
    from tasks.runs.folder import new_run_id

    of = day or (now - timedelta(days=1)).date()
    results = audit(batch_checks(), of, settings, now, source, names_declared(settings.sources_file))
    status = "quality_failed" if _closing(results) else "completed"
    record_audit(results, of, status, new_run_id(now), settings, now)
    publish(settings)
    report_after(settings)
    return results


def require_open(results: list[AuditResult]) -> None:
    """Raises QualityGateClosed for the first `stop` check that failed, or a check that could not be evaluated."""
    for result in _closing(results):
        why = f"could not be evaluated: {result.message}" if result.status == "error" else f"found {result.observed:g}"
        raise QualityGateClosed(
            f"audit of {result.day}: check {result.check_id} {why}",
            "What was found is recorded (quality.audit_results); docs/quality.md says what each check asks.",
        )


def summary(results: list[AuditResult]) -> str:
    counts = Counter(result.status for result in results)
    new = sum(result.is_new for result in results)
    told = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    return f"audit of {results[0].day}: {told}; {new} failures are new"


def row(result: AuditResult) -> dict[str, Any]:
    """A result as people and programs see it."""
    names = (
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
    return {name: getattr(result, name) for name in names}


def show_checks(*, as_json: bool) -> None:
    """Every check, those of single sources too, and how it did in the last 30 days, where anything was published."""
    settings = load_settings()
    rates = _rates(settings)
    of_articles = article_checks(settings.checks_file)
    usual = {check.id for check in of_articles}
    rows = [
        *(_told(check, "articles", rates) for check in of_articles),
        # Rates are those of all sources together: they say nothing of a usual check as one source has it.
        *(
            _told(check, "articles", {} if check.id in usual else rates, source=source, is_on=is_on)
            for source, check, is_on in checks_of_sources(settings)
        ),
        *(_told(check, "batches", rates) for check in batch_checks()),
    ]
    write_json(rows) if as_json else write_table(rows)


def _told(
    check: Check, of: str, rates: dict[str, dict[str, Any]], *, source: str | None = None, is_on: bool = True
) -> dict[str, Any]:
    return {
        "check": check.id,
        "of": of,
        "source": source,
        "action": check.action if is_on else "off",
        "severity": check.severity,
        **{name: rates.get(check.id, {}).get(name) for name in ("evaluated", "failed", "last_failed_on")},
        "asks": f"{check.column} {check.bound}",
        "owner": check.owner,
        "since": check.since,
    }


def _rates(settings: Settings) -> dict[str, dict[str, Any]]:
    if not settings.snapshot.exists():
        return {}
    with opened_snapshot(settings) as database:
        return {rate["check_id"]: rate for rate in fetch_rows(database, "SELECT * FROM check_pass_rates")}


def _closing(results: list[AuditResult]) -> list[AuditResult]:
    return [r for r in results if r.status == "error" or (r.status == "fail" and r.action == "stop")]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--day {text!r} is no day", "Write it as 2026-04-02.") from None
