"""`python -m flows.service.notify [--after-crash]`: look for failures that nobody reported, and deliver messages.

One of the processes of `broadsheet up`, and the whole of `broadsheet notify --watch`. Runs and audits note their own
failures in the data folder (flows/hooks.py). What they cannot note is looked for here: in the folders of runs, in the
times of the schedule, and on Prefect's server, which may not answer.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from datetime import UTC, datetime, timedelta

from flows.service.prefect_api import NoAnswer, PrefectApi
from schemas.errors import BroadsheetError
from schemas.private_parts import without_secrets
from schemas.settings import Settings, load_settings
from tasks.files.locks import LockHeld
from tasks.logs import set_up
from tasks.notify import deliver, note_failure, read_ledger
from tasks.notify.incidents import Failure
from tasks.notify.watch import lost_run, lost_runs, overdue_schedule
from tasks.runs.recovery import stopped_runs

INTERVAL = 5.0
_LOOK_EVERY = 3
"""Deliveries between two looks."""
_PAST = timedelta(hours=1)
"""How far back Prefect's server is asked after a crash of `up`."""
_FLOWS = ("ingest", "analyse", "audit", "maintain", "replay", "backfill")
_CRASHED = ("Crashed", "Lost")


class FailureWatch:
    """Looks for failures without a report, from `since` on. Without `api` no server is asked."""

    def __init__(self, settings: Settings, since: datetime, api: PrefectApi | None, *, after_crash: bool) -> None:
        self._settings = settings
        self._since = since
        self._api = api
        self._asked_from = since - _PAST if after_crash else since
        # Runs that a person stopped together with `up` are no news.
        self._passed_over = set() if after_crash else {stop.run_id for stop in stopped_runs(settings)}

    def look(self, now: datetime) -> None:
        """Note what is found. Raises OSError, LockHeld, WarehouseBusy."""
        for failure in lost_runs(self._settings, now, self._passed_over):
            note_failure(failure, self._settings, flow=failure.key.partition("/")[2], state="Lost")
        if overdue := overdue_schedule(self._settings, self._since, now):
            note_failure(overdue, self._settings)
        if self._api:
            for flow, state, failure in self._on_server(now):
                note_failure(failure, self._settings, flow=flow, state=state)

    def _on_server(self, now: datetime) -> list[tuple[str, str, Failure]]:
        """Flow, state and failure of scheduled runs that failed. What a run noted itself is known by its id."""
        assert self._api is not None
        wanted = {
            "state": {"type": {"any_": ["FAILED", "CRASHED"]}},
            "tags": {"all_": ["broadsheet"]},
            "end_time": {"after_": self._asked_from.isoformat()},
        }
        try:
            runs = self._api.post("/flow_runs/filter", {"flow_runs": wanted, "sort": "END_TIME_DESC", "limit": 200})
        except NoAnswer:
            return []  # asked again from the same time on
        self._asked_from = now - timedelta(minutes=5)  # the server's clock, and runs that it was told of late
        return [found for run in runs if (found := _failure_of(run, now))]


def _failure_of(run: dict[str, object], now: datetime) -> tuple[str, str, Failure] | None:
    state, tags = str(run.get("state_name")), run.get("tags")
    flow = next((name for name in _FLOWS if isinstance(tags, list) and name in tags), "")
    if not flow or state == "SourceFailed":
        return None
    if state in _CRASHED:
        return flow, "Lost", lost_run(flow, str(run["id"]), now)
    of_run = run.get("state")
    message = str(of_run.get("message") or state) if isinstance(of_run, dict) else state
    is_gate = state == "QualityFailed"
    title = f"a quality gate closed in {flow}" if is_gate else f"{flow} failed"
    failure = Failure(
        key=f"{'gate' if is_gate else 'run'}/{flow}",
        id=str(run["id"]),
        title=title,
        what=message,
        cure="The log in logs/ says where.",
        at=now,
    )
    return flow, state, failure


def watch(settings: Settings, *, after_crash: bool) -> None:
    """Look and deliver until the process ends, and print what arrived and what went wrong, the latter once in a row."""
    api = PrefectApi(named, 20) if (named := os.environ.get("PREFECT_API_URL")) else None
    looks = FailureWatch(settings, datetime.now(UTC), api, after_crash=after_crash)
    printed = ""
    for rounds in itertools.count():
        wrong = _round(settings, looks if rounds % _LOOK_EVERY == 0 else None)
        if wrong and wrong != printed:
            print(wrong, flush=True)
        printed = wrong
        time.sleep(INTERVAL)


def _round(settings: Settings, looks: FailureWatch | None) -> str:
    """What went wrong in a round, without secrets."""
    now = datetime.now(UTC)
    try:
        if looks:
            looks.look(now)
        done = deliver(settings, now)
    except (BroadsheetError, OSError, LockHeld) as error:
        return without_secrets(f"{type(error).__name__}: {error}")
    for delivery in done:
        if not delivery.why:
            print(f"delivered to {delivery.name}: {delivery.subject}", flush=True)
    waiting = [f"{state.why}" for state in read_ledger(settings).addresses.values() if state.why]
    return "; ".join(f"not delivered: {why}" for why in waiting)


if __name__ == "__main__":
    given = load_settings()
    set_up(given)
    watch(given, after_crash="--after-crash" in sys.argv[1:])
