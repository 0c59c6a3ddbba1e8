"""A step in a process of its own: started early, called many times, ended with its parent. One JSON line asks, one
answers.

Cleaning needs it because a page may crash the extractor and must not crash the flow. The checks and the charts need it
because importing their libraries takes seconds, which pass while the flow starts. The feed parser needs its time limit.

A pool of pebble does not replace it: after `kill -9` of its parent, a busy worker of pebble lived on for as long as we
watched (15 s, spawn and forkserver alike), and would go on writing into a run that another process has taken over. This
process notices the end of its parent and ends at once, with the workers that it started itself.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

import orjson

from schemas import errors

_PREPARATION = "preparation"
"""Key of a request that gets no answer."""


class StepDied(Exception):
    """The process ended without an answer, or its function raised an unexpected error; the message has the trace."""


class StepKilled(StepDied):
    """The process ended without an answer, by a crash or a signal: the next call starts another."""


class StepTooSlow(StepDied):
    """The call exceeded its time limit; the process was killed."""


_QUIET_TRACKER = "ignore:resource_tracker:UserWarning"
"""Multiprocessing's tracker of resources warns of each semaphore that it removes for an ended process."""
_TERM_SECONDS = 2.0


class StepProcess:
    """Side of the parent: runs `python -m module` and calls it with JSON arguments. Calls of several threads take
    turns.
    """

    def __init__(self, module: str) -> None:
        self._module = module
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, **preparation: Any) -> None:
        """Start the process now, so that it imports its libraries meanwhile. Otherwise the first call starts it.

        `preparation`: arguments of the process's function `prepare`, which runs before the first call.
        """
        # A session of its own: the parent handles Ctrl-C, and killing the group ends the workers of the worker too.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-W", _QUIET_TRACKER, "-m", self._module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        if preparation:
            assert self._process.stdin is not None
            with suppress(BrokenPipeError):  # the first call says what became of the process
                self._process.stdin.write(orjson.dumps({_PREPARATION: preparation}) + b"\n")
                self._process.stdin.flush()

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def call(self, *, time_limit: float | None = None, **arguments: Any) -> Any:
        """Run the function in the process and return its result, as JSON gives it back. A dead process is replaced
        first.

        Raises the BroadsheetError that the function raised, StepTooSlow after `time_limit` seconds, StepKilled where
        the process ended without an answer, StepDied for any other error of the function.
        """
        with self._turn:
            if not self.is_running:
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
        """End the process and everything it started.

        By SIGTERM, which none of them handles: it ends all at once but for multiprocessing's tracker of resources,
        which ignores it, removes the semaphores of the others from /dev/shm, and ends.
        """
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(_TERM_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@contextmanager
def _ended_after(seconds: float | None, end: Callable[[], None]) -> Iterator[threading.Event]:
    """Call `end` where the block takes longer than `seconds`; the event is set then."""
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


def serve(
    function: Callable[..., Any],
    *,
    at_start: Callable[[], object] | None = None,
    prepare: Callable[..., object] | None = None,
) -> None:
    """Side of the process: answer calls until the parent is gone, then end at once, even in the middle of a call.

    `at_start` runs before the first call. `prepare` does what its parent asks for at the start; an error in it is left
    to the first call, which meets it again and answers with it.
    """
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # the output of a library must not mix with the answers
    calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(os.fdopen(os.dup(0), "rb"), calls), daemon=True).start()
    if at_start:
        at_start()
    while True:
        arguments = orjson.loads(calls.get())
        if _PREPARATION in arguments:
            with suppress(Exception):
                prepare(**arguments[_PREPARATION]) if prepare else None
            continue
        answers.write(orjson.dumps(_answer(function, arguments)) + b"\n")
        answers.flush()


def _listen(requests: Any, calls: queue.SimpleQueue[bytes]) -> None:
    for line in requests:
        calls.put(line)
    if os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGTERM)  # as StepProcess.close does
        time.sleep(_TERM_SECONDS)
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
