"""Each automation of flows/service/automations made to fire once, and what a webhook gets of it.

    python -m drills.automations [--folder FOLDER]

`broadsheet up` on a warehouse with a past in which one source fell silent and one run lost a candidate; a block for a
webhook on this machine; then an audit of yesterday, a run with a check that cannot be evaluated, one with a setting
that is wrong, and one whose process and worker are killed while it waits for a page that never comes. Takes about five
minutes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

import duckdb

from flows.service.access import client_variables
from flows.service.claim import named_api
from flows.service.prefect_api import PrefectApi
from flows.service.reaper import RUN, marked_by
from schemas.settings import PROJECT, Settings
from tests.histories import History, make

BROADSHEET = str(Path(sys.executable).with_name("broadsheet"))
SILENT = """
UPDATE article_versions SET loaded_at = current_date - INTERVAL 14 DAY WHERE loaded_at > current_date - INTERVAL 14 DAY
AND article_id IN (SELECT article_id FROM articles JOIN sources USING (source_id) WHERE name = 'radio-estuary')
"""
LOST = (
    "INSERT INTO ops.runs BY NAME SELECT 'run-lost' AS run_id, 'ingest' AS flow, [] AS inputs, now() AS"
    " started_at, now() AS ended_at, 'completed' AS status, 1 AS discovered, false AS resumed, [] AS warnings"
)
BROKEN = """
checks:
  - id: kind_as_a_number
    expectation: ExpectColumnValuesToBeBetween
    arguments: {column: page_kind, min_value: 3}
    severity: info
    action: flag
    reason: A column of words is compared with a number.
