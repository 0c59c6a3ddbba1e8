"""Nobody but the owner uses Prefect's API: not another local user, not a web page, not a name that leads here (DNS
rebinding).
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
from pathlib import Path

import httpx
import pytest

from flows.service.access import allowed_names, client_variables, refusal, stored_password
from flows.service.prefect_api import PrefectApi

RUN = {"name": "theirs", "flow_id": "00000000-0000-0000-0000-000000000000", "state": {"type": "SCHEDULED"}}
with_a_server = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]


def test_the_password_is_the_owners_alone_and_replaced_where_others_could_read_it(tmp_path: Path):
    password = stored_password(tmp_path / "server")
    file = tmp_path / "server" / "api-password"
    assert (file.stat().st_mode & 0o777, (tmp_path / "server").stat().st_mode & 0o777) == (0o600, 0o700)
    assert stored_password(tmp_path / "server") == password
    assert password.startswith("broadsheet:")
    assert len(password) > 50
    file.chmod(0o640)
    assert stored_password(tmp_path / "server") != password
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("127.0.0.1:4200", None, 0),
        ("localhost:4200", "http://localhost:4200", 0),
        ("localhost:4200", "http://127.0.0.1:4200", 0),
        ("[::1]:4200", None, 0),
        ("192.0.2.7:4280", "http://192.0.2.7:4280", 0),
        ("Prefect.Example", "https://prefect.example", 0),
        ("evil.example:4200", None, 421),
        ("evil.example", "http://evil.example", 421),
        ("127.0.0.1.evil.example", None, 421),
        ("localhost.", None, 421),
        ("", None, 421),
        ("[", None, 421),
        (None, None, 421),
        ("127.0.0.1:4200", "http://evil.example", 403),
        ("127.0.0.1:4200", "http://198.51.100.1", 403),
        ("127.0.0.1:4200", "null", 403),
        ("127.0.0.1:4200", "file://", 403),
    ],
)
def test_only_names_of_ours_and_pages_of_ours_are_answered(host: str | None, origin: str | None, status: int):
    names = allowed_names("prefect.example")
    found = refusal([] if host is None else [host], [] if origin is None else [origin], names)
    assert found == status


def test_two_hosts_in_one_request_are_none():
    assert refusal(["127.0.0.1", "evil.example"], [], allowed_names("")) == 421


class TestServer:
    pytestmark = with_a_server

    @pytest.fixture
    def address(self, api: str) -> str:
        return api.split(maxsplit=1)[0]

    def test_another_user_of_this_machine_without_the_password_reads_and_changes_nothing(self, address: str):
        for method, path in (("POST", "/flow_runs/"), ("POST", "/flow_runs/filter"), ("GET", "/admin/version")):
            answer = httpx.request(method, address + path, json=RUN if method == "POST" else None)
            assert answer.status_code in {401, 403}, path
        token = httpx.get(address + "/csrf-token", params={"client": "theirs"})
        assert token.status_code == 401
        guessed = httpx.get(address + "/admin/version", auth=("broadsheet", "password"))
        assert guessed.status_code == 401

    def test_a_page_of_another_site_is_refused_and_told_so_by_cors(self, address: str):
        evil = {"Origin": "http://evil.example"}
        preflight = {**evil, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
        asked = httpx.options(address + "/flow_runs/", headers=preflight)
        simple = httpx.post(address + "/flow_runs/", content=b"{}", headers={**evil, "Content-Type": "text/plain"})
        read = httpx.get(address + "/health", headers=evil)
        assert [answer.status_code for answer in (asked, simple, read)] == [403, 403, 403]
        assert not any("access-control-allow-origin" in answer.headers for answer in (asked, simple, read))

    def test_another_page_of_this_machine_may_read_nothing_and_one_of_its_own_may(self, address: str):
        port = address.split(":")[2].removesuffix("/api")
        theirs, own = (
            httpx.get(address + "/health", headers={"Origin": f"http://localhost:{number}"}) for number in ("1", port)
        )
        assert "access-control-allow-origin" not in theirs.headers
        assert own.headers["access-control-allow-origin"] == f"http://localhost:{port}"

    def test_a_name_that_was_made_to_lead_here_is_refused(self, address: str, prefect: httpx.Client):
        for headers in ({"Host": "evil.example"}, {"Host": "evil.example", "Origin": "http://evil.example"}):
            answer = prefect.get(address + "/admin/version", headers=headers)
            assert (answer.status_code, "allowed_hosts" in answer.text) == (421, True)

    def test_a_web_socket_is_refused_as_well(self, address: str):
        from websockets.exceptions import ConnectionClosed, InvalidStatus
        from websockets.sync.client import connect

        where = address.replace("http", "ws") + "/events/out"
        for headers in ({"Origin": "http://evil.example"},):
            with pytest.raises(InvalidStatus, match="403"):
                connect(where, additional_headers=headers, subprotocols=["prefect"], proxy=None)  # type: ignore[list-item]
        with connect(where, subprotocols=["prefect"], proxy=None) as stranger:  # type: ignore[list-item]
            stranger.send('{"type": "auth", "token": "guessed"}')
            with pytest.raises(ConnectionClosed, match="1008"):
                stranger.recv()

    def test_without_a_csrf_token_the_password_changes_nothing_and_our_client_asks_for_one(self, api: str):
        address, _, password = api.split()
        user, _, word = password.partition(":")
        assert httpx.post(address + "/flow_runs/count", json={}, auth=(user, word)).status_code == 403
        assert isinstance(PrefectApi(address, password=password).post("/flow_runs/count", {}), int)

    def test_no_flow_run_brings_a_command_a_folder_or_an_environment(self, prefect: httpx.Client, tmp_path: Path):
        from prefect.workers.process import ProcessJobConfiguration

        from flows.service.prepare import job_template

        template = job_template(tmp_path)
        hostile = {
            "command": "touch /tmp/owned",
            "working_dir": "/tmp",
            "env": {"LD_PRELOAD": "/tmp/evil.so"},
            "env.PYTHONPATH": "/tmp",
        }
        flow = prefect.post("/flows/", json={"name": "ingest"}).json()["id"]
        pool = {"name": "theirs", "type": "process", "base_job_template": template}
        prefect.post("/work_pools/", json=pool).raise_for_status()
        there = {"name": "ours", "flow_id": flow, "work_pool_name": "theirs"}
        try:
            made = prefect.post("/deployments/", json=there).raise_for_status().json()["id"]
            for name, value in hostile.items():
                answer = prefect.post(f"/deployments/{made}/create_flow_run", json={"job_variables": {name: value}})
                assert answer.status_code in {409, 422}, (name, answer.text)
            assert prefect.post(f"/deployments/{made}/create_flow_run", json={}).status_code == 201
            # Prefect checks no change of a deployment: there it is the worker that has no place for them.
            prefect.patch(f"/deployments/{made}", json={"job_variables": hostile})
            job = asyncio.run(ProcessJobConfiguration.from_template_and_values(template, hostile, client=object()))  # type: ignore[arg-type]
            assert (job.command, job.env, job.working_dir) == (None, {}, tmp_path)  # type: ignore[attr-defined]
        finally:
            prefect.delete("/work_pools/theirs")


def test_what_is_bound_to_a_port_is_told_from_outside(tmp_path: Path):
    """A server in a container without a password does not begin."""
    import subprocess
    import sys

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = ["-P", "-m", "flows.service.prefect_server", "--host", "127.0.0.1", "--port", port]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, *words],
        env=environment | {"PREFECT_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "PREFECT_SERVER_API_AUTH_STRING" in done.stderr


def test_the_certificate_that_prefects_clients_read_vouches_for_nothing() -> None:
    context = ssl.create_default_context(cafile=client_variables("user:word")["PREFECT_API_SSL_CERT_FILE"])
    assert context.cert_store_stats() == {"x509": 1, "crl": 0, "x509_ca": 0}
