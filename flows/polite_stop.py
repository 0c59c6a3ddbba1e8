"""SIGTERM and SIGINT end a run within seconds, wherever it is.

Python runs the handler of a signal in the main thread, and the steps of a run are in other threads: a fetch waits for
a slow server, a pool waits for its threads. So the run would live on for minutes. Here a thread waits for the signal
itself (the interpreter writes its number to a pipe at once), gives the run GRACE seconds to end by itself, and then
ends the process. A run may end at any moment: every step writes its file whole or not at all, and the next run goes
on from there.

Code in C that keeps the interpreter to itself, such as the search for a regular expression, lets no thread run. So a
small process reads that pipe, passes each number on to the thread, and kills this process where it is still there after
LATEST seconds.

The processes below end with this one: each waits for the end of its standard input.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

GRACE = 4.0
"""Seconds that a run has to end by itself after the first signal."""
LATEST = 6.0
_POLITE = (signal.SIGTERM, signal.SIGINT)
_has_stuck_threads = False
_WATCHER = """
import os, sys, time
watched, latest, *polite = map(float, sys.argv[1:])
while received := os.read(0, 1):
    os.write(1, received)
    if received[0] in polite:
        end = time.monotonic() + latest
        while os.getppid() == watched and time.monotonic() < end:
            time.sleep(0.05)
        if os.getppid() == watched:
            os.kill(int(watched), 9)
        break
"""
"""A program of its own, so that it is small (10 MB) and starts at once."""


def end_by_signals() -> None:
    """From now on SIGTERM and SIGINT end this process within GRACE seconds.

    For a process that does nothing but run a flow.

    It changes no handler: what Prefect does at a signal is done, as far as the time is enough. Outside the main
    thread, to which Python delivers signals, it does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    passed_on, passing_on = os.pipe()
    with suppress(OSError):  # without it, as with it, but in the moments that it is for
        numbers = [str(float(number)) for number in (os.getpid(), LATEST, *_POLITE)]
        command = [sys.executable, "-I", "-S", "-c", _WATCHER, *numbers]
        watcher = subprocess.Popen(command, stdin=reading, stdout=passing_on, start_new_session=True)
        watcher.returncode = 0  # it ends by itself, when this process has: nobody waits for it
        os.close(reading)
        reading = passed_on
    threading.Thread(target=_wait_and_end, args=(reading,), name="polite-stop", daemon=True).start()


def leave_threads_behind() -> None:
    """A thread of this process hangs and cannot be ended. So the process ends when its main thread has, without it."""
    global _has_stuck_threads  # noqa: PLW0603 - a property of the process
    if not _has_stuck_threads:
        _has_stuck_threads = True
        threading.Thread(target=_end_with_main_thread, name="leave-threads", daemon=True).start()


def has_stuck_threads() -> bool:
    return _has_stuck_threads


def _end_with_main_thread() -> None:
    threading.main_thread().join()
    os._exit(0)  # what ended the run is recorded: a command that has another code ends by itself before


def _wait_and_end(reading: int) -> None:
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while received := pipe.read(1):
            if received[0] in _POLITE:
                time.sleep(GRACE)
                _end(received[0])


def _end(number: int) -> None:
    words = "broadsheet: interrupted\n  Run `broadsheet ingest` again: what was fetched and cleaned is kept.\n"
    os.write(sys.stderr.fileno(), words.encode())
    os._exit(128 + number)
