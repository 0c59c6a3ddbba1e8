"""`broadsheet checks` and `audit`: how each check did, and one day of the warehouse judged."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output.console import AsJson, err, print_notes
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows, opened_snapshot, require_source
from schemas.errors import UsageError

if TYPE_CHECKING:
    from schemas.checks import Check
    from schemas.settings import Settings


def audit(
    day: Annotated[str, typer.Option(help="The day to judge (UTC). Default: yesterday.")] = "",
    source: Annotated[str, typer.Option(help="Only this source.")] = "",
    as_json: AsJson = False,
) -> None:
    """Judge a day of every source, and the warehouse as a whole: volume, freshness, gaps, drift, what does not add up.

    Ends with exit code 4 if a check that stops fails. Example: broadsheet audit --day 2026-04-02
    """
    run_audit(day, source, as_json=as_json)


def run_audit(day: str, source: str, *, as_json: bool) -> None:
    """Judge, record, publish, and print the failures. Raises QualityGateClosed if a `stop` check fails or a check has an error."""
    from schemas.settings import load_settings
    from tasks.audit.daily import audit_and_record, shown

    settings = load_settings()
    judged_day = _day(day)
    require_source(source, settings)
    done = audit_and_record(judged_day, source, settings, datetime.now(UTC))
    if as_json:
        write_json([shown(result) for result in done.results])
    else:
        if done.failures:
            write_table([shown(result) for result in done.failures], f"{len(done.failures)} failures")
        err().print(done.summary, highlight=False)
    print_notes(done.warnings)
    done.require_open()


def checks(as_json: AsJson = False) -> None:
    """Every check of articles and of batches, and how it did in the last 30 days."""
    from schemas.checks import article_checks, batch_checks, checks_of_sources
    from schemas.settings import load_settings

    settings = load_settings()
    rates = _rates(settings)
    of_articles = article_checks(settings.checks_file)
    usual = {check.id for check in of_articles}
    rows = [
        *(_row(check, "articles", rates) for check in of_articles),
        # A rate is that of all sources together. It says nothing about a usual check that one source has changed.
        *(
            _row(check, "articles", {} if check.id in usual else rates, source=source, is_on=is_on)
            for source, check, is_on in checks_of_sources(settings)
        ),
        *(_row(check, "batches", rates) for check in batch_checks()),
    ]
    write_json(rows) if as_json else write_table(rows)


def _row(
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
        raise UsageError(f"--day {text!r} is not a day", "Write it as 2026-04-02.") from None
