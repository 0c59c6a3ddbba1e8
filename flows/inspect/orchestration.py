"""Does Prefect do its part: a server that answers, deployments with schedules that make runs, a worker that takes them?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version

from flows.inspect.findings import Finding, fail, ok, warn
from flows.service.claim import running_api
from flows.service.prefect_api import NoAnswer, PrefectApi
from schemas.private_parts import without_passwords
from schemas.settings import Settings

_FLOWS = ["ingest", "audit", "maintain"]
"""Of which deployments run by themselves."""
_CLOCKS_APART = timedelta(minutes=1)


def prefect(settings: Settings, now: datetime) -> Iterator[Finding]:
    """The server that PREFECT_API_URL names, else the one of the `up` that runs on this data folder."""
    api = os.environ.get("PREFECT_API_URL") or running_api(settings)
    if not api:
        yield ok("prefect", "no server is named (PREFECT_API_URL): commands bring their own, and nothing is scheduled")
        return
    server, shown = PrefectApi(api), without_passwords(api)
    try:
        theirs, headers = server.get("/admin/version")
        yield from _server(shown, str(theirs), headers, now)
        yield from _schedules(server)
    except NoAnswer as error:
        yield fail(
            "prefect", f"{shown} does not answer: {error}", "Start it (`broadsheet up`), or mend PREFECT_API_URL."
        )


def _server(shown: str, theirs: str, headers: dict[str, str], now: datetime) -> Iterator[Finding]:
    ours = version("prefect")
    if theirs != ours:
        yield warn("prefect", f"{shown} has version {theirs}, here is {ours}", "Bring both to one version.")
    else:
        yield ok("prefect", f"{shown} answers, version {theirs}")
    with suppress(KeyError, ValueError, TypeError):
        apart = abs(parsedate_to_datetime(headers["date"]) - now)
        if apart > _CLOCKS_APART:
            yield warn("clock", f"the server's clock is {apart} away from ours", "Let both be set by NTP.")


def _schedules(server: PrefectApi) -> Iterator[Finding]:
    named = {"flows": {"name": {"any_": _FLOWS}}}
    found = [d for d in server.post("/deployments/filter", named) if d["schedules"]]
    if not found:
        yield warn(
            "schedules",
            "no deployment of ours has a schedule",
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
        yield from _workers(server, pool)


def _runs(server: PrefectApi, deployments: list[str], names: list[str]) -> Iterator[Finding]:
    def count(state: str) -> int:
        states = {"flow_runs": {"state": {"name": {"any_": [state]}}}, "deployments": {"id": {"any_": deployments}}}
        return int(server.post("/flow_runs/count", states))

    if not count("Scheduled") and not count("Late"):
        cure = (
            "Deployed this minute? Wait one. Is every schedule paused? Else the server runs without its scheduler, or with"
            " SQLAlchemy 2.1, which makes no runs and says nothing."
        )
        yield fail("schedules", f"no run of {', '.join(names)} is scheduled", cure)
    else:
        yield ok("schedules", f"{', '.join(names)} have runs to come")
    if late := count("Late"):
        yield warn(
            "schedules", f"{late} runs are late: nobody takes them", "Start a worker, or see why it does not get on."
        )
    if stuck := count("Pending"):
        cure = "A worker that died while it took them: cancel them (`prefect flow-run cancel`); after 5 minutes they hold nothing."
        yield warn("schedules", f"{stuck} runs were taken and did not begin", cure)


def _workers(server: PrefectApi, pool: str) -> Iterator[Finding]:
    if server.get(f"/work_pools/{pool}")[0]["is_paused"]:
        yield warn(
            "worker", f"the work pool {pool} is paused", f"`prefect work-pool resume {pool}`, if nobody wants it so."
        )
    workers = server.post(f"/work_pools/{pool}/workers/filter", {"workers": {"status": {"any_": ["ONLINE"]}}})
    if workers:
        yield ok("worker", f"{len(workers)} at work in the pool {pool}")
    else:
        yield fail(
            "worker", f"nobody works in the pool {pool}", f"`broadsheet up`, or `prefect worker start --pool {pool}`."
        )
