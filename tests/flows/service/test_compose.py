"""The commands of docs/deploy/compose.yaml as processes, with its environment and user, and folders for its volumes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from drills.postgres_server import PostgresServer
from flows.service.command import listening
from tests.flows.cli.test_foreign_user import GROUP, USER, words_as_user

pytestmark = [pytest.mark.parts, pytest.mark.slow, pytest.mark.xdist_group("prefect")]


class Compose:
    """The file, with words of this machine for those of a container."""

    def __init__(self, folder: Path, file: Path, postgres: PostgresServer) -> None:
        self.folder = folder
        self.services: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))["services"]
        published = [words.split(":") for service in self.services.values() for words in service.get("ports", [])]
        self.ports = {inside: free_port() for _, _, inside in published}
        self.words = {
            r"\$\{(DB|API)_PASSWORD[^}]*\}": "sesame",
            "@postgres/prefect": f"@127.0.0.1:{postgres.port}/prefect",
            **{f"(http://prefect|127.0.0.1|localhost):{inside}": f"http://127.0.0.1:{port}"
               for inside, port in self.ports.items()},
            **{rf"^{inside}$": str(port) for inside, port in self.ports.items()},
            "http://http://": "http://",
            **{re.escape(place): str(folder / name.strip("./")) for name, place in self.volumes("broadsheet")},
        }  # fmt: skip

    def volumes(self, service: str) -> list[tuple[str, str]]:
        return [(words.split(":")[0], words.split(":")[1]) for words in self.services[service]["volumes"]]

    def here(self, word: str) -> str:
        for pattern, ours in self.words.items():
            word = re.sub(pattern, ours, word)
        return word

    def environment(self, service: str) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        image = {"BROADSHEET_HOME": str(self.folder / "data")}  # ENV of the Dockerfile
        declared = self.services[service]["environment"].items()
        return inherited | image | {name: self.here(str(value)) for name, value in declared}

    def start(self, service: str, *command: str) -> subprocess.Popen[bytes]:
        known = {"python": [sys.executable], "broadsheet": [str(Path(sys.executable).with_name("broadsheet"))]}
        entry = self.services[service].get("entrypoint", ["broadsheet"])
        words = [*known[entry[0]], *entry[1:], *(command or self.services[service].get("command", []))]
        log = (self.folder / f"{service}.log").open("ab")
        return subprocess.Popen(
            words_as_user(*(self.here(word) for word in words)),
            env=self.environment(service),
            cwd=self.folder / "config",
            stdout=log,
            stderr=log,
        )


def free_port() -> int:
    with listening(0) as probe:
        return probe.getsockname()[1]


def until(true: Callable[[], object], seconds: float, what: Path) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what.read_text()[-3000:]
        time.sleep(0.5)


def answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=10, follow_redirects=True).status_code == 200
    except httpx.TransportError:
        return False


@pytest.fixture
def compose(project: Path, postgres: PostgresServer) -> Iterator[Compose]:
    if os.geteuid() or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("only root can become another user")
    if subprocess.run(words_as_user(sys.executable, "-c", ""), check=False).returncode:
        pytest.skip("another user cannot start this interpreter")
    import psycopg

    address = postgres.new_database()
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("CREATE ROLE prefect LOGIN PASSWORD 'sesame'")
        database.execute("CREATE DATABASE prefect OWNER prefect")
    # Not below the folder of pytest, which each session closes to others.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for volume in ("config", "data"):
            (folder / volume).mkdir()
            os.chown(folder / volume, USER, GROUP)
        yield Compose(folder, project / "docs/deploy/compose.yaml", postgres)


def test_its_services_answer_on_their_ports_a_run_loads_an_article_and_a_source_is_renamed(compose: Compose, page):
    config, data = compose.folder / "config", compose.folder / "data"
    (config / "broadsheet.toml").write_text('contact = "you@example.org"\nsources_file = "sources.yaml"\n')
    (config / "sources.yaml").write_text("sources:\n  - {name: desk, kind: files, location: pages}\n")
    (config / "pages").mkdir()
    (config / "pages" / "one.html").write_text(page("Quay to be rebuilt", "The quay"))
    for path in (config / "broadsheet.toml", config / "sources.yaml", config / "pages", config / "pages" / "one.html"):
        os.chown(path, USER, GROUP)
    started = [compose.start("prefect")]
    try:
        prefect = f"http://127.0.0.1:{compose.ports['4200']}"
        until(lambda: answers(f"{prefect}/api/health"), 180, compose.folder / "prefect.log")
        assert answers(f"{prefect}/"), "Prefect's page"
        assert httpx.get(f"{prefect}/api/health", headers={"Host": "prefect:4200"}).status_code == 200
        started.append(compose.start("broadsheet"))
        quality, metrics = (f"http://127.0.0.1:{compose.ports[inside]}" for inside in ("4280", "9464"))
        until((data / "broadsheet.duckdb").exists, 240, compose.folder / "broadsheet.log")
        assert answers(quality)
        until(
            lambda: "broadsheet_articles 1.0" in httpx.get(f"{metrics}/metrics").text,
            60,
            compose.folder / "broadsheet.log",
        )
        assert httpx.get(f"{metrics}/metrics", headers={"Host": "broadsheet:9464"}).status_code == 200
        assert (data / "broadsheet.duckdb").stat().st_uid == USER
        renamed = compose.start("broadsheet", "sources", "rename", "desk", "wire")
        assert renamed.wait(120) == 0, (compose.folder / "broadsheet.log").read_text()[-3000:]
        assert "name: wire" in (config / "sources.yaml").read_text()
    finally:
        for process in reversed(started):
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(100)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
