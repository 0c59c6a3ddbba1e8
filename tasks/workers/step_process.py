"""A step in a process of its own: started early, called many times, gone with its parent.

Two steps need it: cleaning, because what a page does to the extractor must not happen beside the flow, and judging,
because importing its library takes seconds that pass meanwhile. One JSON line asks, one answers.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any

import orjson

from schemas import errors


class StepDied(Exception):
    """The process ended without an answer, or its function raised what nobody foresaw; the message has the trace."""


class StepKilled(StepDied):
    """The process ended without an answer, by itself or by somebody's hand: the next call starts another."""


class StepTooSlow(StepDied):
    """The call took longer than its limit; the process was ended."""


class StepProcess:
    """Parent's side: `python -m module`, called with plain arguments. Calls from several threads take turns."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process now, so that its imports pass meanwhile; else the first call starts it."""
        # Its own session: Ctrl-C is the parent's to handle, and killing the group ends workers of workers too.
        self._process = subprocess.Popen(
            [sys.executable, "-m", self._module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
        )

    def call(self, *, time_limit: float | None = None, **arguments: Any) -> Any:
        """Run the function there. A BroadsheetError of its comes back as itself; a process that died is replaced.

        Raises StepTooSlow after `time_limit` seconds, StepDied where there is no answer.
        """
        with self._turn:
            if self._process is None or self._process.poll() is not None:
                self.start()
            answer = self._ask(orjson.dumps(arguments) + b"\n", time_limit)
        reply = orjson.loads(answer)
        if "trace" in reply:
            raise StepDied(f"{self._module}: {reply['trace']}")
        if "error" in reply:
            raise getattr(errors, reply["error"])(reply["what"], reply["cure"])
        return reply["result"]

    def _ask(self, request: bytes, time_limit: float | None) -> bytes:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError), _ended_after(time_limit, self.close) as is_over:
            process.stdin.write(request)
            process.stdin.flush()
            answer = process.stdout.readline()
            if answer:
                return answer
        code = process.wait()
        if is_over.is_set():
            raise StepTooSlow(f"{self._module} took more than {time_limit:g} s")
        raise StepKilled(f"{self._module} ended with exit code {code}")

    def close(self) -> None:
        """End the process and everything it started."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def __enter__(self) -> StepProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _ended_after(seconds: float | None, end: Callable[[], None]) -> Iterator[threading.Event]:
    """Calls `end` where the block takes longer; the event then is set."""
    is_over = threading.Event()

    def overrun() -> None:
        is_over.set()
        end()

    timer = threading.Timer(seconds, overrun) if seconds is not None else None
    if timer:
        timer.start()
    try:
        yield is_over
    finally:
        if timer:
            timer.cancel()


def serve(function: Callable[..., Any]) -> None:
    """Child's side: answer calls until the parent is gone, then end at once, whatever is under way."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not break the answers
    calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(os.fdopen(os.dup(0), "rb"), calls), daemon=True).start()
    while True:
        answers.write(orjson.dumps(_answer(function, orjson.loads(calls.get()))) + b"\n")
        answers.flush()


def _listen(requests: Any, calls: queue.SimpleQueue[bytes]) -> None:
    for line in requests:
        calls.put(line)
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _answer(function: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"result": function(**arguments)}
    except errors.BroadsheetError as error:
        return {"error": type(error).__name__, "what": error.what, "cure": error.cure}
    except Exception as error:
        if full := errors.disk_full(error):
            return {"error": type(full).__name__, "what": full.what, "cure": full.cure}
        return {"trace": traceback.format_exc()}
