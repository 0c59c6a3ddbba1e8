"""What is held, and what was left: leases, runs that wait, files that nobody finished."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from flows.inspect.findings import Finding, fail, ok, warn
from flows.inspect.last_ends import last_failures
from flows.inspect.under_way import is_asleep, not_over
from schemas.settings import MEGABYTE, Settings
from tasks.maintain.drafts import abandoned_drafts
from tasks.runs.state import read_part

_LONG = timedelta(hours=6)
_LONG_WRITING = timedelta(minutes=10)


def leases(settings: Settings, now: datetime) -> Iterator[Finding]:
    """A lease of a dead process does not exist: its lock went with it. What can be is one that lives and does nothing."""
    going_on = not_over(settings)
    if going_on.unknown:
        yield fail(
            "leases", going_on.unknown, "Wake that process up (fg, kill -CONT) or end it: nothing begins before."
        )
    writer = going_on.writer
    if writer and (is_asleep(writer) or now - writer.since > _LONG_WRITING):
        words = f"{writer} holds the warehouse{' and is stopped' if is_asleep(writer) else ''}"
        yield warn("leases", words, "Wake it up (fg, kill -CONT) or end it: nobody else can load.")
    for run in going_on.carried:
        who = f"run {run['run_id']}, process {run['process']} on {run['host']}"
        if run["is_asleep"]:
            cure = "Wake it up (fg, kill -CONT) or end it: the next run completes what it began."
            yield warn("leases", f"{who} is stopped, and holds {', '.join(run['asks']) or 'nothing yet'}", cure)
        elif run["since"] and now - run["since"] > _LONG:
            cure = "`broadsheet status` shows whether it gets on; the log in logs/ what it does."
            yield warn("leases", f"{who} has been at it since {run['since']:%Y-%m-%d %H:%M} UTC", cure)
        else:
            yield ok("leases", f"{who} asks {', '.join(run['asks'][:5]) or 'nothing yet'}")
    if not going_on.carried and not going_on.unknown and not writer:
        yield ok("leases", "nobody holds anything")


def runs(settings: Settings, now: datetime) -> Iterator[Finding]:
    going_on = not_over(settings)
    for run in going_on.waiting:
        cure = "The next run takes it up."
        if read_part(settings.runs / run["run_id"], "failure"):
            cure += f" To try at once: touch {settings.runs}/{run['run_id']}/try-now"
        yield warn("runs", f"{run['run_id']} waits, {run['standing']}: {run['why']}", cure)
    for run_id in going_on.set_aside:
        folder = settings.home / "set-aside" / run_id
        yield warn(
            "runs",
            f"{run_id} was given up; its files are in {folder}",
            "why.txt there says why; remove it when it is read.",
        )
    drafts = abandoned_drafts(settings, now)
    if drafts:
        size = sum(draft.bytes for draft in drafts) / MEGABYTE
        words = f"{len(drafts)} files were never finished ({size:,.1f} MB)"
        yield warn("runs", words, "`broadsheet maintain` removes them.")
    if not (going_on.waiting or going_on.set_aside or drafts):
        yield ok("runs", "nothing is left over")


def failures(settings: Settings, _: datetime) -> Iterator[Finding]:
    for failure in last_failures(settings):
        words = f"the last scheduled {failure.flow} failed {failure.at:%Y-%m-%d %H:%M} UTC: {failure.what}"
        yield fail("failures", words, f"{failure.cure} The next run that ends well removes this line.".strip())
