"""`broadsheet query`: one question in a process of its own, so that whatever it does ends in words."""

from __future__ import annotations

import os
import resource
import signal
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

from schemas.errors import UsageError
from schemas.settings import MEGABYTE, Settings, load_settings
from tasks.store.former_snapshots import snapshot_as_of

_BESIDE_DUCKDB_MB = 500
"""Memory of the rest of the process; most of what DuckDB does not count in its own limit has room in it too."""


def run_query(sql: str, form: str, parquet: str, as_of: str) -> None:
    """Answer to stdout as `form` (table, json, csv), or into a Parquet file. Raises UsageError."""
    settings = load_settings()
    snapshot = snapshot_as_of(as_of, settings) if as_of else settings.snapshot
    target = _target(parquet)
    with tempfile.TemporaryDirectory(prefix="broadsheet-query-", ignore_cleanup_errors=True) as spill:
        where = Path(spill) if settings.query_disk_mb else None
        ends_process = _in_a_child(settings)
        from flows.cli.output.answers import answer_question
        from tasks.query import Question

        answer_question(Question(sql, snapshot, settings, where, ends_process), form, target)


def question_text(words: str, file: str) -> str:
    """The SQL of the argument, of stdin (-) or of a file. Raises UsageError."""
    if bool(words) == bool(file):
        raise UsageError("one question, please", "Give SQL as an argument, - to read it from stdin, or --file FILE.")
    try:
        if file:
            return Path(file).read_bytes().decode("utf-8-sig")
        return sys.stdin.buffer.read().decode("utf-8-sig") if words == "-" else words
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", "Name a file with one SELECT in it.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file or 'stdin'} is no UTF-8 text", "Save the question as UTF-8.") from error


def _target(name: str) -> Path | None:
    """Raises UsageError where no file can be."""
    if not name:
        return None
    target = Path(name).absolute()
    if target.is_dir() or not target.parent.is_dir():
        raise UsageError(f"{target} cannot be a file", "Name a file in a folder that is there.")
    return target


def _in_a_child(settings: Settings) -> bool:
    """Go on in a child with a memory limit, whose death is told by the parent: DuckDB ends where memory is refused to it.

    The parent waits and does not return. False where there is no child, because others live in this process: a child would
    be without their threads (DuckDB's are there from its import on), and the question is asked here.
    """
    if "duckdb" in sys.modules or threading.active_count() > 1:
        return False
    child = os.fork()
    if child == 0:
        _limit(resource.RLIMIT_DATA, _data_bytes() + (settings.query_memory_mb + _BESIDE_DUCKDB_MB) * MEGABYTE)
        _limit(resource.RLIMIT_CORE, 0)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # `| head` ends it, as it ends every other program
        _mute_last_words()
        return True
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the child is told by the terminal too
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    _, status = os.waitpid(child, 0)
    raise _end_like(status, settings)


def _end_like(status: int, settings: Settings) -> BaseException:
    """What to raise after the child: its exit code, or what it died of."""
    from tasks.query import took_too_long, took_too_much

    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGALRM:
        return UsageError(*took_too_long(settings))
    if -code in {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL}:
        return UsageError(*took_too_much(settings))
    return SystemExit(code if code >= 0 else 128 - code)


def _limit(what: int, most: int) -> None:
    with suppress(ValueError, OSError):  # lower already, or not to be had on this system
        resource.setrlimit(what, (most, most))


def _data_bytes() -> int:
    """Memory that this process has by now, where the system says."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def _mute_last_words() -> None:
    """What C++ says when it gives up means nothing to people; what Python writes to stderr goes on."""
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8", errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)
