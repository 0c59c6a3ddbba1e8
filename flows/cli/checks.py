"""`broadsheet checks` and `audit`: how each check did, and one day of the warehouse judged."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output.console import AsJson, err, print_notes
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from flows.inspect.reading import fetch_rows, near, opened_snapshot, require_check, require_source
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
    """Judge, record, publish, and print the failures. Raises QualityGateClosed if a `stop` check fails or a check has
    an error.
    """
    from schemas.checks import checks_of_days
    from schemas.features import DAY_FIGURES, WAREHOUSE_FIGURES
    from schemas.settings import load_settings
    from tasks.audit.daily import audit_and_record, shown
    from tasks.report import said

    settings = load_settings()
    judged_day = _day(day)
    source = require_source(source, settings)
    done = audit_and_record(judged_day, source, settings, datetime.now(UTC))
    if as_json:
        write_json([shown(result) for result in done.results])
    else:
        if done.failures:
            looks_at = {check.id: check.column for check in checks_of_days(settings)}
            meanings = {**DAY_FIGURES, **WAREHOUSE_FIGURES}
            rows = [{**shown(one), "observes": meanings.get(looks_at.get(one.check_id) or "")} for one in done.failures]
            write_table(rows, said.count(len(rows), "failure"))
            err().print("`broadsheet report` shows what is behind each, with the command that helps.", highlight=False)
        err().print(done.summary, highlight=False)
    print_notes(done.warnings)
    done.require_open()


checks = typer.Typer(
    help="Every check of articles and of batches, and how it did in the last 30 days; `mute` keeps one quiet for a"
    " time.",
    invoke_without_command=True,
)


@checks.callback()
def list_by_default(context: typer.Context, as_json: AsJson = False) -> None:
    if context.invoked_subcommand is None:
        list_checks(as_json=as_json)
    elif as_json:
        raise typer.BadParameter(f"--json belongs behind {context.invoked_subcommand}")


@checks.command("mute")
def mute_check(
    name: Annotated[str, typer.Argument(metavar="ID|SOURCE", help="A check of days, or a source.")],
    until: Annotated[str, typer.Option(metavar="DAY", help="The last day that is muted.")] = "",
    source: Annotated[str, typer.Option(help="The check only of this source.")] = "",
    reason: Annotated[str, typer.Option(help="Why; it is recorded.")] = "",
    by: Annotated[str, typer.Option("--by", help="Who decides. Default: the login name.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="End what was muted before.")] = False,
) -> None:
    """Keep a check, or a source, quiet in audits until a day: its failures are recorded as muted, and stop and notify
    nobody.

    Example: broadsheet checks mute articles_as_usual --source north-ledger --until 2026-12-31 --reason "strike"
    """
    run_mute(name, until, source, reason, by, is_withdrawn=withdraw)


def run_mute(name: str, until: str, source: str, reason: str, by: str, *, is_withdrawn: bool = False) -> None:
    """Raises UsageError for a name that is neither a check of days nor a source, for a day that is none, or is over."""
    from flows.cli.quarantine import decision_of, publish_change
    from schemas.checks import checks_of_articles, checks_of_days
    from schemas.settings import load_settings
    from tasks.load.mutes import mute

    settings, now = load_settings(), datetime.now(UTC)
    last = now.date() - timedelta(days=1) if is_withdrawn else _last_muted(until, now.date())
    check_id: str | None = name
    of_days = [check.id for check in checks_of_days(settings)]
    if name not in of_days:
        if name in {check.id for check in checks_of_articles(settings)}:
            raise UsageError(
                f"{name} is a check of articles, which decides what is loaded",
                "Change it, or leave it out, in the folder own_checks or for one source (docs/quality.md).",
            )
        if source or _is_check_misspelt(name, of_days, settings):
            require_check(name, of_days, "check of days")
        check_id, source = None, name
    source = require_source(source, settings)
    mute(check_id, source or None, last, decision_of(by, reason), settings, now)
    publish_change(settings)
    what = " of ".join(part for part in (check_id or "every check", source) if part)
    err().print(
        f"{what}: not muted any more" if is_withdrawn else f"{what}: muted until {last}", markup=False, highlight=False
    )


def _is_check_misspelt(name: str, of_days: list[str], settings: Settings) -> bool:
    """Whether it is like the id of a check, and no source."""
    try:
        require_source(name, settings)
    except UsageError:
        return bool(near(name, of_days))
    return False


def _last_muted(until: str, today: date) -> date:
    try:
        last = date.fromisoformat(until)
    except ValueError:
        raise UsageError(f"--until {until!r} is not a day", "Write it as 2026-04-02.") from None
    if last < today:
        raise UsageError(f"--until {until} is over", "Name today or a later day; --withdraw ends what was muted.")
    return last


def list_checks(*, as_json: bool) -> None:
    """Every check of articles and of batches, and how it did in the last 30 days."""
    from schemas.checks import checks_of_articles, checks_of_days, checks_of_sources
    from schemas.settings import load_settings

    settings = load_settings()
    rates = _rates(settings)
    of_articles = checks_of_articles(settings)
    usual = {check.id for check in of_articles}
    rows = [
        *(_row(check, "articles", rates) for check in of_articles),
        # A rate is that of all sources together. It says nothing about a usual check that one source has changed.
        *(
            _row(check, "articles", {} if check.id in usual else rates, source=source, is_on=is_on)
            for source, check, is_on in checks_of_sources(settings)
        ),
        *(_row(check, "batches", rates) for check in checks_of_days(settings)),
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
