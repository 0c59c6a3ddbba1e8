"""A PostgreSQL server of our own for tests, drills and benchmarks: on loopback, in a temporary folder, as a user
without rights.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_PLACES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/bin"), Path("/usr/bin"))
_numbers = count(1)


def missing() -> str:
    """Why no server can be started here; empty where one can."""
    if not _program("initdb") or not _program("postgres"):
        return "needs PostgreSQL (on Debian: apt-get install postgresql)"
    if os.getuid() == 0 and not _unprivileged():
        return "PostgreSQL does not run as root, and there is neither a user postgres nor nobody"
    return ""


class PostgresServer:
    """Started by `with`; ended and removed at its end."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="broadsheet-postgres-"))
        self._user = _unprivileged() if os.getuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = _free_port()

    def start(self) -> None:
        """Start the server and wait until it answers. Its data are those of before."""
        data = self._folder / "data"
        if not data.exists():
            if self._user:
                shutil.chown(self._folder, self._user)
            self._run("initdb", "-D", data, "-U", "broadsheet", "--auth=trust", "--encoding=UTF8", "--no-sync")
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self._folder,
            "fsync": "off",  # a killed server loses nothing: the pages stay in the system's memory
            "max_connections": 200,
            "shared_buffers": "32MB",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [_program("postgres"), "-D", data, *options], stdout=log, stderr=log, **self._identity()
            )
        until = time.monotonic() + 60
        while time.monotonic() < until and self._process.poll() is None:
            if self._run("pg_isready", "-h", "127.0.0.1", "-p", str(self.port), check=False) == 0:
                return
            time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start: {(self._folder / 'log').read_text(errors='replace')[-2000:]}")

    def kill(self) -> None:
        """End the server as a loss of its machine would: no session is told."""
        process = self._process
        if process and process.poll() is None:
            process.send_signal(signal.SIGQUIT)
            process.wait(30)

    def cpu_seconds(self) -> float:
        """CPU that the server and its sessions have taken so far, those that ended included."""
        assert self._process is not None
        server = self._process.pid
        ticks = sum(_cpu_ticks(server)[:4])
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                *spent, parent = _cpu_ticks(int(entry.name))
                ticks += sum(spent[:2]) if parent == server else 0
        return ticks / os.sysconf("SC_CLK_TCK")

    def new_database(self, template: str = "template1") -> str:
        """The address of a new database: empty, or as the one of this name is."""
        import psycopg  # noqa: PLC0415 - of the extra `lake`

        name = f"news_{os.getpid()}_{next(_numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")  # type: ignore[arg-type, unused-ignore]
        return self.address(name)

    def dumped(self, address: str, file: Path) -> None:
        """Write a database into a file, as its administrator would."""
        self._run("pg_dump", "--format=custom", f"--file={file}", address)

    def restored(self, file: Path) -> str:
        """The address of a new database made of such a file."""
        address = self.new_database()
        self._run("pg_restore", f"--dbname={address}", file)
        return address

    def address(self, database: str, port: int | None = None) -> str:
        return f"postgres://broadsheet@127.0.0.1:{port or self.port}/{database}"

    def _identity(self) -> dict[str, Any]:
        return {"user": self._user, "group": pwd.getpwnam(self._user).pw_gid, "cwd": "/"} if self._user else {}

    def _run(self, program: str, *arguments: str | Path, check: bool = True) -> int:
        done = subprocess.run(
            [_program(program), *arguments], capture_output=True, check=False, timeout=120, **self._identity()
        )
        if check and done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")
        return done.returncode

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(subprocess.TimeoutExpired):
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def _program(name: str) -> str:
    return next((str(place / name) for place in _PLACES if (place / name).exists()), "")


def _cpu_ticks(pid: int) -> list[int]:
    """Of a process and of its children that ended, in user and system mode; then its parent (proc_pid_stat(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return [*map(int, fields[11:15]), int(fields[1])]


def _unprivileged() -> str | None:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
