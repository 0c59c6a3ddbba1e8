"""Prefect's API over plain HTTP, for processes that do not import Prefect: the import takes two seconds."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flows.service.access import THIS_MACHINE
from flows.service.plan import POOL
from schemas.private_parts import without_secrets


class NoAnswer(Exception):
    """The server did not answer, or refused; the message says why, without passwords."""


@dataclass(frozen=True, slots=True)
class PrefectApi:
    """A Prefect server at `address` (`http://127.0.0.1:4200/api`). Every call waits `timeout` seconds at most.

    `password` is `user:password` of a server of ours; without one, the variables of Prefect's own client are used.
    """

    address: str
    timeout: float = 10
    password: str = field(default="", repr=False)

    def get(self, path: str) -> tuple[Any, dict[str, str]]:
        """The JSON at this path, and the headers of the response. Raises NoAnswer."""
        body, headers = self._send("GET", path)
        return _json(body), headers

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """The JSON that the server returns for this body. Raises NoAnswer."""
        return _json(self._send("POST", path, body)[0])

    def is_healthy(self) -> bool:
        """Whether the server answers."""
        return self._accepts("GET", "/health")

    def is_reachable(self) -> bool:
        """Whether anything answers there, whatever it says: Prefect Cloud has no health check at this path."""
        try:
            self._send_with({}, "GET", "/health", None)
        except urllib.error.HTTPError:
            return True
        except (OSError, ValueError):
            return False
        return True

    def set_pool_paused(self, *, is_paused: bool) -> bool:
        """Whether the server accepted it. A paused pool gives no run to any worker; runs under way go on."""
        return self._accepts("PATCH", f"/work_pools/{POOL}", {"is_paused": is_paused})

    def _accepts(self, method: str, path: str, body: dict[str, Any] | None = None) -> bool:
        try:
            self._send(method, path, body)
        except NoAnswer:
            return False
        return True

    def _send(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[bytes, dict[str, str]]:
        try:
            try:
                return self._send_with({}, method, path, body)
            except urllib.error.HTTPError as error:
                if error.code != HTTPStatus.FORBIDDEN or b"CSRF" not in error.read():
                    raise
            return self._send_with(self._csrf_token(), method, path, body)
        except (urllib.error.URLError, OSError, ValueError) as error:
            raise NoAnswer(without_secrets(str(error))) from None

    def _send_with(
        self, more: dict[str, str], method: str, path: str, body: dict[str, Any] | None
    ) -> tuple[bytes, dict[str, str]]:
        headers = {"Content-Type": "application/json", **self._credentials(), **more}
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.address.rstrip("/") + path, data, headers, method=method)  # noqa: S310 - the server that was named
        with open_request(request, self.timeout) as response:
            return response.read(), dict(response.headers)

    def _csrf_token(self) -> dict[str, str]:
        """The headers that a server with CSRF protection wants on requests that change something."""
        client = str(uuid.uuid4())
        body, _ = self._send_with({}, "GET", f"/csrf-token?client={client}", None)
        return {"Prefect-Csrf-Token": str(_json(body)["token"]), "Prefect-Csrf-Client": client}

    def _credentials(self) -> dict[str, str]:
        """What Prefect's own client sends: the name and password of one's own server, or a key for Prefect Cloud."""
        key = os.environ.get("PREFECT_API_KEY")
        words = self.password or ("" if key else os.environ.get("PREFECT_API_AUTH_STRING"))
        if words:
            return {"Authorization": f"Basic {base64.b64encode(words.encode()).decode()}"}
        return {"Authorization": f"Bearer {key}"} if key else {}


def open_request(request: urllib.request.Request, timeout: float) -> Any:
    """The response. An address of this machine is never asked through a proxy. Raises OSError."""
    if urlsplit(request.full_url).hostname in THIS_MACHINE:
        return _DIRECTLY.open(request, timeout=timeout)
    return urllib.request.urlopen(request, timeout=timeout)  # noqa: S310 - the server that was named


_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        raise NoAnswer(f"the response is not JSON: {error}") from None
