"""A Prefect server for the session, and the command as its users call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.server import QUIET, serving

BROADSHEET = Path(sys.executable).with_name("broadsheet")


@dataclass
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Command:
    """`broadsheet` with a data folder of its own."""

    home: Path
    environment: dict[str, str]

    def __call__(self, *words: str, **environment: str) -> Answer:
        done = subprocess.run(
            [BROADSHEET, *words],
            env=self.environment | environment,
            cwd=self.home.parent,
            capture_output=True,
            text=True,
            check=False,
            timeout=180,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [BROADSHEET, *words],
            env=self.environment,
            cwd=self.home.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )

    def still_running(self) -> list[str]:
        """Command lines of processes that were started for this data folder and are still there."""
        mark = f"BROADSHEET_HOME={self.home}".encode()
        return [line for process in Path("/proc").glob("[0-9]*") if (line := _command_line(process, mark))]

    def rows(self, sql: str) -> list[dict[str, Any]]:
        answer = self("query", sql, "--json")
        assert answer.code == 0, answer.err
        return answer.json


class Resident:
    """A process that answers one call of the command after another (tests/flows/resident.py)."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("resident.py")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, words: tuple[str, ...], environment: dict[str, str], folder: Path) -> Answer:
        to_it, from_it = self._process.stdin, self._process.stdout
        assert to_it is not None
        assert from_it is not None
        to_it.write(json.dumps({"words": words, "environment": environment, "folder": str(folder)}) + "\n")
        to_it.flush()
        return Answer(*json.loads(from_it.readline()))

    def end(self) -> None:
        self._process.communicate()


@dataclass
class CommandOfResident(Command):
    """The same, answered by the resident."""

    resident: Resident

    def __call__(self, *words: str, **environment: str) -> Answer:
        return self.resident.call(words, self.environment | environment, self.home.parent)


def _command_line(process: Path, mark: bytes) -> str:
    try:
        if mark not in (process / "environ").read_bytes().split(b"\x00"):
            return ""
        return (process / "cmdline").read_bytes().replace(b"\x00", b" ").decode()
    except OSError:
        return ""  # ended at this moment


@pytest.fixture(scope="session")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Prefect server."""
    before = dict(os.environ)
    os.environ.pop("PREFECT_API_URL", None)
    with serving(tmp_path_factory.mktemp("prefect")) as server:
        server.wait()
        address = os.environ["PREFECT_API_URL"]
        home = os.environ["PREFECT_HOME"]
        os.environ.clear()
        os.environ.update(before)
        yield f"{address} {home}"


@pytest.fixture(scope="session")
def surroundings(api: str) -> dict[str, str]:
    """Environment variables of a command that uses the session's server."""
    address, prefect_home = api.split()
    return os.environ | QUIET | {"PREFECT_API_URL": address, "PREFECT_HOME": prefect_home, "NO_COLOR": "1"}


@pytest.fixture(scope="session")
def resident(surroundings: dict[str, str]) -> Iterator[Resident]:
    process = Resident(surroundings)
    yield process
    process.end()


@pytest.fixture
def command(surroundings: dict[str, str], tmp_path: Path, resident: Resident) -> Command:
    """The command, answered by the resident."""
    return CommandOfResident(tmp_path / "data", surroundings | {"BROADSHEET_HOME": str(tmp_path / "data")}, resident)


@pytest.fixture
def process(surroundings: dict[str, str], tmp_path: Path) -> Command:
    """The command as a process of its own: for tests that are about starting, ending and killing it."""
    return Command(tmp_path / "data", surroundings | {"BROADSHEET_HOME": str(tmp_path / "data")})


@pytest.fixture(scope="session")
def page() -> Callable[..., str]:
    def page(title: str, about: str, paragraphs: int = 5) -> str:
        """A plain article page with text that is its own."""
        text = "".join(
            f"<p>{about} {number}: the council of Port Ellery voted on Tuesday to rebuild the old quay before winter"
            f" comes, and the masters of the ferries asked who is to pay for {about.lower()} and for what follows.</p>"
            for number in range(paragraphs)
        )
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>'
            f"<body><article><h1>{title}</h1>{text}</article></body></html>"
        )

    return page
