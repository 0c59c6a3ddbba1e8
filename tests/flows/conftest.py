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


@pytest.fixture
def command(api: str, tmp_path: Path) -> Command:
    address, prefect_home = api.split()
    environment = os.environ | QUIET | {
        "BROADSHEET_HOME": str(tmp_path / "data"),
        "PREFECT_API_URL": address,
        "PREFECT_HOME": prefect_home,
        "NO_COLOR": "1",
    }  # fmt: skip
    return Command(tmp_path / "data", dict(environment))


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
