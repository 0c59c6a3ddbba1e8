"""`broadsheet sources ack`: a person knows of a problem of a source."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flows.cli.output.console import err, print_notes
from flows.cli.quarantine import this_user
from flows.inspect.reading import require_check, require_source
from schemas.errors import UsageError
from schemas.settings import Settings

_WEEK = timedelta(days=7)


def acknowledge_source(
    name: str, check_id: str, reason: str, until: date | None, by: str, settings: Settings, *, is_withdrawn: bool
) -> None:
    """Record it, publish, and write the quality page again. Raises UsageError for what cannot be acknowledged."""
    from schemas.checks import checks_of_days
    from tasks.load.mutes import Acknowledgement, acknowledge
    from tasks.publish import publish
    from tasks.report import write_report_or_warn

    now = datetime.now(UTC)
    require_source(name, settings)
    if check_id:
        require_check(check_id, [check.id for check in checks_of_days(settings)], "check of days")
    if not reason.strip() and not is_withdrawn:
        raise UsageError("an acknowledgement needs a reason", 'For example: --reason "the outlet is on strike"')
    if until and until < now.date():
        raise UsageError(f"--until {until} is over", "Name today or a later day; --withdraw ends an acknowledgement.")
    last_day = now.date() - timedelta(days=1) if is_withdrawn else until or now.date() + _WEEK
    given = Acknowledgement(name, check_id or None, by.strip() or this_user(), reason.strip(), last_day)
    acknowledge(given, settings, now)
    publish(settings)
    print_notes(write_report_or_warn(settings, now))
    err().print(f"{name}: the problem counts again" if is_withdrawn else f"{name}: acknowledged until {last_day}")
