"""The command in a process that stays: what starting Prefect, the judge and the cleaner costs is paid once for many calls.

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

from flows.cli import main
from flows.companions import companions


def answer(words: list[str], environment: dict[str, str], folder: str) -> tuple[object, str, str]:
    """Exit code, stdout and stderr of `broadsheet WORDS`, in the given environment and folder."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    sys.argv = ["broadsheet", *words]
    code: object = 0
    with surroundings(environment, folder), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code or 0
    return code, *(stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]


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
    with companions(early=True):
        for line in calls:
            answers.write(json.dumps(answer(**json.loads(line))) + "\n")
            answers.flush()
