"""`python -m flows.service.reaper MARK`: waits until its parent is gone, however it went, then ends all that bear the mark.

A flow run lives below the worker, its companions in sessions of their own: when the supervisor is killed outright, nobody
else could find them all.
"""

from __future__ import annotations

import signal
import sys

from flows.service.processes import kill_all

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.stdin.buffer.read()
    kill_all(sys.argv[1])
