"""`broadsheet up` where it cannot start: each says what is wrong and the cure, and leaves nothing behind."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.cli.operate import run_automations
from flows.service.claim import AlreadyUp, api_of_up, claimed, running_api
from flows.service.command import listening, run_up
from flows.service.plan import Options
from schemas.errors import SourceUnavailable, UsageError, WarehouseUnusable
from schemas.settings import Settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("BROADSHEET_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return tmp_path / "data"


def test_a_second_one_on_the_same_data_folder_is_told_of_the_first(home: Path):
    with claimed(Settings(home=home)) as tell:
        tell(Options(port=4444))
        with pytest.raises(
            AlreadyUp, match=r"already runs on .*: process \d+, Prefect at http://127.0.0.1:4444"
        ) as told:
            run_up(Options(port=0, page_port=0))
    assert told.value.exit_code == 6


def test_a_port_in_use_is_named(home: Path):
    with listening(0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} of 127.0.0.1: .*in use") as told:
            run_up(Options(port=0, page_port=port))
    assert "--page-port" in told.value.cure


def test_a_server_that_was_named_and_does_not_answer_is_named(home: Path, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(SourceUnavailable, match=r"no Prefect server answers at http://127.0.0.1:9/api"):
        run_up(Options(page_port=0))


def test_a_folder_that_cannot_be_made_is_named(monkeypatch):
    monkeypatch.setenv("BROADSHEET_HOME", "/proc/nowhere")
    with pytest.raises(WarehouseUnusable, match="/proc/nowhere"):
        run_up(Options(port=0, page_port=0))


def test_others_find_the_server_of_the_one_that_runs_and_none_once_it_is_gone(home: Path):
    settings = Settings(home=home)
    assert running_api(settings) is None
    with claimed(settings) as tell:
        tell(Options(port=4444))
        assert running_api(settings) == "http://127.0.0.1:4444/api"
    assert running_api(settings) is None
    (home / "private" / "up.json").write_text(json.dumps({"api": "http://left.example/api"}))
    assert running_api(settings) is None


def test_a_command_uses_its_server_where_that_answers(home: Path):
    class Healthy(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    settings, elsewhere = Settings(home=home), Settings(home=home / "elsewhere")
    with ThreadingHTTPServer(("127.0.0.1", 0), Healthy) as server, claimed(settings) as tell:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        tell(Options(port=server.server_port))
        assert api_of_up(settings) == f"http://127.0.0.1:{server.server_port}/api"
        assert api_of_up(elsewhere) == ""
        tell(Options(server=f"http://localhost:{server.server_port}/api"))
        assert api_of_up(settings) == "", "one that it was told of may want a key"
        server.shutdown()
        tell(Options(port=9))
        assert api_of_up(settings) == "", "nothing answers there"


def test_automations_need_a_server_that_is_named_and_answers(home: Path, monkeypatch):
    with pytest.raises(UsageError, match="no Prefect server to put automations on"):
        run_automations()
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with pytest.raises(SourceUnavailable, match=r"no Prefect server answers at http://127.0.0.1:9/api"):
        run_automations()
