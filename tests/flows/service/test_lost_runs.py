"""A run that the server counts as lost is ended, also where it ignores a polite signal; other runs are left alone."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from flows.service.lost_runs import LostRuns
from flows.service.prefect_api import PrefectApi
from flows.service.reaper import MARK

STATES = {"lost-one": "Lost", "other-one": "Running"}


class _Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"state": {"name": STATES[self.path.rpartition("/")[2]]}}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def api() -> Iterator[PrefectApi]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield PrefectApi(f"http://127.0.0.1:{server.server_port}/api")
        server.shutdown()


@contextmanager
def process(run_id: str, mark: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of a flow run that ignores SIGTERM."""
    words = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(600)"
    env = os.environ | {MARK: mark, "PREFECT__FLOW_RUN_ID": run_id}
    with subprocess.Popen([sys.executable, "-c", words], env=env, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        started.stdout.readline()
        try:
            yield started
        finally:
            started.kill()


@pytest.mark.long
def test_the_process_of_a_lost_run_is_ended_and_that_of_another_goes_on(api):
    mark = f"test-{os.getpid()}"
    lost_runs = LostRuns(mark, api)
    with process("lost-one", mark) as lost, process("other-one", mark) as other:
        lost_runs.end_lost()
        assert lost.wait(30) == -9
        assert other.poll() is None
    assert lost_runs.new() == [
        "run lost-one was marked as lost and still lived: it was ended, its sources are free",
    ]
    assert lost_runs.new() == []
