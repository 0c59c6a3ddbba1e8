"""Notes what a Python process of the job does. `benchmarks/walk.py` puts this folder into PYTHONPATH, so that Python
imports this module first in every process, those that the job starts included.

Each process appends JSON lines to a file of its own in WALK_NOTES, at once, because processes of the job are also
killed. WALK_HOUSE is the folder that holds our packages; only functions in files below them are noted.

    {"kind": "process", "pid": …, "parent": …, "command": […]}   this process; no command where it was forked
    {"kind": "start", "pid": …, "command": […], "by": […], "through": […]}   a process that it started
    {"kind": "function", "file": …, "name": …, "line": …}        the first call of a function of ours
    {"kind": "duckdb", "path": …, "how": …, "by": […]}           a database connected, attached, or read as a plain file
    {"kind": "lock", "path": …, "by": […]}                       a call of flock or lockf that asks for a lock
    {"kind": "sources", "path": …, "by": […]}                    sources.yaml opened

`by` are the innermost functions of ours that were under way, as file and name, the last called first. `through` are the
modules of others that were called by them to start the process, the last called first.
"""

from __future__ import annotations

import fcntl
import importlib.abc
import importlib.util
import json
import os
import re
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, FrameType, ModuleType

NOTES = os.environ["WALK_NOTES"]
HOUSE = os.environ["WALK_HOUSE"]
OURS = tuple(os.path.join(HOUSE, package) + os.sep for package in ("flows", "tasks", "schemas"))  # noqa: PTH118 - pathlib would be imported early
_COMPREHENSIONS = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"}
"""Functions of their own in Python 3.11 only."""
_OPTIMIZED = 0x1
"""Set in the flags of a function's code, not in those of a module's or a class's body."""
_ATTACH = re.compile(
    r"\bATTACH\s+(?:OR\s+REPLACE\s+)?(?:DATABASE\s+)?(?:IF\s+NOT\s+EXISTS\s+)?'((?:[^']|'')*)'", re.IGNORECASE
)

_seen: dict[int, CodeType] = {}
"""By identity: comparing code objects is slow. Keeping them keeps their identities from being given to others."""


def note(kind: str, **fields: object) -> None:
    line = json.dumps({"kind": kind, **fields}, default=str) + "\n"
    descriptor = os.open(f"{NOTES}/{os.getpid()}.jsonl", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC)
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def callers() -> list[str]:
    """File and name of the innermost functions of ours in this thread, the last called first."""
    found: list[str] = []
    frame: FrameType | None = sys._getframe()  # noqa: SLF001 - the documented way to the stack
    while frame is not None and len(found) < 3:
        code = frame.f_code
        if code.co_filename.startswith(OURS):
            found.append(f"{code.co_filename.removeprefix(HOUSE + os.sep)} {code.co_qualname}")
        frame = frame.f_back
    return found


def modules_called() -> list[str]:
    """Names of the modules above the innermost function of ours in this thread, the last called first, each once."""
    frame: FrameType | None = sys._getframe(2)  # noqa: SLF001
    names: dict[str, None] = {}
    while frame is not None and not frame.f_code.co_filename.startswith(OURS):
        names.setdefault(frame.f_globals.get("__name__", "?"))
        frame = frame.f_back
    return list(names)


def note_first_call(frame: FrameType, event: str, _: object) -> None:
    """For sys.setprofile."""
    if event != "call":
        return
    code = frame.f_code
    if id(code) in _seen:
        return
    _seen[id(code)] = code
    if not code.co_filename.startswith(OURS) or not code.co_filename.endswith(".py"):
        return  # compiled templates name their .html files
    if code.co_flags & _OPTIMIZED and code.co_name not in _COMPREHENSIONS:
        file = code.co_filename.removeprefix(HOUSE + os.sep)
        note("function", file=file, name=code.co_qualname, line=code.co_firstlineno)


def note_event(event: str, details: tuple[Any, ...]) -> None:
    """For sys.addaudithook: events of the standard library, https://docs.python.org/3/library/audit_events.html."""
    if event in {"fcntl.flock", "fcntl.lockf"}:
        descriptor, operation = details[:2]
        if operation & (fcntl.LOCK_SH | fcntl.LOCK_EX):
            note("lock", path=os.readlink(f"/proc/self/fd/{descriptor}"), by=callers())  # noqa: PTH115 - see OURS
    elif event == "open":
        path = os.fsdecode(details[0]) if isinstance(details[0], (str, bytes)) else ""
        if path.endswith("sources.yaml"):
            note("sources", path=path, by=callers())
        elif path.endswith(".duckdb"):
            note("duckdb", path=path, how="read or written as a file", by=callers())


def watch_starts() -> None:
    """Processes that are started by fork and exec, which is how `subprocess` and `multiprocessing` do it."""
    import _posixsubprocess  # noqa: PLC0415

    start = _posixsubprocess.fork_exec

    def fork_exec(command: Sequence[bytes | str], *rest: Any) -> int:
        pid: int = start(command, *rest)
        note("start", pid=pid, command=[os.fsdecode(word) for word in command], by=callers(), through=modules_called())
        return pid

    _posixsubprocess.fork_exec = fork_exec  # type: ignore[assignment]
    if "subprocess" in sys.modules:
        sys.modules["subprocess"]._fork_exec = fork_exec  # type: ignore[attr-defined]  # noqa: SLF001


def watch_forks() -> None:
    def in_child() -> None:
        _seen.clear()
        note("process", pid=os.getpid(), parent=os.getppid(), command=[], by=callers())

    os.register_at_fork(after_in_child=in_child)


class DuckDB(importlib.abc.MetaPathFinder):
    """Notes each database that is opened, once the library is imported."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if fullname != "duckdb":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        assert spec is not None
        assert spec.loader is not None
        execute: Callable[[ModuleType], None] = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            note_databases(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def note_databases(duckdb: ModuleType) -> None:
    connect = duckdb.connect

    def noted_connect(database: Any = ":memory:", *rest: Any, **named: Any) -> Any:
        note("duckdb", path=str(database), how="connected", by=callers())
        return connect(database, *rest, **named)

    duckdb.connect = noted_connect  # type: ignore[attr-defined]
    for name in ("execute", "sql", "query"):
        setattr(duckdb.DuckDBPyConnection, name, noted_statements(getattr(duckdb.DuckDBPyConnection, name)))


def noted_statements(method: Callable[..., Any]) -> Callable[..., Any]:
    def noted(connection: Any, statement: Any, *rest: Any, **named: Any) -> Any:
        if isinstance(statement, str) and "ATTACH" in statement.upper():
            for path in _ATTACH.findall(statement):
                note("duckdb", path=path.replace("''", "'"), how="attached", by=callers())
        return method(connection, statement, *rest, **named)

    return noted


note("process", pid=os.getpid(), parent=os.getppid(), command=sys.orig_argv)
sys.addaudithook(note_event)
watch_starts()
watch_forks()
sys.meta_path.insert(0, DuckDB())
threading.setprofile(note_first_call)
sys.setprofile(note_first_call)
