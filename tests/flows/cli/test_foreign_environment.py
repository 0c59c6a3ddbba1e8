"""What a forgotten shell or another project has left: a run works, or says at once which variable is in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.service.environment import for_server_of_ours, require_no_settings_files
from schemas.errors import UsageError
from tests.flows.commands import BROADSHEET

DEAD = "http://127.0.0.1:9"
with_a_server = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]


def test_variables_of_another_server_are_left_out_and_loopback_is_asked_directly():
    given = {
        "PATH": "/bin",
        "PREFECT_API_KEY": "pnu_x",
        "PREFECT_PROFILE": "cloud",
        "PREFECT_SERVER_API_BASE_PATH": "/v2",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql+asyncpg://db/prefect",
        "HTTPS_PROXY": "http://proxy.example:3128",
        "ALL_PROXY": "socks5://proxy.example:1080",
        "no_proxy": "intranet.example",
        "NO_PROXY": "other.example",
    }
    direct = "intranet.example,127.0.0.1,::1,localhost"
    proxied = {"HTTPS_PROXY": "http://proxy.example:3128", "no_proxy": direct, "NO_PROXY": direct}
    assert for_server_of_ours(given, is_temporary=True) == {"PATH": "/bin", **proxied}
    kept = "PREFECT_SERVER_DATABASE_CONNECTION_URL"
    assert for_server_of_ours(given, is_temporary=False) == {"PATH": "/bin", kept: given[kept], **proxied}
    assert for_server_of_ours({"NO_PROXY": "*", "HTTP_PROXY": "http://p"}, is_temporary=True)["no_proxy"] == "*"
    assert for_server_of_ours({"PATH": "/bin"}, is_temporary=True) == {"PATH": "/bin"}


@pytest.mark.parametrize(
    ("name", "content", "is_in_the_way"),
    [
        (".env", "PREFECT_API_URL=http://127.0.0.1:9/api\n", True),
        (".env", "DATABASE=x\n", False),
        ("prefect.toml", "[server]\n", True),
        ("pyproject.toml", "[tool.prefect.api]\nurl = 'x'\n", True),
        ("pyproject.toml", "[tool.ruff]\n", False),
    ],
)
def test_up_names_a_file_whose_settings_every_scheduled_run_would_take(
    name: str, content: str, is_in_the_way: bool, tmp_path: Path
):
    (tmp_path / name).write_text(content)
    if not is_in_the_way:
        require_no_settings_files(tmp_path)
        return
    with pytest.raises(UsageError, match=f"{name} has settings for Prefect"):
        require_no_settings_files(tmp_path)


@pytest.mark.parametrize("where", ["working folder", "PYTHONPATH"])
@pytest.mark.parametrize("words", [["status"], ["config"]])
def test_modules_of_others_with_names_of_ours_are_not_imported(where: str, words: list[str], tmp_path: Path):
    _modules_of_others(tmp_path)
    environment = os.environ | {"BROADSHEET_HOME": str(tmp_path / "data")}
    if where == "PYTHONPATH":
        environment["PYTHONPATH"] = str(tmp_path)
    done = subprocess.run(
        [BROADSHEET, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert "not ours" not in done.stdout + done.stderr
    assert done.returncode in {0, 2}, done.stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_no_file_gets_the_number_of_a_stream_that_the_shell_closed(closed: str, tmp_path: Path):
    opened = tmp_path / "opened.txt"
    script = f"""
import broadsheet_start, os, sys
with open({str(opened)!r}, "w") as file:
    print("an answer"), print("a message", file=sys.stderr), os.write(1, b"words of a library"), sys.stdin.read()
    file.write(str(file.fileno() > 2))
"""
    command = f"exec {sys.executable} -c '{script.replace(chr(39), chr(34))}' {closed}"
    subprocess.run(["/bin/sh", "-c", command], stdin=subprocess.DEVNULL, check=True, timeout=60)
    assert opened.read_text() == "True"


@pytest.mark.parametrize("options", ["ro", "size=4k"])
def test_without_room_for_semaphores_a_call_says_so_in_two_lines(options: str, tmp_path: Path):
    script = """
