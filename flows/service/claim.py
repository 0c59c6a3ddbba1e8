"""The file `private/up.json`: its lock allows one `up` for a data folder, its content tells other commands where that
one is.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.service.access import THIS_MACHINE, read_password
from flows.service.plan import Options, prefect_home
from flows.service.prefect_api import PrefectApi
from schemas.errors import BroadsheetError, SourceUnavailable, UsageError, WarehouseUnusable
from schemas.settings import Settings
from tasks.files.atomic import atomic_write
from tasks.files.locks import open_lock, take_lock

_ON_THIS_MACHINE = "http://127.0.0.1:"


class AlreadyUp(BroadsheetError):
    """Another `up` holds the data folder."""

    exit_code = 6


@contextmanager
def claimed(settings: Settings) -> Iterator[Callable[..., None]]:
    """Lock the data folder for the block. Yields a function that writes the addresses of this `up` for other commands,
    and whether all of it has started.

    Raises AlreadyUp, WarehouseUnusable.
    """
    path = settings.private / "up.json"
    try:
        settings.private.mkdir(parents=True, exist_ok=True)
        descriptor = open_lock(path)
    except OSError as error:
        raise WarehouseUnusable(
            f"{error.filename}: {error.strerror}", "Set BROADSHEET_HOME to a folder that can be written."
        ) from error
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        if not take_lock(descriptor):
            holder = _process(file.read())
            raise AlreadyUp(
                f"`broadsheet up` already runs on {settings.home}: {holder}",
                "Use that one, or end it first; another BROADSHEET_HOME may have its own, on other ports.",
            )

        def tell(options: Options, *, is_ready: bool = True) -> None:
            file.seek(0)
            file.truncate(0)
            since = datetime.now(UTC).isoformat(timespec="seconds")
            note = {"process": os.getpid(), "api": options.api, "page": options.page, "since": since}
            json.dump(note | {"is_ready": is_ready}, file)
            file.flush()

        file.truncate(0)
        yield tell
        file.truncate(0)


@contextmanager
def announced_to_machines(options: Options, settings: Settings, password: str) -> Iterator[None]:
    """While the block runs, other machines of the catalogue find the Prefect server of this `up`, and its password, in
    a file of the shared folder that only this user may read. Raises CatalogueUnusable, WarehouseUnusable.
    """
    if not settings.catalogue or not settings.shared or options.server:
        yield
        return
    path = _note_of_machines(settings)
    api = f"http://{_host_for_others(options, settings)}:{options.port}/api"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(path) as draft:
            draft.touch(mode=0o600)
            draft.write_text(json.dumps({"api": api, "password": password, "machine": socket.gethostname()}))
    except OSError as error:
        raise WarehouseUnusable(f"{path}: {error.strerror}", "Mount the shared folder, or set `shared`.") from error
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def server_to_join(settings: Settings) -> tuple[str, str]:
    """The API of the `up` that runs on another machine of the catalogue, and its password.

    Raises UsageError where this machine shares nothing, SourceUnavailable where there is none.
    """
    if not settings.catalogue or not settings.shared:
        raise UsageError(
            "--join needs the settings catalogue and shared",
            "Give this machine those of the first: docs/scaling-out.md.",
        )
    try:
        note = json.loads(_note_of_machines(settings).read_text(encoding="utf-8"))
        api, password, machine = str(note["api"]), str(note["password"]), str(note["machine"])
    except (OSError, ValueError, KeyError) as error:
        why = "none runs there" if isinstance(error, FileNotFoundError) else error
        raise SourceUnavailable(
            f"no `broadsheet up` of the shared folder {settings.shared} can be joined: {why}",
            "Start it on the first machine: broadsheet up --host 0.0.0.0.",
        ) from error
    if urlsplit(api).hostname in THIS_MACHINE and machine != socket.gethostname():
        raise SourceUnavailable(
            f"the Prefect server of {machine} answers on that machine only",
            "Start it there: broadsheet up --host 0.0.0.0.",
        )
    return api, password


def _note_of_machines(settings: Settings) -> Path:
    return settings.lake.with_name("up.json")


def _host_for_others(options: Options, settings: Settings) -> str:
    """The address of this machine as PostgreSQL sees it, where the server listens on all."""
    if options.host not in {"", "0.0.0.0"}:
        return options.host
    from tasks.store.catalogue import connect  # noqa: PLC0415 - one machine needs none of it

    with connect(settings) as connection:
        found = connection.execute("SELECT host(inet_client_addr())").fetchone()
    return str(found[0]) if found and found[0] else options.local_host


def running(settings: Settings) -> dict[str, Any] | None:
    """The `up` that runs on this data folder: process, api, page, since, is_ready. None if none runs."""
    note, is_held = _note_of_up(settings)
    return note if is_held else None


def killed(settings: Settings) -> int | None:
    """The process of an `up` that ended without its orderly stop, until the next one starts; None without one."""
    note, is_held = _note_of_up(settings)
    return None if is_held or note is None else note.get("process")


def _note_of_up(settings: Settings) -> tuple[dict[str, Any] | None, bool]:
    """What an `up` wrote of itself, and whether it still runs."""
    path = settings.private / "up.json"
    with suppress(OSError, ValueError), path.open(encoding="utf-8") as file:
        is_held = not take_lock(file.fileno(), shared=True)
        note: dict[str, Any] = json.load(file)
        return note, is_held
    return None, False


def running_api(settings: Settings) -> str | None:
    """The Prefect API of the `up` that runs on this data folder; None if none runs."""
    found = running(settings)
    return str(found["api"]) if found else None


def api_of_up(settings: Settings) -> str:
    """The API of the Prefect server that `up` runs for this data folder; empty where none answers.

    Only a server below `up`: it may use one elsewhere, with credentials that only `up` has.
    """
    api = running_api(settings) or ""
    return api if api.startswith(_ON_THIS_MACHINE) and PrefectApi(api).is_healthy() else ""


def password_of_up(settings: Settings) -> str:
    """`user:password` of the Prefect server below `up`; empty if there is none, or this user may not read it."""
    return read_password(prefect_home(settings))


def named_api(settings: Settings) -> PrefectApi | None:
    """The server at PREFECT_API_URL if that is set, else that of the `up` that runs on this data folder; None without
    both.
    """
    if named := os.environ.get("PREFECT_API_URL"):
        return PrefectApi(named)
    api = running_api(settings)
    return PrefectApi(api, password=password_of_up(settings)) if api else None


def _process(note: str) -> str:
    with suppress(ValueError, KeyError):
        held = json.loads(note)
        return f"process {held['process']}, Prefect at {held['api'].removesuffix('/api')}"
    return "another process"


def paused_file(settings: Settings) -> Path:
    """A file that exists while `up` has paused the work pool. A pool that a person paused stays paused."""
    return settings.private / "pool-paused"
