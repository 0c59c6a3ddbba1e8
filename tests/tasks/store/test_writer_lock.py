"""Who holds the lock is named to whoever waits, and nobody who does not."""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import subprocess
import sys

import pytest

from schemas.errors import WarehouseBusy
from tasks.store.writer_lock import writer_lock


def told(settings):
    """What is said to a second writer."""
    with pytest.raises(WarehouseBusy) as caught, writer_lock(settings):
        pass
    return caught.value.what.replace(str(settings.warehouse), "W")


def note(settings):
    return json.loads((settings.private / "writer.lock").read_bytes())


def test_the_holder_is_named_with_its_command_and_since_when(settings):
    with writer_lock(settings):
        command, host = re.escape(note(settings)["command"]), re.escape(socket.gethostname())
        since = r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d UTC"
        assert re.fullmatch(
            rf"the warehouse W is being written by process {os.getpid()} on {host} \({command}\), since {since}",
            told(settings),
        )


def test_the_lock_and_the_name_end_with_their_process_however_it_ends(settings):
    holder = (
        "import sys\n"
        "from schemas.settings import Settings\n"
        "from tasks.store.writer_lock import writer_lock\n"
        f"with writer_lock(Settings(home={str(settings.home)!r})):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"held\n"
        assert told(settings).startswith(f"the warehouse W is being written by process {process.pid} on ")
        process.kill()
        process.wait()
    assert note(settings)["pid"] == process.pid  # its name is still there, and is not believed
    with (settings.private / "writer.lock").open("r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # as one that has the lock, but has not signed yet
        assert told(settings) == "the warehouse W is being written by another process"
    with writer_lock(settings):
        pass


@pytest.mark.parametrize(
    "changed",
    [{"host": "elsewhere"}, {"begun": "1"}, {"pid": 2**22 + 1}, {"pid": None}],
    ids=lambda given: next(iter(given)),
)
def test_a_name_that_cannot_be_the_holders_is_not_shown(settings, changed):
    with writer_lock(settings):
        (settings.private / "writer.lock").write_text(json.dumps(note(settings) | changed))
        assert told(settings) == "the warehouse W is being written by another process"


def test_after_an_error_no_name_stays_behind(settings):
    with pytest.raises(ZeroDivisionError), writer_lock(settings):
        raise ZeroDivisionError
    assert (settings.private / "writer.lock").read_bytes() == b""
