"""`python -m flows.service.prepare [--every MINUTES] [--own]`: prepare a Prefect server for the worker.

Create the work pool, the deployments of prefect.yaml and the automations. On our own server (`--own`) also end the runs
whose processes ended with an earlier `up`.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import yaml
from cronsim import CronSim
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import ObjectNotFound
from prefect.states import Cancelled, Crashed
from prefect.workers.process import ProcessWorker

from flows.service.automations import put_automations
from flows.service.claim import paused_file
from flows.service.plan import POOL, WARNING
from schemas.errors import BroadsheetError, UsageError
from schemas.settings import PROJECT, Settings, load_settings
from tasks.runs.scheduled import write_schedule

_LOOKED_AHEAD = 100
"""Runs of a schedule that are looked at for the longest time between two."""


async def prepare(every: int | None, *, is_ours: bool, groups: int = 1) -> None:
    """Prepare the server at PREFECT_API_URL. `every`: minutes between two runs of ingest. `is_ours`: only this `up`,
    and those that join it, use it. `groups`: deployments of ingest among which the sources are dealt.
    """
    settings = load_settings()
    async with get_client() as client:
        await _open_pool(client, settings)
        names = _deploy(every, groups)
        await _remove_other_groups(client, names)
        await _put_automations(client)
        if is_ours:
            if not settings.catalogue:  # else a machine that joined may have one under way
                await _end_lost_runs(client)
            await _pass_over_missed_runs(client, datetime.now(UTC))
        for name in names:
            await _ask_at_once(client, name, datetime.now(UTC))


async def _put_automations(client: PrefectClient) -> None:
    """A block can only be made on a server that runs: where it is missing, `up` starts all the same, and says so."""
    try:
        await put_automations(client, load_settings().notify_blocks)
    except UsageError as error:
        await put_automations(client)
        print(f"{WARNING}{error.what}: its automations send nothing. {error.cure}", flush=True)


async def _open_pool(client: PrefectClient, settings: Settings) -> None:
    # Runs begin in a folder that every machine has.
    template = job_template(settings.shared if settings.catalogue and settings.shared else Path.cwd())
    try:
        pool = await client.read_work_pool(POOL)
    except ObjectNotFound:
        await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
    else:
        if pool.base_job_template != template:
            await client.update_work_pool(POOL, WorkPoolUpdate(base_job_template=template))
    note = paused_file(settings)
    if note.exists():
        # An earlier `up` paused the pool and was killed before it could resume it.
        await client.update_work_pool(POOL, WorkPoolUpdate(is_paused=False))
        note.unlink()


def job_template(folder: Path) -> dict[str, Any]:
    """How the worker starts a flow run: with Prefect's own command, in this folder.

    There are no variables, so no flow run, deployment or automation can name a command, a folder or an environment of
    its own: the server refuses job variables, and the worker has no place for them. `env` is left out, because Prefect
    merges job variables into an `env` that is there; what a run needs, the worker has in its own environment.
    """
    template = ProcessWorker.get_default_base_job_template()
    fixed: dict[str, Any] = {
        "command": None,
        "working_dir": str(folder),
        "labels": {},
        "name": None,
        "stream_output": True,
    }
    new = sorted(template["job_configuration"].keys() - fixed.keys() - {"env"})
    if new:
        raise BroadsheetError(
            f"the job template of Prefect's process worker has {', '.join(new)}, which is not known here",
            "Use the version of Prefect that the lock file names.",
        )
    return {
        "job_configuration": fixed,
        "variables": {"type": "object", "properties": {}, "additionalProperties": False},
    }


def _deploy(every: int | None, groups: int) -> list[str]:
    """The names of the deployments of ingest."""
    with tempfile.TemporaryDirectory() as folder:
        file = deployments_file(Path(folder), every, groups)
        words = ["prefect", "--no-prompt", "deploy", "--all", "--prefect-file", str(file)]
        command = [sys.executable, "-P", "-m", *words]
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        print(words_of(done.stdout, done.returncode), flush=True)
        done.check_returncode()
        names = ingest_names(groups)
        write_schedule(interval_of(file, names[0], datetime.now(UTC)), load_settings())
        return names


def ingest_names(groups: int) -> list[str]:
    """What the deployments of ingest are called: `ingest`, or `ingest-1-of-2` and `ingest-2-of-2`."""
    return [f"ingest-{number}-of-{groups}" for number in range(1, groups + 1)] if groups > 1 else ["ingest"]


async def _remove_other_groups(client: PrefectClient, wanted: list[str]) -> None:
    """Deployments of ingest of an earlier `up` with another number of groups."""
    of_ingest = FlowFilter(name=FlowFilterName(any_=["ingest"]))
    for deployment in await client.read_deployments(flow_filter=of_ingest):
        if re.fullmatch(r"ingest(-\d+-of-\d+)?", deployment.name) and deployment.name not in wanted:
            await client.delete_deployment(deployment.id)


def deployments_file(folder: Path, every: int | None, groups: int = 1) -> Path:
    """The file to deploy from: prefect.yaml, or a copy in `folder` in which ingest runs every `every` minutes, and once
    for each group of sources.
    """
    ours = _prefect_file()
    if every is None and groups == 1:
        return ours
    content = yaml.safe_load(ours.read_text(encoding="utf-8"))
    [ingest] = [one for one in content["deployments"] if one["name"] == "ingest"]
    if every is not None:
        (schedule,) = ingest["schedules"]
        ingest["schedules"] = [{"slug": schedule["slug"], "interval": 60 * every}]
    dealt = [
        ingest | {"name": name, "parameters": ingest["parameters"] | {"group": name.removeprefix("ingest-")}}
        for name in ingest_names(groups)
    ]
    others = [one for one in content["deployments"] if one is not ingest]
    content["deployments"] = [*(dealt if groups > 1 else [ingest]), *others]
    file = folder / "prefect.yaml"
    file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return file


def interval_of(file: Path, name: str, now: datetime) -> timedelta:
    """The longest time between two of the next runs of a deployment in this file."""
    deployments = yaml.safe_load(file.read_text(encoding="utf-8"))["deployments"]
    [(schedule,)] = [one["schedules"] for one in deployments if one["name"] == name]
    if "interval" in schedule:
        return timedelta(seconds=schedule["interval"])
    times = islice(CronSim(schedule["cron"], now), _LOOKED_AHEAD)
    return max(later - earlier for earlier, later in pairwise(times))


def _prefect_file() -> Path:
    """The one of the checkout; without a checkout, the copy that the wheel has beside this module."""
    checkout = PROJECT / "prefect.yaml"
    return checkout if checkout.exists() else Path(__file__).with_name("prefect.yaml")


def words_of(deploying: str, code: int) -> str:
    """What the log says after `prefect deploy`: not its advice to start a worker, because `up` starts one."""
    if code:
        return deploying
    return "all deployments of prefect.yaml are on the server; `broadsheet up` starts the worker that runs them"


async def _runs(client: PrefectClient, *kinds: StateType) -> list[FlowRun]:
    return await client.read_flow_runs(
        flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[*kinds]))),
        work_pool_filter=WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL])),
    )


async def _end_lost_runs(client: PrefectClient) -> None:
    """Mark every unfinished run as crashed. None can be alive: the worker of this server starts after this program."""
    crashed: State[None] = Crashed(
        message="Its process ended together with `broadsheet up`; the next run takes over what it had."
    )
    for run in await _runs(client, StateType.RUNNING, StateType.PENDING, StateType.CANCELLING):
        await client.set_flow_run_state(run.id, crashed, force=True)


async def _pass_over_missed_runs(client: PrefectClient, now: datetime) -> None:
    """Cancel the runs that a deployment missed while `up` did not run, except the latest: it does the work of all."""
    missed: dict[object, list[FlowRun]] = {}
    for run in await _runs(client, StateType.SCHEDULED):
        if run.expected_start_time and run.expected_start_time < now:
            missed.setdefault(run.deployment_id, []).append(run)
    passed_over: State[None] = Cancelled(
        name="Missed", message="`broadsheet up` was not running then; a later run does its work."
    )
    for runs in missed.values():
        for run in sorted(runs, key=lambda run: str(run.expected_start_time))[:-1]:
            await client.set_flow_run_state(run.id, passed_over, force=True)


async def _ask_at_once(client: PrefectClient, name: str, now: datetime) -> None:
    """Let ingest run now and not only at its next time, unless a run that was missed is going to, or it is paused.

    `name`: of its deployment.
    """
    deployment = await client.read_deployment_by_name(f"ingest/{name}")
    is_waiting = any(
        run.deployment_id == deployment.id and run.expected_start_time and run.expected_start_time <= now
        for run in await _runs(client, StateType.SCHEDULED)
    )
    if not is_waiting and not deployment.paused:
        await client.create_flow_run_from_deployment(deployment.id)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int)
    parser.add_argument("--own", action="store_true")
    parser.add_argument("--groups", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(prepare(given.every, is_ours=given.own, groups=given.groups))


if __name__ == "__main__":
    main()
