"""The wheel in an environment of its own, far from any checkout. It installs 1.5 GB."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import httpx
import pytest

pytestmark = [pytest.mark.parts, pytest.mark.slow]
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def installed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of a fresh environment, in which the wheel is installed with what the lock names."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [str(BIN / "python"), "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "dist")]
    subprocess.run(build, cwd=project, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    subprocess.run([str(BIN / "uv"), "venv", "--quiet", "--python", sys.executable, str(folder / "venv")], check=True)
    there = {"VIRTUAL_ENV": str(folder / "venv")}
    install = [
        *(str(BIN / "uv"), "pip", "install", "--quiet", "--compile-bytecode"),
        *("--constraint", str(project / "requirements.lock"), str(wheel)),
    ]
    subprocess.run(install, cwd=folder, env=os.environ | there, check=True)
    return folder / "venv" / "bin"


@pytest.fixture
def typed(installed: Path, tmp_path: Path):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("BROADSHEET_", "PREFECT_"))
    }
    environment |= {"HOME": str(tmp_path), "NO_COLOR": "1"}

    def typed(*words: str, folder: Path = tmp_path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [installed / "broadsheet", *words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return typed


def done(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=240)
    assert process.returncode == 0, out + err
    return out


def test_a_project_is_begun_filled_asked_and_run_without_a_checkout(typed, tmp_path: Path, page):
    done(typed("init", "desk"))
    desk = tmp_path / "desk"
    assert {path.name for path in desk.iterdir()} == {".gitignore", "broadsheet.toml", "checks", "sources.yaml"}
    (desk / "quay.html").write_text(page("Quay to be rebuilt", "The quay"))
    done(typed("ingest", "quay.html", "--source", "wire", folder=desk))
    sql = "SELECT source, title FROM latest_articles"
    assert done(typed("query", "--csv", sql, folder=desk)) == "source,title\nwire,Quay to be rebuilt\n"
    assert "page_is_article" in done(typed("checks", folder=desk))
    (desk / "sources.yaml").write_text("sources:\n  - {name: desk, kind: files, location: pages, every_minutes: 1}\n")
    (desk / "pages").mkdir()
    (desk / "pages" / "ferry.html").write_text(page("Night ferry stops", "The ferry"))
    up = typed("up", "--port", "0", "--page-port", "0", folder=desk)
    try:
        addresses = {}
        for line in up.stderr:
            if found := re.match(r"\s+(page|prefect)\s+(http://\S+)", line):
                addresses[found[1]] = found[2]
            if "Ctrl-C" in line:
                break
        assert httpx.get(addresses["page"]).status_code == 200
        done(typed("ingest", "desk", folder=desk))  # by way of the server of `up`
    finally:
        up.send_signal(signal.SIGTERM)
        up.communicate(timeout=120)
    assert up.returncode == 0
    with duckdb.connect(str(desk / "data" / "broadsheet.duckdb"), read_only=True) as database:
        assert database.execute("SELECT title FROM latest_articles WHERE source = 'desk'").fetchall() == [
            ("Night ferry stops",)
        ]
