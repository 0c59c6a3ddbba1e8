"""`broadsheet audit` and `checks`: the warehouse judged day by day, and what every check has to say for itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flows.cli.known_sources import require_source
from flows.cli.output.console import err
from flows.cli.report import print_warnings
from flows.inspect.reading import fetch_rows, opened_snapshot, write_json, write_table
from schemas.checks import Check, article_checks, batch_checks
from schemas.errors import UsageError
from schemas.settings import Settings, load_settings
from schemas.source_checks import checks_of_sources
from tasks.audit.daily import audit_and_record, shown


def run_audit(day: str, source: str, *, as_json: bool) -> None:
    """Audit, record, publish, tell. Raises QualityGateClosed where a `stop` check fails, or any cannot be evaluated."""
    settings = load_settings()
    of = _day(day)
    require_source(source, settings)
    done = audit_and_record(of, source, settings, datetime.now(UTC))
    if as_json:
        write_json([shown(result) for result in done.results])
    else:
        if done.failures:
            write_table([shown(result) for result in done.failures], f"{len(done.failures)} failures")
        err().print(done.summary, highlight=False)
    print_warnings(done.warnings)
    done.require_open()


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


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(f"--day {text!r} is no day", "Write it as 2026-04-02.") from None
