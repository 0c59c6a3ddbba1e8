"""`broadsheet notify`: deliver messages about failures, try the addresses, or stay where there is no `up`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.output.console import AsJson, err
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from schemas.errors import SourceUnavailable, UsageError

if TYPE_CHECKING:
    from schemas.settings import Settings


def notify(
    test: Annotated[bool, typer.Option("--test", help="Send a test message to every address now.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay, look for failures and deliver: for servers and workers of your own.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Deliver the messages about failures that wait, and list what goes on. The setting notify names the addresses.

    `broadsheet up` does this by itself. Ends with exit code 5 if an address was not reached.
    Example: broadsheet notify --test
    """
    from schemas.settings import load_settings
    from tasks.notify import require_usable_addresses

    settings = load_settings()
    if (test or watch) and not settings.notify_addresses:
        raise UsageError(
            "the setting notify names no address", 'Set it: notify = ["slack://…", "mailto://…", "https://…"].'
        )
    require_usable_addresses(settings)
    if watch:
        from flows.service.notify import watch as stay

        stay(settings, after_crash=False)
    elif test:
        _test(settings, as_json=as_json)
    else:
        _deliver(settings, as_json=as_json)


def _test(settings: Settings, *, as_json: bool) -> None:
    from tasks.notify import send_test

    done = send_test(settings)
    rows = [{"address": one.name, "delivered": not one.why, "why": one.why} for one in done]
    write_json(rows) if as_json else write_table(rows)
    if failed := [one.name for one in done if one.why]:
        raise SourceUnavailable(f"not delivered to {', '.join(failed)}", "Correct the address, or ask the service.")


def _deliver(settings: Settings, *, as_json: bool) -> None:
    """What waits is delivered by `up` where that runs: two senders would send things twice."""
    from flows.service.claim import running
    from tasks.notify import deliver, read_ledger

    sent = [] if running(settings) else deliver(settings, datetime.now(UTC))
    ledger = read_ledger(settings)
    rows = [
        {
            "what": incident.title,
            "failures": incident.failures,
            "first_at": incident.first_at,
            "last_at": incident.last_at,
            "over_at": incident.over_at,
            "addresses_sent": sum(1 for one in incident.sent.values() if one.failures),
            "words": incident.what,
        }
        for incident in ledger.incidents.values()
    ]
    write_json(rows) if as_json else write_table(rows)
    if not settings.notify_addresses:
        err().print("the setting notify names no address: nothing is sent")
    elif failed := sorted({one.name for one in sent if one.why}):
        why = next(one.why for one in sent if one.why)
        raise SourceUnavailable(f"not delivered to {', '.join(failed)}: {why}", "What waits is sent by a later call.")
