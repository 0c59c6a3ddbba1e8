"""`broadsheet sources ack`: a person knows of a problem of a source."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flows.cli.output.console import err, print_notes
from flows.cli.quarantine import this_user
from flows.inspect.reading import near, require_source
from schemas.errors import UsageError
from schemas.settings import Settings

_WEEK = timedelta(days=7)


def acknowledge_source(
    name: str, check_id: str, reason: str, until: date | None, by: str, settings: Settings, *, is_withdrawn: bool
) -> None:
    """Record it, publish, and write the quality page again. Raises UsageError for what cannot be acknowledged."""
    from tasks.load.mutes import Acknowledgement, acknowledge
    from tasks.publish import publish
    from tasks.report import write_report_or_warn

    now = datetime.now(UTC)
    require_source(name, settings)
    if check_id:
        _require_check(check_id)
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


def _require_check(check_id: str) -> None:
    from schemas.checks import batch_checks

    known = [check.id for check in batch_checks()]
    if check_id not in known:
        meant = near(check_id, known)
        raise UsageError(
            f"no audit has a check {check_id}",
            f"Did you mean {' or '.join(meant)}?" if meant else "`broadsheet checks` lists them.",
        )