"""


class Hook(BaseHTTPRequestHandler):
    """Keeps what is posted; a page of it never comes."""

    bodies: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        self.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        if self.path == "/robots.txt":
            self.send_error(404)
        else:
            time.sleep(600)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def up(folder: Path, port: int) -> Iterator[PrefectApi]:
    """Prefect's API below a running `broadsheet up`. Its runs read `folder/broadsheet.toml`."""
    (folder / "broadsheet.toml").write_text("")
    environment = os.environ | {
        "BROADSHEET_HOME": str(folder / "data"),
        "BROADSHEET_SOURCES_FILE": str(folder / "sources.yaml"),
        "BROADSHEET_ALLOW_CIDRS": '["127.0.0.0/8"]',
        "BROADSHEET_ALLOW_PORTS": f"[{port}]",
    }
    environment.pop("PREFECT_API_URL", None)
    command = [BROADSHEET, "up", "--port", "0", "--page-port", "0", "--every", "1440", "--grace", "0"]
    with (folder / "up.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stderr=log)
    try:
        wait(lambda: "stops all of it" in (folder / "up.log").read_text(), 240)
        api = named_api(Settings(home=folder / "data"))
        assert api is not None
        yield api
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def wait(true: Callable[[], object], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise SystemExit("it did not happen in time")
        time.sleep(0.2)


async def save_block(port: int) -> None:
    from prefect.blocks.notifications import CustomWebhookNotificationBlock  # noqa: PLC0415 - after PREFECT_API_URL is set

    block = CustomWebhookNotificationBlock(
        name="news", url=f"http://127.0.0.1:{port}/hook", json_data={"title": "{{subject}}", "text": "{{body}}"}
    )
    await block.save("news", overwrite=True)


async def run(folder: Path, deployment: str, parameters: dict[str, Any], **settings: str) -> str:
    """The id of the flow run. `settings` are for this run and those after it, up to the next call."""
    from prefect.deployments import run_deployment  # noqa: PLC0415

    lines = [f"{name} = {json.dumps(value)}\n" for name, value in settings.items()]
    (folder / "broadsheet.toml").write_text("".join(lines))
    # A coroutine here, as there is a running loop.
    begun: Any = await run_deployment(deployment, parameters=parameters, timeout=0)  # type: ignore[misc]
    return str(begun.id)


async def ended(run_id: str) -> None:
    from prefect.flow_runs import wait_for_flow_run  # noqa: PLC0415 - after PREFECT_API_URL is set

    await wait_for_flow_run(UUID(run_id), timeout=120)


def fired(expected: dict[str, int], seconds: float, run_id: str = "") -> None:
    """Print what the webhook got, once there is as much of it as expected, by how its titles end, and it names the run;
    then forget it.
    """
    begun = time.monotonic()

    def counts() -> dict[str, int]:
        return {end: sum(body["title"].endswith(end) for body in Hook.bodies) for end in expected}

    def is_told() -> bool:
        return any(run_id in body["text"] for body in Hook.bodies)

    wait(lambda: is_told() and all(count >= expected[end] for end, count in counts().items()), seconds)
    waited = time.monotonic() - begun
    time.sleep(8)  # what comes a second time would come now
    for body in Hook.bodies:
        print(json.dumps(body, ensure_ascii=False))
    twice = sum(counts().values()) - sum(expected.values())
    print(f"  after {waited:.0f} s; more often than expected: {twice}\n", flush=True)
    Hook.bodies.clear()


def kill_run_and_worker(home: Path) -> None:
    """The worker first: it would notice the death of the run and tell it."""
    mine = marked_by(f"BROADSHEET_HOME={home}".encode())
    runs = [pid for pid in mine if RUN in Path(f"/proc/{pid}/environ").read_bytes()]
    worker = [pid for pid in mine if b"\0worker\0start" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    for pid in (*worker, *runs):
        os.kill(pid, signal.SIGKILL)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    hook = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=hook.serve_forever, daemon=True).start()
    port = hook.server_address[1]
    with tempfile.TemporaryDirectory() as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        settings = Settings(home=folder / "data")
        past = History(today=datetime.now(UTC).date())
        make(settings.home, past)
        with duckdb.connect(str(settings.warehouse)) as database:
            for change in (SILENT, LOST):
                database.execute(change)
        shutil.copy(settings.warehouse, settings.snapshot)
        # Declared, for of others nobody expects anything; files, for there is no web here to ask.
        (folder / "nothing").mkdir()
        declared = [{"name": name, "kind": "files", "location": str(folder / "nothing")} for name in past.names]
        (folder / "sources.yaml").write_text(json.dumps({"sources": declared}))
        (folder / "broken.yaml").write_text(BROKEN)
        with up(folder, port) as api:
            os.environ |= {"PREFECT_API_URL": api.address, "PREFECT_LOGGING_LEVEL": "WARNING"}
            os.environ |= client_variables(api.password)
            asyncio.run(save_block(port))
            done = subprocess.run(
                [BROADSHEET, "automations", "--notify", "custom-webhook/news"],
                check=True,
                capture_output=True,
                text=True,
            )
            print(done.stderr)
            print("an audit of yesterday:", flush=True)
            asyncio.run(run(folder, "audit/audit", {}))
            fired({"radio-estuary is silent": 1, "outcomes_add_up fails": 1, "gate closed": 1}, 120)
            print("a run with a check that cannot be evaluated:", flush=True)
            pages = str(PROJECT / "seeds" / "north-ledger")
            asyncio.run(run(folder, "ingest/ingest", {"inputs": [pages]}, checks_file=str(folder / "broken.yaml")))
            fired({"gate closed": 1}, 120)
            print("a run with a setting that is wrong, and another:", flush=True)
            failed = asyncio.run(run(folder, "ingest/ingest", {"inputs": [pages]}, clean_workers="many"))
            wait(lambda: Hook.bodies, 120)
            again = asyncio.run(run(folder, "ingest/ingest", {"inputs": [pages]}, clean_workers="many"))
            asyncio.run(ended(again))
            fired({" failed": 1}, 120, failed)
            print("a run whose process and worker are killed:", flush=True)
            killed = asyncio.run(run(folder, "ingest/ingest", {"inputs": [f"http://127.0.0.1:{port}/never"]}))
            runs = folder / "data" / "runs"
            wait(lambda: [1 for file in runs.glob("*/state.json") if "/never" in file.read_text()], 120)
            time.sleep(15)
            kill_run_and_worker(settings.home)
            # By then every earlier run that was taken for lost, and was not, would have been told too.
            fired({"was lost": 1}, 300, killed)


if __name__ == "__main__":
    main()
