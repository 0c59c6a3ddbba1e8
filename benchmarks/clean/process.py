"""A reader in a process of its own, so that each has its own Python, caches and clock.

    python -m benchmarks.clean.process READER [MODEL [DOUBT]]

answers each line `{"file", "url"}` with a line: what the reader found, `cpu` (seconds of this process for it), `rss`
(megabytes) and `error` where it raised or took longer than a minute. Only the standard library is imported here: peers
run under other Pythons.
"""

from __future__ import annotations

import contextlib
import gzip
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 60
WARM = (
    b"<html lang='en'><head><title>Warm</title></head><body><article><h1>Warm</h1><p>2 May 2020, by Ann Other</p>"
    + b"<p>Some words to read before the clock starts, twice over. </p>" * 12
    + b"</article></body></html>"
)


class Reader:
    """Talks to a reader under the Python given; use as a context."""

    def __init__(self, name: str, python: str, model: Path | None = None, doubtful: float | None = None) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [
                python,
                "-m",
                "benchmarks.clean.process",
                name,
                *[str(given) for given in (model, doubtful) if given is not None],
            ],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def read(self, file: Path, url: str) -> dict[str, Any]:
        """What the reader says of the page in a file."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"file": str(file), "url": url}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the reader {self.name} has ended; its message is above")
        reading: dict[str, Any] = json.loads(answer)
        return reading

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()


def _serve(name: str, *settings: str) -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # some libraries print
    reader = importlib.import_module(f"benchmarks.clean.readers.{name}")
    if settings:
        reader.use(*settings)
    read = reader.read
    signal.signal(signal.SIGALRM, _overrun)
    with contextlib.suppress(Exception):
        read(WARM, "https://example.org/warm")
    for line in sys.stdin:
        order = json.loads(line)
        begun = time.process_time()
        signal.alarm(SECONDS)
        try:
            content = Path(order["file"]).read_bytes()
            markup = gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content
            begun = time.process_time()
            reading = read(markup, order["url"])
        except Exception as error:  # of any library, on any page
            reading = {"error": f"{type(error).__name__}: {error}"[:300]}
        finally:
            signal.alarm(0)
        reading["cpu"] = time.process_time() - begun
        reading["rss"] = resident()
        answers.write(json.dumps(reading) + "\n")
        answers.flush()


def resident() -> float:
    """Megabytes of memory that this process holds now."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return pages * resource.getpagesize() / 1e6


def _overrun(_number: int, _frame: FrameType | None) -> None:
    raise TimeoutError(f"over {SECONDS} s")


if __name__ == "__main__":
    _serve(*sys.argv[1:])
