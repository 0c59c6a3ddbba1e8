"""A polite signal ends a run at any moment, also where no thread of it can run."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

_BEGIN = """
import re, signal, sys, time
from flows.polite_stop import end_by_signals
signal.signal(signal.SIGTERM, lambda *_: None)
signal.signal(signal.SIGINT, lambda *_: None)
end_by_signals()
print("begun", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("time.sleep(600)", 128),
        ("re.match('(a|aa)+$', 'a' * 100 + 'b')", -signal.SIGKILL),  # for ever, and no other thread runs meanwhile
    ],
)
@pytest.mark.long
def test_a_process_ends_whatever_it_is_doing(moment: str, code: int, number: signal.Signals):
    with subprocess.Popen([sys.executable, "-P", "-c", _BEGIN + moment], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        process.send_signal(number)
        process.wait(timeout=120)
    assert process.returncode == (code + number if code > 0 else code)
