"""What `doctor` examines of the work: claims of runs, runs that wait, files that were never finished, and Prefect's
schedules and workers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from urllib.parse import urlsplit

from flows.inspect.findings import DoctorFinding, fail, ok, warn
from flows.inspect.under_way import is_asleep, unfinished_runs
from flows.service.access import THIS_MACHINE
from flows.service.claim import named_api, running
from flows.service.prefect_api import NoAnswer, PrefectApi
from schemas.private_parts import without_secrets
from schemas.settings import MEGABYTE, Settings
from tasks.maintain.drafts import abandoned_drafts
from tasks.notify import read_ledger, require_usable_addresses
from tasks.report.said import count
from tasks.runs.scheduled import SCHEDULED, last_failures
from tasks.runs.state import read_part

_LONG = timedelta(hours=6)
_LONG_WRITING = timedelta(minutes=10)
_MISSED_HEARTBEATS = 2
_CLOCKS_APART = timedelta(minutes=1)


def claims(settings: Settings, now: datetime) -> Iterator[DoctorFinding]:
    """Whether a process holds what it claimed and does nothing. The claims of a dead process are gone with its lock."""
    unfinished = unfinished_runs(settings)
    if unfinished.unknown:
        yield fail(
            "claims", unfinished.unknown, "Wake that process up (fg, kill -CONT) or end it: until then no run begins."
        )
    writer = unfinished.writer
    if writer and (is_asleep(writer) or now - writer.since > _LONG_WRITING):
        words = f"{writer} holds the warehouse{' and is stopped' if is_asleep(writer) else ''}"
        yield warn("claims", words, "Wake it up (fg, kill -CONT) or end it: nobody else can load.")
    for run in unfinished.carried:
        who = f"run {run['run_id']}, process {run['process']} on {run['host']}"
        if run["is_asleep"]:
            cure = "Wake it up (fg, kill -CONT) or end it: the next run completes what it began."
            yield warn("claims", f"{who} is stopped, and holds {', '.join(run['asks']) or 'nothing yet'}", cure)
        elif run["since"] and now - run["since"] > _LONG:
            cure = "`broadsheet status` shows its progress, the log in logs/ what it does."
            yield warn("claims", f"{who} has been running since {run['since']:%Y-%m-%d %H:%M} UTC", cure)
        else:
            yield ok("claims", f"{who} asks {', '.join(run['asks'][:5]) or 'nothing yet'}")
    if not unfinished.carried and not unfinished.unknown and not writer:
        yield ok("claims", "no process holds anything")


def runs(settings: Settings, now: datetime) -> Iterator[DoctorFinding]:
    unfinished = unfinished_runs(settings)
    for run in unfinished.waiting:
        cure = "The next run completes it."
        if read_part(settings.runs / run["run_id"], "failure"):
            cure += f" To try at once: touch {settings.runs}/{run['run_id']}/try-now"
        yield warn("runs", f"{run['run_id']} waits, {run['standing']}: {run['why']}", cure)
    for run_id in unfinished.set_aside:
        folder = settings.set_aside / run_id
        yield warn(
            "runs",
            f"{run_id} was given up; its files are in {folder}",
            "why.txt there says why; remove the folder when you have read it.",
        )
    drafts = abandoned_drafts(settings, now)
    if drafts:
        size = sum(draft.bytes for draft in drafts) / MEGABYTE
        words = f"{len(drafts)} files were never finished ({size:,.1f} MB)"
        yield warn("runs", words, "`broadsheet maintain` removes them.")
    if not (unfinished.waiting or unfinished.set_aside or drafts):
        yield ok("runs", "no run waits, and no file is unfinished")


def failures(settings: Settings, _: datetime) -> Iterator[DoctorFinding]:
    for failure in last_failures(settings):
        words = f"the last scheduled {failure.flow} failed {failure.at:%Y-%m-%d %H:%M} UTC: {failure.what}"
        yield fail("failures", words, f"{failure.cure} The next run that ends well removes this line.".strip())


def notify(settings: Settings, _: datetime) -> Iterator[DoctorFinding]:
    """Raises UsageError for an address that no service has; `doctor` prints it."""
    require_usable_addresses(settings)
    if not settings.notify:
        return
    yield ok("notify", f"{len(settings.notify_addresses)} addresses, {len(settings.notify_blocks)} blocks of Prefect")
    ledger = read_ledger(settings)
    for number, address in enumerate(ledger.addresses.values(), 1):
        if address.why:
            words = f"address {number} was not reached, {count(address.tries, 'time')} in a row: {address.why}"
            yield warn("notify", words, "Messages wait for it. `broadsheet notify --test` tries it.")


def prefect(settings: Settings, now: datetime) -> Iterator[DoctorFinding]:
    """The server that PREFECT_API_URL names, else the one of the `up` that runs on this data folder."""
    server = named_api(settings)
    if server is None:
        yield ok("prefect", "no server is named (PREFECT_API_URL): commands bring their own, and nothing is scheduled")
        return
    shown, up = without_secrets(server.address), running(settings)
    if up and not up.get("is_ready", True) and not os.environ.get("PREFECT_API_URL"):
        yield warn("prefect", "`broadsheet up` is starting: nothing is scheduled yet", "Wait a minute, and ask again.")
        return
    try:
        theirs, headers = server.get("/admin/version")
        yield from _server(shown, str(theirs), headers, now)
        yield from _schedules(server, now)
    except NoAnswer as error:
        if os.environ.get("PREFECT_API_URL"):
            cure = "Start it (`broadsheet up`), or correct PREFECT_API_URL."
        elif urlsplit(server.address).hostname in THIS_MACHINE:
            cure = "`broadsheet up` starts it again in seconds; if not, end `up`, look at its logs, and start it again."
        else:
            cure = "Start `broadsheet up` on that machine again: this one has joined it, and goes on then."
        yield fail("prefect", f"{shown} does not answer: {error}", cure)


def _server(shown: str, theirs: str, headers: dict[str, str], now: datetime) -> Iterator[DoctorFinding]:
    ours = version("prefect")
    if theirs != ours:
        yield warn("prefect", f"{shown} has version {theirs}, here is {ours}", "Bring both to one version.")
    else:
        yield ok("prefect", f"{shown} answers, version {theirs}")
    with suppress(KeyError, ValueError, TypeError):
        apart = abs(parsedate_to_datetime(headers["date"]) - now)
        if apart > _CLOCKS_APART:
            yield warn("clock", f"the server's clock is {apart} away from ours", "Let both be set by NTP.")


def _schedules(server: PrefectApi, now: datetime) -> Iterator[DoctorFinding]:
    named = {"flows": {"name": {"any_": [*SCHEDULED]}}}
    found = [d for d in server.post("/deployments/filter", named) if d["schedules"]]
    if not found:
        yield warn(
            "schedules",
            "no deployment of Broadsheet has a schedule",
            "`broadsheet up`, or `prefect --no-prompt deploy --all`.",
        )
        return
    for deployment in found:
        if deployment["paused"] or not any(schedule["active"] for schedule in deployment["schedules"]):
            cure = f"`prefect deployment schedule resume`, or pause it for good by removing it: {deployment['name']}."
            yield warn("schedules", f"{deployment['name']} is paused", cure)
    ids = [deployment["id"] for deployment in found]
    yield from _runs(server, ids, [deployment["name"] for deployment in found])
    for pool in sorted({deployment["work_pool_name"] for deployment in found} - {None}):
        yield from _workers(server, pool, now)


def _runs(server: PrefectApi, deployments: list[str], names: list[str]) -> Iterator[DoctorFinding]:
    def counted(state: str) -> int:
        states = {"flow_runs": {"state": {"name": {"any_": [state]}}}, "deployments": {"id": {"any_": deployments}}}
        return int(server.post("/flow_runs/count", states))

    if not counted("Scheduled") and not counted("Late"):
        cure = (
            "Deployed this minute? Wait one. Is every schedule paused? Else the server runs without its scheduler, or"
            " with SQLAlchemy 2.1, which makes no runs and says nothing."
        )
        yield fail("schedules", f"no run of {', '.join(names)} is scheduled", cure)
    else:
        yield ok("schedules", f"{', '.join(names)} have runs to come")
    if late := counted("Late"):
        yield warn(
            "schedules", f"{late} runs are late: no worker takes them", "Start a worker, or find out why it is stuck."
        )
    if stuck := counted("Pending"):
        cure = (
            "A worker that died while it took them: cancel them (`prefect flow-run cancel`); after 5 minutes"
            " they hold nothing."
        )
        yield warn("schedules", f"{stuck} runs were taken by a worker and did not begin", cure)


def _is_alive(worker: dict[str, object], now: datetime) -> bool:
    """Whether it has sent a heartbeat in time. The server calls one that was killed online for minutes more."""
    try:
        last = datetime.fromisoformat(str(worker["last_heartbeat_time"]))
    except (KeyError, ValueError):
        return True
    every = worker.get("heartbeat_interval_seconds")
    return now - last <= _MISSED_HEARTBEATS * timedelta(seconds=every if isinstance(every, (int, float)) else 30)


def _workers(server: PrefectApi, pool: str, now: datetime) -> Iterator[DoctorFinding]:
    if server.get(f"/work_pools/{pool}")[0]["is_paused"]:
        yield warn(
            "worker",
            f"the work pool {pool} is paused",
            f"`prefect work-pool resume {pool}`, if it was not paused on purpose.",
        )
    found = server.post(f"/work_pools/{pool}/workers/filter", {"workers": {"status": {"any_": ["ONLINE"]}}})
    alive = [worker for worker in found if _is_alive(worker, now)]
    if alive:
        yield ok("worker", f"{len(alive)} online in the pool {pool}")
    else:
        yield fail(
            "worker",
            f"no worker is online in the pool {pool}",
            f"`broadsheet up`, or `prefect worker start --pool {pool}`.",
        )
