"""`broadsheet` as its users call it: as a process of its own, or answered by a resident that has everything
imported.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BROADSHEET = Path(sys.executable).with_name("broadsheet")


@dataclass
class Answer:
    code: int
    out: str
    err: str
    screen: str
    """Both, as somebody at a terminal sees them."""

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
        return Answer(done.returncode, done.stdout, done.stderr, done.stdout + done.stderr)

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
        answer = self("query", "--json", "--", sql)
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
        too_long = threading.Timer(180, self._process.kill)
        too_long.start()
        line = from_it.readline()
        too_long.cancel()
        assert line, f"{' '.join(words)}: no answer; the process was ended, or ended"
        return Answer(*json.loads(line))

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