from schemas.errors import BroadsheetError
from schemas.settings import Settings
from tasks.clean.sandbox.pool import Sandbox
try:
    for _ in range(3):
        Sandbox(Settings())
except BroadsheetError as error:
    print(error)
"""
    mount = f"mount -t tmpfs -o {options} none /dev/shm && exec {sys.executable} -c '{script}'"
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "/bin/sh", "-c", mount],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip(f"needs the right to mount: {done.stderr.strip()}")
    what, cure = done.stdout.splitlines()
    assert what.startswith("no worker process can be started: ")
    assert what.endswith(", for a semaphore in /dev/shm")
    assert cure.startswith("Mount /dev/shm")


def _modules_of_others(folder: Path) -> None:
    for name in ("flows", "tasks", "schemas"):
        (folder / f"{name}.py").write_text("raise SystemExit('not ours')")


def test_a_worker_process_imports_none_of_them_either(tmp_path: Path):
    _modules_of_others(tmp_path)
    script = (
        "import broadsheet_start, flows\nfrom tasks.workers.step_process import StepProcess\nfrom "
        "tasks.chain.processes import *\n"
        "import subprocess, sys\n"
        "print(subprocess.run([sys.executable, '-m', 'tasks.feeds.process'], stdin=subprocess.DEVNULL).returncode)"
    )
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}"}
    done = subprocess.run(
        [sys.executable, "-P", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert "not ours" not in done.stdout + done.stderr
    assert done.returncode == 0, done.stderr


@pytest.mark.long
class TestRun:
    pytestmark = with_a_server

    @pytest.mark.parametrize(
        "variables",
        [
            {"HTTP_PROXY": DEAD, "HTTPS_PROXY": DEAD, "ALL_PROXY": "socks5://127.0.0.1:9", "http_proxy": DEAD},
            {
                "PREFECT_SERVER_API_BASE_PATH": "/v2",
                "PREFECT_SERVER_API_AUTH_STRING": "a:b",
                "PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql+asyncpg://127.0.0.1:9/none",
                "PREFECT_API_KEY": "pnu_of_the_cloud",
                "PREFECT_PROFILE": "none",
            },
            {"PYTHONWARNINGS": "error", "TZ": "Pacific/Apia", "LANG": "C", "LC_ALL": "C", "PYTHONOPTIMIZE": "2"},
            {"PYTHONIOENCODING": "ascii", "TMPDIR": "/nonexistent"},
            {"HOME": ""},
            {"PYTHONPATH": "{folder}"},
        ],
        ids=["proxies", "server", "python", "encoding", "home", "modules"],
    )
    def test_a_run_works_whatever_the_shell_has_set(self, variables: dict[str, str], process, page, tmp_path: Path):
        (tmp_path / "a.html").write_text(page("Der Küstenweg", "The quay"))
        for name in (".env", "prefect.toml"):
            (tmp_path / name).write_text("PREFECT_API_URL=http://127.0.0.1:9/api\nthis is not TOML")
        _modules_of_others(tmp_path)
        variables = {name: value.format(folder=tmp_path) for name, value in variables.items()}
        if variables.pop("HOME", None) is not None:
            process.environment = {name: value for name, value in process.environment.items() if name != "HOME"}
        answer = process("ingest", str(tmp_path / "a.html"), "--json", PREFECT_API_URL="", **variables)
        assert answer.code == 0, answer.err
        assert answer.json["outcomes"] == {"loaded": {"new": 1}}

    def test_a_named_server_that_is_dead_is_told_at_once(self, process, page, tmp_path: Path):
        (tmp_path / "a.html").write_text(page("Quay to be rebuilt", "The quay"))
        answer = process("ingest", str(tmp_path / "a.html"), PREFECT_API_URL=DEAD + "/api")
        assert (answer.code, "PREFECT_API_URL" in answer.err) == (5, True), answer.err
        assert "Traceback" not in answer.err
