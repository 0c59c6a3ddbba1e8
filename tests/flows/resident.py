"""The command in a process that stays: what starting Prefect, the judge and the cleaner costs is paid once for many
calls.

Run as `python tests/flows/resident.py`; each line of its input is a call as JSON, each line of its output the answer.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 - where it is imported, `query` asks in this process and not in a child

from flows.cli.main import main
from tasks.chain.processes import worker_processes


class Heard(io.RawIOBase):
    """What is written to one stream, kept here and on the screen that both streams share."""

    def __init__(self, screen: bytearray) -> None:
        self.own, self._screen = bytearray(), screen

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.own.extend(data)
        self._screen.extend(data)
        return len(data)


def answer(words: list[str], environment: dict[str, str], folder: str) -> tuple[object, str, str, str]:
    """Exit code, stdout, stderr and both as on a screen, of `broadsheet WORDS` in the given environment and folder."""
    screen = bytearray()
    heard: Any = (Heard(screen), Heard(screen))
    out, err = (io.TextIOWrapper(stream, encoding="utf-8", write_through=True) for stream in heard)
    sys.argv = ["broadsheet", *words]
    code: object = 0
    with surroundings(environment, folder), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    return code, heard[0].own.decode(), heard[1].own.decode(), screen.decode()


@contextmanager
def surroundings(environment: dict[str, str], folder: str) -> Iterator[None]:
    before, here = dict(os.environ), Path.cwd()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
        with suppress(FileNotFoundError):
            os.chdir(here)


if __name__ == "__main__":
    calls, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # only answers go to whoever called
    with worker_processes(early=True):
        for line in calls:
            answers.write(json.dumps(answer(**json.loads(line))) + "\n")
            answers.flush()
