"""Failures that nobody reports who fails: a run whose process is gone, a schedule that stands still."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from schemas.settings import Settings
from tasks.notify.incidents import Failure
from tasks.runs.claims import claims_lock, live_runs
from tasks.runs.recovery import stopped_runs
from tasks.runs.scheduled import last_ends, read_schedule
from tasks.runs.state import read_part, run_folders

STARTED_BY = "flow_run"
"""The part of a run's state that names the scheduled run on Prefect's server."""
_LEAST_SILENCE = timedelta(minutes=20)
_MOST_MISSED = 4


def lost_runs(settings: Settings, now: datetime, passed_over: Collection[str] = ()) -> Iterator[Failure]:
    """Scheduled runs whose process is gone without a word, but for these. Raises WarehouseBusy where others decide
    about runs.
    """
    for stop in stopped_runs(settings):
        request = read_part(settings.runs / stop.run_id, "request")
        started_by = read_part(settings.runs / stop.run_id, STARTED_BY).get("id")
        if stop.what or not started_by or stop.run_id in passed_over:
            continue
        flow = str(request.get("flow") or "ingest")
        yield lost_run(flow, str(started_by), now)


def lost_run(flow: str, flow_run: str, at: datetime) -> Failure:
    """`flow_run` is its id on Prefect's server."""
    return Failure(
        key=f"lost/{flow}",
        id=flow_run,
        title=f"a run of {flow} was lost",
        what="Its process is gone: it was killed, or the machine went down.",
        cure="The next run takes over what it had.",
        at=at,
    )


def overdue_schedule(settings: Settings, up_since: datetime, now: datetime) -> Failure | None:
    """The failure that no scheduled look for due sources has ended for far too long, and none is under way.

    It needs nothing of Prefect, and so is seen where Prefect itself is what stands still. Raises WarehouseBusy.
    """
    every = read_schedule(settings)
    if every is None:
        return None
    last = max([up_since, *(end.at for end in last_ends(settings) if end.flow == "ingest")])
    if now - last <= max(_MOST_MISSED * every, _LEAST_SILENCE) or is_under_way(settings, {"ingest"}):
        return None
    return Failure(
        key="schedule/ingest",
        id=f"schedule/ingest {last.isoformat()}",
        title="the schedule stands still",
        what=f"No scheduled run of ingest has ended since {last:%Y-%m-%d %H:%M} UTC, and none is under way.",
        cure="`broadsheet doctor` looks at server, worker and schedules.",
        at=now,
    )


def is_under_way(settings: Settings, flows: Collection[str]) -> bool:
    """Whether a process carries on a run of one of these flows."""
    if not run_folders(settings):
        return False
    with claims_lock(settings):
        live = [run.run_id for run in live_runs(settings)]
    return any(str(read_part(settings.runs / run_id, "request").get("flow")) in flows for run_id in live)
