"""Who may use the servers that `broadsheet` starts: the password of Prefect's API, and the check of Host and Origin.

Whoever can use Prefect's API can run commands as the user of the worker. A port of this machine is open to its other
users, and to every web page in a browser on it. So each server of ours has a random password, and answers only under
names that are its own: a page that makes its own name lead to 127.0.0.1 (DNS rebinding) is refused. This module imports
only the standard library.
"""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Awaitable, Callable, Collection, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

USER = "broadsheet"
THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})
NAMES = "BROADSHEET_ALLOWED_HOSTS"
"""The environment variable by which the processes of `up` learn the names of their servers; the setting allowed_hosts
has it too.
"""
BASE_PATH = "BROADSHEET_PREFECT_BASE_PATH"
"""The environment variable with the path below which people reach Prefect's page (setting public_url); unset: at the
root.
"""
MISDIRECTED = 421
"""The status of a request for a name that is not ours (RFC 9110, section 15.5.20)."""
FORBIDDEN = 403

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def new_password() -> str:
    """A random one, `user:password` as Prefect wants it."""
    return f"{USER}:{secrets.token_urlsafe(32)}"


def password_file(folder: Path) -> Path:
    return folder / "api-password"


def stored_password(folder: Path) -> str:
    """The password in `folder/api-password`, mode 600. A new one is made if there is none, or if others could read the
    file.

    Raises OSError.
    """
    path = password_file(folder)
    if (known := read_password(folder)) and not path.stat().st_mode & 0o077:
        return known
    return store_password(folder, new_password())


def store_password(folder: Path, password: str) -> str:
    """Write the password where commands of this user find it, mode 600. Raises OSError."""
    path = password_file(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(password + "\n")
    unfinished.replace(path)
    return password


def read_password(folder: Path) -> str:
    """The stored password; empty if there is none, or this user may not read it."""
    try:
        return password_file(folder).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def client_variables(password: str) -> dict[str, str]:
    """What a client of a server of ours needs in its environment; its address is http://127.0.0.1."""
    return {
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true",
        # Prefect makes a TLS context for each client, also of an http address, and reads 150 certificates for it: 15
        # to 20 ms, some seven times a run. One certificate takes 0.3 ms. It has expired, so it vouches for nothing.
        "PREFECT_API_SSL_CERT_FILE": str(Path(__file__).with_name("expired.pem")),
    }


def server_variables(
    password: str, port: int, names: Iterable[str] = (), origins: Iterable[str] = ()
) -> dict[str, str]:
    """What a server of ours needs in its environment: the password, CSRF protection, and no origin but its own
    (CORS): its `names` at its port, and `origins`.
    """
    hosts = [_in_address(name) for name in sorted({"127.0.0.1", "localhost", *names})]
    return {
        "PREFECT_SERVER_API_AUTH_STRING": password,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join([*(f"http://{host}:{port}" for host in hosts), *origins]),
    }


def allowed_names(words: str) -> frozenset[str]:
    """The names of this machine, and those in `words`, separated by commas."""
    return THIS_MACHINE | {word.strip().lower() for word in words.split(",") if word.strip()}


def refusal(hosts: list[str], origins: list[str], names: Collection[str]) -> int:
    """The status with which a request is refused, or 0. `hosts`, `origins`: every value of these two headers.

    A Host that is an IP address is not refused: DNS rebinding needs a name. An Origin has to be one of the names, or
    the Host itself.
    """
    host = _name(f"//{hosts[0]}") if len(hosts) == 1 else ""
    if host not in names and not _is_address(host):
        return MISDIRECTED
    if any(_name(origin) not in {*names, host} for origin in origins):
        return FORBIDDEN
    return 0


class CheckedAccess:
    """An ASGI application that refuses a request for another name, or from a page of another origin; web sockets
    too.
    """

    def __init__(self, app: App, names: Collection[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        status = refusal(_values(scope, b"host"), _values(scope, b"origin"), self._names)
        if not status:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            headers = [(b"content-type", b"text/plain; charset=utf-8")]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": refusal_words(status).encode()})


class BelowPath:
    """An ASGI application that a web server in front of it shows below a path, whether that server keeps the path in
    requests or takes it off. The API stays at /api, and the page has the path, as Prefect wants them.
    """

    def __init__(self, app: App, path: str) -> None:
        self._app = app
        self._path = path.rstrip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._path and scope["type"] in {"http", "websocket"}:
            asked = scope["path"]
            inner = asked.removeprefix(self._path) if f"{asked}/".startswith(f"{self._path}/") else asked
            is_api = f"{inner}/".startswith("/api/")
            path = inner if is_api else f"{self._path}{inner}"
            scope = {**scope, "path": path, "raw_path": quote(path).encode()}
        await self._app(scope, receive, send)


def refusal_words(status: int) -> str:
    """What a person reads who opens a server of ours under another name."""
    if status == MISDIRECTED:
        return (
            "This server does not answer under this name. The setting allowed_hosts has the names that it may have.\n"
        )
    return "This server takes no requests from pages of other sites.\n"


def _values(scope: Scope, name: bytes) -> list[str]:
    return [value.decode("latin-1") for header, value in scope["headers"] if header == name]


def _name(address: str) -> str:
    """The host of an address in lower case; empty if there is none, as in the origin `null`."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
