"""Where no Prefect server is named, a temporary one comes and goes with the command."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from flows.service.kept_server import find_kept_server
from flows.service.prefect_server import serving
from tasks.files.atomic import read_note, write_note

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.slow]


def test_a_run_without_a_server_brings_its_own_and_leaves_nothing_behind(process, page, tmp_path: Path):
    (tmp_path / "a.html").write_text(page("Quay to be rebuilt", "The quay"))
    # Its database is the session's, which is made already: making one takes 20 s.
    answer = process("ingest", str(tmp_path / "a.html"), "--json", PREFECT_API_URL="")
    assert answer.code == 0, answer.err
    assert answer.json["outcomes"] == {"loaded": {"new": 1}}
    assert answer.err == "starting Prefect …\n"
    for _ in range(100):
        if not process.still_running():
            return
        time.sleep(0.1)
    raise AssertionError(process.still_running())


@pytest.fixture
def own_environment():
    before = dict(os.environ)
    os.environ.pop("PREFECT_API_URL", None)
    os.environ.pop("PREFECT_HOME", None)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.mark.usefixtures("own_environment")
@pytest.mark.parametrize("given", [None, "true"])
def test_neither_server_nor_client_calls_home_unless_a_person_says_so(tmp_path: Path, given: str | None):
    name = "PREFECT_SERVER_ANALYTICS_ENABLED"
    os.environ.pop(name, None)
    if given:
        os.environ[name] = given
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = set(children.read_text().split())
    with serving(tmp_path / "prefect"):
        [child] = set(children.read_text().split()) - before
        started = Path(f"/proc/{child}/environ").read_bytes().split(b"\0")
    assert f"{name}={given or 'false'}".encode() in started
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert b"DO_NOT_TRACK=1" in started


@pytest.mark.usefixtures("own_environment")
def test_a_kept_server_serves_the_next_command_of_its_version_and_ends_without_its_note(tmp_path: Path):
    home = tmp_path / "prefect"
    with serving(home, keep_minutes=5) as first:
        first.wait()
        address = os.environ["PREFECT_API_URL"]
    assert "PREFECT_API_URL" not in os.environ
    with serving(home, keep_minutes=5) as second:
        second.wait()
        assert os.environ["PREFECT_API_URL"] == address
    note = read_note(home / "kept.json")
    assert (home / "kept.json").stat().st_mode & 0o077 == 0

    write_note(home / "kept.json", note | {"made_by": f"{note['made_by']} of another version"})
    assert find_kept_server(home) is None
    write_note(home / "kept.json", note)
    assert find_kept_server(home) is not None

    (home / "kept.json").unlink()
    server = Path(f"/proc/{note['pid']}")
    for _ in range(200):
        if not server.exists() or ") Z " in (server / "stat").read_text():
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the server goes on although its note is gone")
    assert find_kept_server(home) is None
