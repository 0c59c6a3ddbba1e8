"""SIGTERM and SIGINT end a run within seconds, wherever it is.

Python runs the handler of a signal in the main thread, and the steps of a run are in other threads: a fetch waits for
a slow server, a pool waits for its threads. So the run would live on for minutes. Here a thread waits for the signal
itself (the interpreter writes its number to a pipe at once), gives the run GRACE seconds to end by itself, and then
ends the process. A run may end at any moment: every step writes its file whole or not at all, and the next run goes
on from there.

The processes below end with this one: each waits for the end of its standard input.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

GRACE = 4.0
"""Seconds that a run has to end by itself after the first signal."""
_POLITE = (signal.SIGTERM, signal.SIGINT)


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
    threading.Thread(target=_wait_and_end, args=(reading,), name="polite-stop", daemon=True).start()


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
